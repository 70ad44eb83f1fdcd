"""A finished answer is corrected before anyone has signed: the newer entry names the older."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual.app import ComposeResult

from station.domain import kinds
from station.domain.path import Step, done
from station.tui.choices import Choice
from station.tui.guided.declaration import Declare
from station.tui.guided.exceptions import why_not
from station.tui.guided.identify import Identify
from station.tui.guided.notice import Notice
from station.tui.guided.question import Question
from station.tui.guided.specimen import Specimen
from station.tui.guided.waiting import Waiting
from station.tui.keys import Key

_MENDS: Mapping[Step, tuple[str, Callable[..., Question]]] = {
    Step.IDENTIFY: (kinds.SUBJECT_IDENTIFIED, Identify),
    Step.COOPERATION: (kinds.COOPERATION_ANSWERED, Notice),
    Step.DECLARATION: (kinds.DECLARATION_MADE, Declare),
    Step.CARTRIDGE: (kinds.CARTRIDGE_LOADED, Specimen),
    Step.DETAILS: (kinds.DETAILS_RECORDED, Waiting),
}


class Mend(Question):
    """The finished steps; what may not change any more says why."""

    help_key = "guided.help_mend"
    lists = True
    live = False

    def body(self) -> ComposeResult:
        """The list."""
        yield self.ask(self.words("guided.ask_mend"))
        yield self.note(self.words("guided.mend_note"))
        yield self.answers(self._choices())

    def keys(self) -> Iterable[Key]:
        """Enter opens the marked step."""
        yield Key("enter", self.words("key.open"), self.pick_highlighted, primary=True)

    def picked(self, value: str) -> None:
        """Ask it again; what was answered stands there."""
        _kind, question = _MENDS[Step(value)]
        self.screen.show(question(self.screen, mends=True))

    def _choices(self) -> list[Choice]:
        case = self.case
        finished = [step for step in _MENDS if done(case.screening, step) or self._begun(step)]
        return [
            Choice(step.value, self.words(f"step.{step.value}"), why=self._why(step)) for step in finished
        ]

    def _begun(self, step: Step) -> bool:
        return step is Step.DETAILS and self.case.screening.details is not None

    def _why(self, step: Step) -> str:
        kind, _question = _MENDS[step]
        if kind == kinds.CARTRIDGE_LOADED:
            signed = self.case.screening.signed
            return why_not(self.screen, kinds.SUBJECT_IDENTIFIED) if signed else ""
        return why_not(self.screen, kind)
