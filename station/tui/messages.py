"""What has happened, told to a screen or to the program. Posted from any thread, named in the past tense."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.message import Message

from station.domain.errors import StationError

if TYPE_CHECKING:
    from station.domain.presented import Presented
    from station.services.board import BoardView
    from station.services.desk import Desk


class DeskOpened(Message):
    """The home is open and its lanes run."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk


class DeskRefused(Message):
    """The home could not be opened."""

    def __init__(self, error: StationError) -> None:
        super().__init__()
        self.error = error


class LogAdvanced(Message):
    """Entries were committed; ``screenings`` are the screenings they belong to."""

    def __init__(self, kinds: frozenset[str], screenings: frozenset[str]) -> None:
        super().__init__()
        self.kinds = kinds
        self.screenings = screenings


class SomethingPresented(Message):
    """A card lay on a card reader, or a barcode was scanned."""

    def __init__(self, presented: Presented) -> None:
        super().__init__()
        self.presented = presented


class BoardLooked(Message):
    """A fresh look at the lanes, the waiting list and the alarms."""

    def __init__(self, view: BoardView) -> None:
        super().__init__()
        self.view = view


class WorkDone(Message):
    """A screen's work has ended well; ``then`` is called with ``result`` in the screen's own thread."""

    def __init__(self, then: Callable[[Any], None] | None, result: object, *, held: bool) -> None:
        super().__init__()
        self.then = then
        self.result = result
        self.held = held


class WorkRefused(Message):
    """A screen's work was refused or failed; ``otherwise`` hears of it after it was shown."""

    def __init__(
        self, error: StationError, otherwise: Callable[[StationError], None] | None, *, held: bool
    ) -> None:
        super().__init__()
        self.error = error
        self.otherwise = otherwise
        self.held = held
