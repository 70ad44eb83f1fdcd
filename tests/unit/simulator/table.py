"""A table with one simulated reader, a cable in memory, a host of the tests' own, and a clock set by hand."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from simulator.devices import data
from simulator.ends import MemoryEnd
from simulator.machine import Bench, Settings
from simulator.rig import Rig
from simulator.scenario import Scenario, parse
from tests.unit.simulator.clock import HandClock
from tests.unit.simulator.hosts import Hl7Host, Poct1aHost

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"


class Host:
    """A simple receiver: `answers` is used up first, then ACK for what is whole and NAK for what is not."""

    def __init__(self, end: MemoryEnd, clock: HandClock) -> None:
        self.answers: deque[bytes] = deque()
        self.heard: list[tuple[float, bytes]] = []
        self._end = end
        self._clock = clock

    @property
    def units(self) -> list[bytes]:
        return [unit for _, unit in self.heard]

    @property
    def frames(self) -> list[bytes]:
        return [unit for unit in self.units if unit.startswith(b"\x02")]

    def at(self, unit: bytes) -> list[float]:
        """When a control character was heard."""
        return [moment for moment, heard in self.heard if heard == unit]

    def serve(self) -> bool:
        """Takes one unit if there is one and answers it."""
        unit = self._take()
        if not unit:
            return False
        self.heard.append((self._clock.now, unit))
        self._end.from_host += self._answer(unit)
        return True

    def _take(self) -> bytes:
        line = self._end.to_host
        if ENQ in line:  # a new session: what is left of the old one is void
            del line[: line.index(ENQ)]
        length = line.find(b"\n") + 1 if line.startswith(b"\x02") else min(1, len(line))
        unit = bytes(line[:length])
        del line[:length]
        return unit

    def _answer(self, unit: bytes) -> bytes:
        if unit != ENQ and not unit.startswith(b"\x02"):
            return b""
        if self.answers:
            return self.answers.popleft()
        return ACK if unit == ENQ or whole(unit) else NAK


def whole(frame: bytes) -> bool:
    """Whether a frame's two hex digits are the sum of what stands between STX and them."""
    return frame[-4:-2] == f"{sum(frame[1:-4]) % 256:02X}".encode()


def text(frames: list[bytes]) -> bytes:
    """What the frames carry, put together."""
    return b"".join(frame[2:-5] for frame in frames)


@dataclass
class News:
    """Keeps what was told."""

    told: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, event: str, /, **facts: object) -> None:
        self.told.append({"event": event, **facts})

    @property
    def names(self) -> list[str]:
        return [fact["event"] for fact in self.told]

    def last(self, event: str) -> dict[str, Any]:
        return next(fact for fact in reversed(self.told) if fact["event"] == event)


H = TypeVar("H", "Host", Poct1aHost, Hl7Host)


class Bare(Generic[H]):
    """One simulated reader and a host of a kind; time passes only in `run`."""

    def __init__(
        self,
        device: str,
        host: Callable[[MemoryEnd, HandClock], H],
        story: Mapping[str, Any] | None = None,
        *,
        baud: int | None = 0,
        strips: Mapping[str, str] | None = None,
        seed: int = 0,
        time_scale: float = 1.0,
        hangs_up: bool = False,
    ) -> None:
        self.clock = HandClock()
        self.end = MemoryEnd(hangs_up=hangs_up)
        self.news = News()
        self.host: H = host(self.end, self.clock)
        described = data.load(device)
        if strips is not None:
            described = replace(described, strips=strips)
        scenario: Scenario = parse(story or {}, device)
        settings = Settings(seed=seed, time_scale=time_scale, baud=baud)
        self.rig = Rig(described, Bench(self.end, self.clock, self.news, scenario, settings))

    def do(self, **command: object) -> None:
        self.rig.do(command, self.clock.now)

    def host_opens(self) -> None:
        self.end.host_opens()
        self.run(0)

    def host_closes(self) -> None:
        self.end.host_closes()
        self.run(0)

    def run(self, seconds: float) -> None:
        """Lets time pass from one deadline to the next."""
        until = self.clock.now + seconds
        for _ in range(100_000):
            self.rig.process(self.clock.now)
            if self.host.serve():
                continue
            due = self.rig.next_deadline
            if due is None or due > until:
                break
            self.clock.now = max(self.clock.now, due)
        else:
            raise AssertionError("time stands still")
        self.clock.now = until
        self.rig.process(until)


class Table(Bare[Host]):
    """A LIS01-A2 reader with its host."""

    def __init__(
        self,
        device: str = "urine-cup",
        story: Mapping[str, Any] | None = None,
        *,
        baud: int | None = 0,
        strips: Mapping[str, str] | None = None,
        seed: int = 0,
        time_scale: float = 1.0,
    ) -> None:
        super().__init__(device, Host, story, baud=baud, strips=strips, seed=seed, time_scale=time_scale)
