"""What a rig asks of a link, whatever its protocol. Time is an argument; bytes go in and out as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Why(StrEnum):
    """How the sending of a result ended."""

    DELIVERED = "delivered"
    BUSY = "busy"
    NO_REPLY_TO_BID = "no_reply_to_bid"
    NO_REPLY = "no_reply"
    NOT_ACCEPTED = "not_accepted"
    INTERRUPTED = "interrupted"
    HOST_GONE = "host_gone"
    POWER = "power"
    GIVEN_UP = "given_up"
    HUNG_UP = "hung_up"


@dataclass(frozen=True)
class Unit:
    """What goes on the line in one go; `frame` counts a result's pieces from 1, and is 0 for the rest.

    With `hang_up_s` the reader hangs up once all before it is out, and calls again after so many seconds.
    """

    data: bytes
    frame: int = 0
    attempt: int = 1
    hang_up_s: float | None = None


class Link(Protocol):
    """One reader's side of a line. Call `receive` and `tick`, then take `units` and `endings`."""

    @property
    def overhead(self) -> int:
        """Bytes of a transmission without trouble that belong to none of a result's pieces."""

    @property
    def ready_at(self) -> float | None:
        """From when a result may be offered; None while the link is busy with something else."""

    @property
    def next_deadline(self) -> float | None:
        """When `tick` must be called at the latest, or None."""

    def host_came(self, now: float) -> None:
        """Somebody has opened the other side."""

    def farewell(self, now: float) -> None:
        """Its key is pressed to switch it off: a last word, if the protocol has one."""

    def offer(self, pieces: Sequence[bytes], now: float) -> None:
        """Begins to send one result; legal from `ready_at` on."""

    def receive(self, data: bytes, now: float) -> None:
        """Takes what the host sent."""

    def tick(self, now: float) -> None:
        """Lets time pass."""

    def reset(self) -> None:
        """The host is gone; a result that was under way ends as HOST_GONE."""

    def units(self) -> list[Unit]:
        """What is to go on the line since the last call."""

    def endings(self) -> list[Why]:
        """How results ended since the last call."""
