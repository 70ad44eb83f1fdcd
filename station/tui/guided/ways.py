"""Which question is asked at which step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from station.domain.path import Step
from station.tui.guided.closed import Closed
from station.tui.guided.declaration import Declare
from station.tui.guided.identify import Identify
from station.tui.guided.notice import Notice
from station.tui.guided.offered import IsItTheirs
from station.tui.guided.path_line import START
from station.tui.guided.result import Result
from station.tui.guided.seals import Seals
from station.tui.guided.specimen import Specimen
from station.tui.guided.subject import SubjectSigns
from station.tui.guided.tell import Tell
from station.tui.guided.waiting import Waiting
from station.tui.guided.whereabouts import Went

if TYPE_CHECKING:
    from station.tui.guided.case import Case
    from station.tui.guided.question import Question
    from station.tui.guided.screening import ScreeningScreen

__all__ = ["START", "first_question", "question_for"]

_QUESTIONS: Mapping[Step, Callable[[ScreeningScreen], Question]] = {
    Step.IDENTIFY: Identify,
    Step.NOTICE: Notice,
    Step.COOPERATION: Notice,
    Step.DECLARATION: Declare,
    Step.SPECIMEN: Specimen,
    Step.CARTRIDGE: Specimen,
    Step.DETAILS: Waiting,
    Step.READING: Waiting,
    Step.RESULT: Result,
    Step.SIGN_FIRST: Result,
    Step.SIGN_SECOND: Result,
    Step.SEALS: Seals,
    Step.TELL: Tell,
    Step.SUBJECT_SIGNS: SubjectSigns,
    Step.WHEREABOUTS: Went,
    Step.CLOSE: Closed,
    Step.DONE: Closed,
}


def first_question(screen: ScreeningScreen) -> Question:
    """Who is it?"""
    return Identify(screen)


def question_for(screen: ScreeningScreen, case: Case) -> Question:
    """What is asked now. A result is shown as soon as it is there, even while details are still missing;
    so is the question whose it is."""
    screening = case.screening
    if screening.offered is not None and case.step in (Step.DETAILS, Step.READING):
        return IsItTheirs(screen)
    if case.step is Step.DETAILS and screening.verdict is not None and not screening.signed:
        return Result(screen)
    return _QUESTIONS[case.step](screen)
