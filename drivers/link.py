"""What every protocol's link can do: bytes and time in, events out, no input or output of its own.

``now`` is monotonic seconds. Every method returns the events in the order in which they happened; the same
bytes give the same events however they are cut. Bytes for the reader are in its ``Outgoing`` events. On
``KeepRequested`` the owner stores the message and says ``kept`` or ``not_kept``; what releases the reader's
memory is withheld until then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drivers.commands import Command
from drivers.events import Event


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a link is told of where it stands.

    ``wall(now)`` is the wall clock (aware) at one of its monotonic seconds, for protocols whose messages
    carry the sender's time; without it that is left out. ``checked``: the transport itself notices damaged
    bytes, as TCP does and a serial line does not."""

    wall: Callable[[float], datetime] | None = None
    checked: bool = False


class Link(Protocol):
    """One end of one line. Not thread-safe: whoever owns it holds a lock around it."""

    @property
    def next_deadline(self) -> float | None:
        """When ``tick`` is next worth calling; None when time changes nothing."""
        ...

    def connected(self, now: float) -> list[Event]:
        """The line is open."""
        ...

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the reader; none is as good as ``tick``."""
        ...

    def tick(self, now: float) -> list[Event]:
        """Time has passed: whatever ran out up to ``now`` happens."""
        ...

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about is durable. A token no longer awaited changes nothing."""
        ...

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about could not be stored: the reader is to send it again."""
        ...

    def send(self, command: Command, now: float) -> list[Event]:
        """Ask something of the reader; what this protocol or profile cannot do gives ``CommandRefused``."""
        ...

    def disconnected(self, now: float) -> list[Event]:
        """The line is gone: what is open is held, nobody is answered."""
        ...
