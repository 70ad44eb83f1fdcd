"""The memory that a reader keeps results in until somebody has acknowledged them, and after."""

from collections import deque
from dataclasses import replace
from datetime import datetime

from simulator.devices.result import Result


class Memory:
    """Results in the order they came, and which of them wait to be sent, oldest first.

    A reader's own test numbers are no key: some count from the first again after they were switched off.
    """

    def __init__(self, size: int = 1000) -> None:
        self._size = size
        self._results: dict[int, Result] = {}
        self._waiting: deque[int] = deque()
        self._count = 0

    def __len__(self) -> int:
        return len(self._results)

    @property
    def waiting(self) -> Result | None:
        """The next result to be sent, or None."""
        return self._results[self._waiting[0]] if self._waiting else None

    @property
    def unsent(self) -> int:
        """How many results nobody has acknowledged yet."""
        return sum(not result.sent for result in self._results.values())

    @property
    def full(self) -> bool:
        """Whether nothing more fits: what has been sent makes room, what has not does not."""
        return len(self._results) >= self._size and self.unsent == len(self._results)

    def store(self, result: Result) -> None:
        """Keeps a result, in line if it has not been sent; the oldest that were sent make room."""
        self._make_room()
        self._count += 1
        self._results[self._count] = result
        if not result.sent:
            self._waiting.append(self._count)

    def recall(self) -> None:
        """Puts all that nobody has acknowledged in line again, oldest first, before what is sent again."""
        unsent = [key for key, result in self._results.items() if not result.sent]
        self._waiting = deque([*unsent, *(key for key in self._waiting if key not in unsent)])

    def send_last(self) -> Result | None:
        """Puts the newest result in line once more, unless it still waits; None when there is none."""
        if not self._results:
            return None
        newest = max(self._results)
        if newest not in self._waiting:
            self._waiting.append(newest)
        return self._results[newest]

    def send_all(self) -> int:
        """Puts everything in line once more, oldest first, behind what waits; how many there are."""
        self._waiting.extend(key for key in self._results if key not in self._waiting)
        return len(self._results)

    def send_since(self, since: datetime | None) -> int:
        """Puts what was read at that time or later, or all of it, in line once more; how many there are."""
        asked = [key for key, result in self._results.items() if since is None or result.read_at >= since]
        self._waiting.extend(key for key in asked if key not in self._waiting)
        return len(asked)

    def forget_unsent(self) -> list[Result]:
        """Loses what nobody has acknowledged."""
        lost = {key: result for key, result in self._results.items() if not result.sent}
        self._results = {key: result for key, result in self._results.items() if result.sent}
        self._waiting = deque(key for key in self._waiting if key not in lost)
        return list(lost.values())

    def started(self) -> Result:
        """Counts a transmission of the result in front."""
        front = self._front()
        return self._keep(replace(front, transmissions=front.transmissions + 1))

    def acknowledged(self) -> Result:
        """Marks the result in front as sent; a plan that says so puts it in line once more."""
        first_time = not self._front().sent
        result = self._keep(replace(self._front(), sent=True))
        key = self._waiting.popleft()
        if first_time and result.cartridge.plan.send_twice:
            self._waiting.append(key)
        return result

    def give_up(self) -> Result:
        """Takes the result in front out of the line, unsent: somebody has to ask for it."""
        return self._results[self._waiting.popleft()]

    def _front(self) -> Result:
        return self._results[self._waiting[0]]

    def _keep(self, result: Result) -> Result:
        self._results[self._waiting[0]] = result
        return result

    def _make_room(self) -> None:
        if len(self._results) < self._size:
            return
        sent = [key for key, result in self._results.items() if result.sent and key not in self._waiting]
        for key in sent[: len(self._results) - self._size + 1]:
            del self._results[key]
