"""Two links on one simulated line with a clock of its own: hours of protocol in a moment."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from drivers.commands import Command
from drivers.events import CommandDone, CommandRefused, Event, KeepRequested, Outgoing
from drivers.lis.link import Link

BYTE_S = 10 / 9600
DELAY_S = 0.002
KEEP_S = 0.05

Damage = Callable[[bytes], bytes]
"""What becomes of one transmission on the line."""


class End:
    """One link and what it has seen."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.events: list[Event] = []
        self.free_at = 0.0
        """When what it sent last is on the line."""

    def outcome(self, command_id: int) -> str:
        """done, or why not."""
        (found,) = [
            event
            for event in self.events
            if isinstance(event, CommandDone | CommandRefused) and event.id == command_id
        ]
        return "done" if isinstance(found, CommandDone) else found.reason

    def kept(self) -> list[bytes]:
        """The text of every message that was asked to be kept, each token once."""
        return [event.message.text for event in self.events if isinstance(event, KeepRequested)]


class SimulatedLine:
    """Bytes take their time, one after another in each direction; what is planned happens when it is due."""

    def __init__(self, first: Link, second: Link, damage: Damage = bytes) -> None:
        self.ends = (End(first), End(second))
        self.now = 0.0
        self._damage = damage
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def plan(self, at: float, end: int, command: Command) -> None:
        """This end is to send ``command`` then."""
        self._at(at, lambda: self._take(end, self.ends[end].link.send(command, self.now)))

    def run(self, until: float) -> None:
        """Let everything happen up to then."""
        while (moment := self._next()) <= until:
            self.now = moment
            if self._due and self._due[0][0] <= moment:
                heappop(self._due)[2]()
            else:
                for number, end in enumerate(self.ends):
                    self._take(number, end.link.tick(moment))
        self.now = until

    def _next(self) -> float:
        deadlines = [end.link.next_deadline for end in self.ends]
        times = [due for due in deadlines if due is not None]
        return min([*times, *(due for due, _, _ in self._due[:1])], default=float("inf"))

    def _at(self, moment: float, what: Callable[[], None]) -> None:
        heappush(self._due, (moment, next(self._order), what))

    def _take(self, number: int, events: list[Event]) -> None:
        """What a link said: its bytes go on the line, its messages are kept a little later."""
        end = self.ends[number]
        end.events += events
        for event in events:
            if isinstance(event, Outgoing):
                self._transmit(number, self._damage(event.data))
            elif isinstance(event, KeepRequested):
                self._at(self.now + KEEP_S, lambda token=event.token: self._keep(number, token))  # type: ignore[misc]

    def _keep(self, number: int, token: int) -> None:
        self._take(number, self.ends[number].link.kept(self.now, token))

    def _transmit(self, number: int, data: bytes) -> None:
        end, other = self.ends[number], 1 - number
        for byte in data:
            end.free_at = max(end.free_at, self.now) + BYTE_S
            self._at(end.free_at + DELAY_S, lambda one=bytes([byte]): self._arrive(other, one))  # type: ignore[misc]

    def _arrive(self, number: int, data: bytes) -> None:
        self._take(number, self.ends[number].link.receive(data, self.now))
