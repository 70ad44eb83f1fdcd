"""What a front end with a person in front of it is handed: an open home with its lanes running."""

from dataclasses import dataclass

from station.services.board import Board
from station.services.document_devices import DocumentDevices
from station.services.lanes import Lanes
from station.services.workplace import Workplace


@dataclass(frozen=True)
class Desk:
    """The running station. Every method of its parts may be called from any thread but the recorder's."""

    workplace: Workplace
    lanes: Lanes
    board: Board
    documents: DocumentDevices | None = None
    """None where no card reader and no scanner can be, as in a command without screens."""
