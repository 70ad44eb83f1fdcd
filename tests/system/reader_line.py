"""A lane of a training home on a real pseudo-terminal: held by the test, or by a simulator in a process."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from station.config.home import HomeConfig, Lane, write
from station.domain.codes import SpecimenKind
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.path import Step
from station.keystore.journal import read_segment
from station.services import screening
from station.services.home import Home
from station.services.lanes import Lanes, LaneState
from station.services.workplace import Workplace
from tests.system.refusal import WAIT_S
from tests.training import FIRST, Shift
from tests.wire.far_end import Cable
from tests.wire.vectors import frames, table

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
FRAMES = frames(table("dialects", "message")[0])
"""The example message of docs/protocols/urine-cup-reader.md: caffeine reacts, the control line shows."""
SPECIMEN = "U-000317"


def put_on(home: Home, port: Path | str, **settings: Any) -> HomeConfig:
    """The home with its urine lane on ``port``, and no other lane."""
    lane = {"name": "1", "label": "A", "specimen_kind": "urine", "profile": "urine-cup", "port": str(port)}
    config = home.config().model_copy(update={"lanes": (Lane.model_validate({**lane, **settings}),)})
    write(home.config_path, config)
    return config


@contextmanager
def running(workplace: Workplace) -> Iterator[Lanes]:
    """The lanes of an open home, started."""
    lanes = Lanes(workplace)
    lanes.start()
    try:
        yield lanes
    finally:
        lanes.stop()


def state_of(lanes: Lanes) -> LaneState:
    """The one lane."""
    (state,) = lanes.states()
    return state


def deliver(cable: Cable, parts: Sequence[bytes] = FRAMES) -> list[bytes]:
    """Send ENQ and each frame as a reader does, one after each answer; the answers."""
    answers = [cable.say(part) for part in (ENQ, *parts)]
    cable.send(EOT)
    return answers


def waiting_for(shift: Shift, specimen_no: str = SPECIMEN) -> str:
    """A screening whose cup of this number is in the reader of lane 1."""
    begun = shift.screen(until=Step.SPECIMEN)
    assert begun.opened.specimen_kind is SpecimenKind.URINE
    screening.collect(shift.workplace, begun.screening_id, specimen_no, FIRST)
    shift.go_on(begun.screening_id, until=Step.READING)
    return begun.screening_id


class Watch:
    """What the recorder commits, as it comes."""

    def __init__(self, workplace: Workplace) -> None:
        self._queue: queue.Queue[Fact] = queue.Queue()
        workplace.recorder.subscribe(self._heard)

    def _heard(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self._queue.put(fact)

    def wait(self, kind: str) -> Fact:
        """The next fact of that kind; others are passed over."""
        while (fact := self._queue.get(timeout=WAIT_S)).kind != kind:
            pass
        return fact


def journaled(home: Home, workplace: Workplace) -> bytes:
    """Every byte that came in, from the encrypted journals; the vault must be open.

    Nothing yet while a segment is there and its header is not: it is read while it is written.
    """
    try:
        segments = [read_segment(path, workplace.vault) for path in sorted(home.journal.glob("*.bin"))]
    except StationError:
        return b""
    return b"".join(
        passage.data for segment in segments for passage in segment.passages if passage.direction == "in"
    )


class Simulator:
    """``python -m simulator DEVICE`` on a pseudo-terminal, in a process of its own."""

    def __init__(self, link: Path, scenario: str, device: str = "urine-cup") -> None:
        command = [sys.executable, "-m", "simulator", device, "--pty", str(link), "--scenario", scenario]
        self._process = subprocess.Popen(
            [*command, "--time-scale", "300", "--baud", "0", "--retry-pause", "0.1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._link = link
        self._news: queue.Queue[dict[str, Any]] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.wait("ready")

    def insert(self, specimen_no: str) -> None:
        """Put a cup in."""
        self.do("insert", specimen_no=specimen_no)

    def do(self, what: str, **how: str) -> None:
        """Anything that a hand can do to the device."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **how}) + "\n")
        self._process.stdin.flush()

    def wait(self, event: str) -> dict[str, Any]:
        """The next news of that name."""
        while (news := self._news.get(timeout=WAIT_S))["event"] != event:
            pass
        return news

    def kill(self) -> None:
        """Power off, in the middle of whatever it does.

        The name of its port goes first, as with a device that is pulled out: the number of a dead
        pseudo-terminal is given to the next one on this machine, and a station that looks for its reader
        under the old name would take another test's.
        """
        self._link.unlink(missing_ok=True)
        self._process.kill()
        self._process.wait(WAIT_S)
        self._listener.join(WAIT_S)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._news.put(json.loads(line))


@contextmanager
def simulator(link: Path, scenario: str = "quiet", device: str = "urine-cup") -> Iterator[Simulator]:
    """A simulated device, switched off at the end."""
    reader = Simulator(link, scenario, device)
    try:
        yield reader
    finally:
        reader.kill()
