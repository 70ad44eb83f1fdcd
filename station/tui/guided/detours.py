"""Ways off the straight path: what opens when an exception is picked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from station.tui.guided import exceptions
from station.tui.guided.abort import AbortReason
from station.tui.guided.lane import WhichLane
from station.tui.guided.mend import Mend
from station.tui.guided.papers import print_slip
from station.tui.guided.result import Result
from station.tui.guided.specimen import Specimen
from station.tui.guided.void import VoidReason

if TYPE_CHECKING:
    from station.tui.guided.question import Question
    from station.tui.guided.screening import ScreeningScreen


def follow(screen: ScreeningScreen, value: str) -> bool:
    """Whether ``value`` was an exception; what it asks for is then shown."""
    if not value.startswith(exceptions.DETOUR):
        return False
    _WAYS[value](screen)
    return True


def void_question(screen: ScreeningScreen) -> Question:
    """Why it is declared void, then two officers."""
    return VoidReason(screen)


def _other_signer(screen: ScreeningScreen) -> None:
    question = screen.question
    if isinstance(question, Result):
        question.open_panel()


_WAYS: Mapping[str, Callable[[ScreeningScreen], object]] = {
    exceptions.LANE: lambda screen: screen.show(WhichLane(screen)),
    exceptions.ABORT: lambda screen: screen.show(AbortReason(screen)),
    exceptions.MEND: lambda screen: screen.show(Mend(screen)),
    exceptions.RETEST: lambda screen: screen.show(Specimen(screen, again=True)),
    exceptions.SIGNER: _other_signer,
    exceptions.SLIP: print_slip,
    exceptions.TRAY: lambda screen: screen.go("unmatched"),
}
