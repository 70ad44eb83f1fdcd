"""The transmit line of a reader: a pseudo-terminal and a socket ignore the baud rate, so it is kept here."""

from collections import deque
from collections.abc import Callable, Sequence

from simulator.steps import Burst, Happening, HostKilled, Send, SlowHost, Step, Wait

BITS_A_BYTE = 10
"""Start bit, eight data bits, stop bit."""
BATCH_S = 0.01
"""Bytes that fall due within this time go out together, as from the small buffer of a serial chip."""
FULL_RETRY_S = 0.02


class Line:
    """Puts steps on the line at the right moment; `write` gives how many bytes were taken.

    `happen` is told when the moment of a happening has come; one that is not the host's ends the line for a
    while, and everything that was on it.
    """

    def __init__(
        self,
        baud: int,
        write: Callable[[bytes], int],
        happen: Callable[[Happening, float], None],
    ) -> None:
        self.byte_time_s = BITS_A_BYTE / baud if baud else 0.0
        self._write = write
        self._happen = happen
        self._steps: deque[Step] = deque()
        self._free_at = 0.0
        self._written = 0
        self._retry_at: float | None = None

    @property
    def next_deadline(self) -> float | None:
        """When the next bytes fall due, or None when nothing waits."""
        if not self._steps:
            return None
        if self._retry_at is not None:
            return self._retry_at
        step = self._steps[0]
        if isinstance(step, Send):
            whole = isinstance(step, Burst) or not self.byte_time_s
            batch = len(step.data) if whole else max(1, round(BATCH_S / self.byte_time_s))
            return self._free_at + min(len(step.data), self._written + batch) * self.byte_time_s
        return self._free_at + step.seconds if isinstance(step, Wait) else self._free_at

    def put(self, steps: Sequence[Step], now: float) -> None:
        """Queues steps behind what is still on its way."""
        if not self._steps:
            self._free_at = max(self._free_at, now)
        self._steps.extend(steps)

    def clear(self) -> None:
        """Forgets everything that has not gone out."""
        self._steps.clear()
        self._written = 0
        self._free_at = 0.0
        self._retry_at = None

    def flush(self) -> None:
        """Puts out at once what waits for nothing but its turn."""
        while self._steps and isinstance(step := self._steps[0], Send):
            self._write(step.data[self._written :])
            self._written = 0
            self._steps.popleft()

    def process(self, now: float) -> None:
        """Puts out what is due."""
        self._retry_at = None
        while self._steps and self._advance(self._steps[0], now):
            pass

    def _advance(self, step: Step, now: float) -> bool:
        if isinstance(step, SlowHost | HostKilled):
            self._steps.popleft()
            self._happen(step, now)
            return True
        if isinstance(step, Happening):
            self.clear()
            self._happen(step, now)
            return False
        if isinstance(step, Send):
            return self._send(step, now)
        return self._done(step.seconds, now)

    def _send(self, step: Send, now: float) -> bool:
        total = len(step.data)
        due = min(total, int((now - self._free_at) / self.byte_time_s + 1e-6)) if self.byte_time_s else total
        if isinstance(step, Burst) and due < total:
            return False
        if due > self._written:
            self._written += self._write(step.data[self._written : due])
            if self._written < due:
                self._retry_at = now + FULL_RETRY_S
                return False
        if self._written < total:
            return False
        self._written = 0
        self._free_at += total * self.byte_time_s
        self._steps.popleft()
        return True

    def _done(self, seconds: float, now: float) -> bool:
        if now < self._free_at + seconds:
            return False
        self._free_at += seconds
        self._steps.popleft()
        return True
