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
    "practice": "station.tui.practice:PracticeScreen",
    "locked": "station.tui.locked:LockedScreen",
    "leave": "station.tui.leave:LeaveScreen",
    "screening": "station.tui.guided.screening:ScreeningScreen",
    "new_test": "station.tui.guided.begin:BeginScreen",
    "registration": "station.tui.counter.registration:RegistrationScreen",
    "find": "station.tui.lists.screenings:ScreeningsScreen",
    "detail": "station.tui.lists.detail:DetailScreen",
    "export": "station.tui.lists.export:ExportScreen",
    "to_hand_over": "station.tui.lists.to_hand_over:ToHandOverScreen",
    "hand_over": "station.tui.lists.hand_over:HandOverScreen",
    "followup": "station.tui.lists.followup:FollowupScreen",
    "finding": "station.tui.lists.finding:FindingScreen",
    "measure": "station.tui.lists.measure:MeasureScreen",
    "accept": "station.tui.lists.receipt:AcceptScreen",
    "give_back": "station.tui.lists.receipt:GiveBackScreen",
    "unmatched": "station.tui.lists.unmatched:UnmatchedScreen",
    "claim": "station.tui.lists.claim:ClaimScreen",
    "readers": "station.tui.lists.readers:ReadersScreen",
    "this_shift": "station.tui.lists.this_shift:ThisShiftScreen",
    "countersign": "station.tui.lists.batch:BatchScreen",
    "join": "station.tui.lists.shift_changes:JoinScreen",
    "depart": "station.tui.lists.shift_changes:DepartScreen",
    "move": "station.tui.lists.shift_changes:MoveScreen",
    "camera": "station.tui.lists.shift_changes:CameraScreen",
    "sign_on_too": "station.tui.lists.shift_changes:SignOnTooScreen",
    "close_shift": "station.tui.lists.shift_changes:CloseShiftScreen",
}


def build(name: str, **params: str) -> StationScreen:
    """The screen ``name``, made with ``params``."""
    module, _, screen = ROUTES[name].partition(":")
    made: StationScreen = getattr(import_module(module), screen)(**params)
    return made
