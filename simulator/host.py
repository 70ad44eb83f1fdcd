"""The host behind the end of a cable, as faults make it: slow to read and to answer, or killed.

No cable can slow or kill the program at its other end. It can hold back what goes each way, as the buffers of
a busy machine do, and let the line go as a dying process does; then neither side sees a difference.
"""

from collections import deque
from collections.abc import Callable, Sequence

from simulator.ends import End
from simulator.steps import BRISK, Happening, HostKilled, Send, SlowHost, Step

FULL_RETRY_S = 0.02


class Backlog:
    """Bytes on their way, in order, each with the moment at which it is through."""

    def __init__(self) -> None:
        self._bytes: deque[tuple[float, int]] = deque()
        self._last_at = 0.0

    def __len__(self) -> int:
        return len(self._bytes)

    @property
    def next_at(self) -> float | None:
        """When the first of them is through, or None."""
        return self._bytes[0][0] if self._bytes else None

    def put(self, data: bytes, pace: SlowHost, now: float) -> None:
        """More bytes; none overtakes those before it."""
        for value in data:
            self._last_at = max(self._last_at + 1 / pace.bytes_a_second, now + pace.late_s)
            self._bytes.append((self._last_at, value))

    def due(self, now: float) -> bytes:
        """What is through by now; it stays until `drop`."""
        found = bytearray()
        for moment, value in self._bytes:
            if moment > now:
                break
            found.append(value)
        return bytes(found)

    def drop(self, count: int) -> None:
        """The first bytes have been taken."""
        for _ in range(count):
            self._bytes.popleft()

    def clear(self) -> None:
        """All is lost."""
        self._bytes.clear()
        self._last_at = 0.0


class Host:
    """The end of a cable together with the host behind it.

    `loses` is the way of a reader without flow control: what finds the host's buffer full is gone.
    """

    def __init__(self, end: End, *, loses: bool = False) -> None:
        self._end = end
        self._loses = loses
        self._pace = BRISK
        self._holds = BRISK.holds
        self._unread = Backlog()
        self._answers = Backlog()
        self._now = 0.0
        self._retry_at: float | None = None
        self._plugged = False
        self._back_at: float | None = None
        self._unnoticed = False

    @property
    def host_present(self) -> bool:
        """Whether the reader believes that somebody is there; three wires do not tell of a death."""
        return self._unnoticed or self._end.host_present

    @property
    def reads(self) -> bool:
        """Whether it has still to read what the reader has said."""
        return bool(self._unread)

    @property
    def place(self) -> str:
        """Where a host finds it."""
        return self._end.place

    @property
    def next_deadline(self) -> float | None:
        """When `process` must be called although nothing can be read."""
        unread_at = self._unread.next_at if self._retry_at is None else self._retry_at
        moments = (self._end.next_deadline, self._back_at, unread_at, self._answers.next_at)
        return min((moment for moment in moments if moment is not None), default=None)

    def interest(self) -> tuple[int, int] | None:
        """File descriptor and selector events to wait for, or None."""
        return self._end.interest()

    def process(self, now: float) -> None:
        """Looks whether a host came, went or is back, and lets it read what is due."""
        self._now = now
        if self._back_at is not None and now >= self._back_at:
            self._back_at = None
            if self._plugged:
                self._end.plug(now)
        self._end.process(now)
        if self._end.host_present:
            self._unnoticed = False
            self._read_on(now)
        else:
            self._lose_buffers()

    def plug(self, now: float) -> None:
        """The cable goes in; of a host that is dead nothing is seen before it is back."""
        self._plugged = True
        if self._back_at is None:
            self._end.plug(now)

    def unplug(self) -> None:
        """The cable comes out, and what was on its way is lost."""
        self._plugged = self._unnoticed = False
        self._lose_buffers()
        self._end.unplug()

    def hang_up(self, now: float, again_in_s: float) -> bool:
        """The reader lets go of the line for a time; False where a line has no such thing."""
        closed = self._end.hang_up(now, again_in_s)
        if closed:
            self._lose_buffers()
        return closed

    def slow(self, pace: SlowHost) -> None:
        """From now on it reads and answers at this pace; what waits already keeps its place."""
        self._pace = pace
        if pace != BRISK:
            self._holds = pace.holds

    def die(self, for_s: float, now: float) -> None:
        """It is killed, and back after so many seconds; a dead one cannot die.

        A connection ends with its process. A reader on a serial line is told nothing.
        """
        if self._back_at is not None:
            return
        self._unnoticed = self._end.host_present and not self._end.is_connection
        self._pace = BRISK
        self._lose_buffers()
        self._end.read()
        self._end.unplug()
        self._back_at = now + for_s

    def hear(
        self, split: Callable[[bytes], Sequence[Step]], happen: Callable[[Happening, float], None], now: float
    ) -> bytes:
        """What reaches the reader by now of what the host says; `split` puts in what happens to the host."""
        arrived = self._answered(now)
        for step in split(self._end.read()):
            if isinstance(step, Send):
                self._answers.put(step.data, self._pace, now)
                arrived += self._answered(now)
            elif isinstance(step, SlowHost | HostKilled):
                happen(step, now)
        return arrived

    def write(self, data: bytes) -> int:
        """How many of the bytes were taken, or, without flow control, are gone."""
        if not self._end.host_present:
            return len(data)
        if self._pace == BRISK and not self._unread:
            taken = self._end.write(data)
        else:
            taken = min(len(data), max(0, self._holds - len(self._unread)))
            self._unread.put(data[:taken], self._pace, self._now)
        return len(data) if self._loses else taken

    def _answered(self, now: float) -> bytes:
        due = self._answers.due(now)
        self._answers.drop(len(due))
        return due

    def _read_on(self, now: float) -> None:
        due = self._unread.due(now)
        taken = self._end.write(due) if due else 0
        self._unread.drop(taken)
        self._retry_at = now + FULL_RETRY_S if taken < len(due) else None

    def _lose_buffers(self) -> None:
        self._unread.clear()
        self._answers.clear()
        self._retry_at = None
