"""Where the screens are: by name, imported when first shown, so that the first paint stays quick.

``station.go("screening", screening_id=...)`` builds ``station.tui.guided.screening.ScreeningScreen``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from station.tui.base import StationScreen

ROUTES = {
    "sign_on": "station.tui.sign_on:SignOnScreen",
    "shift_opening": "station.tui.shift_opening:ShiftOpeningScreen",
    "board": "station.tui.board:BoardScreen",
    "help": "station.tui.help:HelpScreen",
    "display": "station.tui.display:DisplayScreen",
    "leave": "station.tui.leave:LeaveScreen",
    "screening": "station.tui.guided.screening:ScreeningScreen",
    "new_test": "station.tui.guided.begin:BeginScreen",
    "registration": "station.tui.counter:CounterScreen",
    "find": "station.tui.screenings:ScreeningsScreen",
    "detail": "station.tui.detail:DetailScreen",
    "to_hand_over": "station.tui.handover:HandoverScreen",
    "unmatched": "station.tui.unmatched:UnmatchedScreen",
    "readers": "station.tui.readers:ReadersScreen",
    "this_shift": "station.tui.this_shift:ThisShiftScreen",
    "batch": "station.tui.batch:BatchScreen",
}


def build(name: str, **params: str) -> StationScreen:
    """The screen ``name``, made with ``params``."""
    module, _, screen = ROUTES[name].partition(":")
    made: StationScreen = getattr(import_module(module), screen)(**params)
    return made
