"""A desk with one thing on it that is no test reader, a cable in memory, and a clock set by hand."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.attached import Attached
from simulator.ends import MemoryEnd
from simulator.machine import Bench, Settings
from simulator.scenario import parse
from tests.unit.simulator.clock import HandClock
from tests.unit.simulator.table import News


class Desk:
    """Time passes only in `run`; the host opens at once and is listened to from the start."""

    def __init__(
        self,
        build: Callable[[Bench], Attached],
        device: str,
        story: Mapping[str, Any] | None = None,
        *,
        baud: int | None = 0,
        open_now: bool = True,
    ) -> None:
        self.clock = HandClock()
        self.end = MemoryEnd()
        self.news = News()
        self.machine = build(
            Bench(self.end, self.clock, self.news, parse(story or {}, device), Settings(baud=baud))
        )
        if open_now:
            self.end.host_opens()
            self.run(1)

    def do(self, **command: object) -> None:
        self.machine.do(command, self.clock.now)

    def send(self, data: bytes) -> None:
        self.end.from_host += data

    def heard(self) -> bytes:
        """What has come since the last call."""
        data = bytes(self.end.to_host)
        self.end.to_host.clear()
        return data

    def ask(self, data: bytes, seconds: float = 2) -> bytes:
        self.send(data)
        self.run(seconds)
        return self.heard()

    def run(self, seconds: float) -> None:
        """Lets time pass from one deadline to the next."""
        until = self.clock.now + seconds
        for _ in range(100_000):
            self.machine.process(self.clock.now)
            due = self.machine.next_deadline
            if due is None or due > until:
                break
            self.clock.now = max(self.clock.now, due)
        else:
            raise AssertionError("time stands still")
        self.clock.now = until
        self.machine.process(until)
