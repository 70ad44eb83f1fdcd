"""Simulated readers as child processes: started, spoken to over their standard input, ended."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from station.domain.errors import StationError

READY_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class SimulatedReader:
    """What to start: the lane, the simulator's device name, the link its port appears under, and the
    serial number on its back, empty for its own."""

    lane: str
    device: str
    link: Path
    serial: str = ""


class SimulatorProcess:
    """One running simulated reader. Its commands are the hands that put the cup in.

    ``host_killed`` is called, in a thread of its own, when its story says that the station is killed here.
    """

    def __init__(
        self,
        reader: SimulatedReader,
        *,
        scenario: str,
        seed: int,
        time_scale: float,
        baud: int,
        host_killed: Callable[[], None] | None = None,
    ) -> None:
        self.reader = reader
        self._host_killed = host_killed
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "simulator", reader.device, "--pty", str(reader.link),
                "--scenario", scenario, "--seed", str(seed),
                "--time-scale", str(time_scale), "--baud", str(baud), "--serial", reader.serial,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )  # fmt: skip
        self._ready = threading.Event()
        """Set when it is ready, and when it will never be."""
        self._spoke = False
        self._listener = threading.Thread(target=self._listen, name=f"simulator-{reader.lane}", daemon=True)
        self._listener.start()

    def wait_ready(self) -> None:
        """Return when the simulated port can be opened; StationError ``simulator.not_started``."""
        if not self._ready.wait(READY_TIMEOUT_S) or not self._spoke:
            raise StationError("simulator.not_started", device=self.reader.device)

    def give(self, command: Mapping[str, object]) -> None:
        """A command of the simulator's own; StationError ``simulator.gone`` when it has ended."""
        try:
            self._say(command)
        except OSError as error:
            raise StationError("simulator.gone", device=self.reader.device) from error

    def insert(self, specimen_no: str, operator: str) -> None:
        """Put the cup or cartridge with this number in; StationError ``simulator.gone``."""
        self.give({"do": "insert", "specimen_no": specimen_no, "operator": operator})

    def send_last(self) -> None:
        """Press «send last result again»."""
        self._say({"do": "send_last"})

    def stop(self) -> None:
        """Switch the reader off."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(timeout=10)
        self._listener.join(timeout=10)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _say(self, command: Mapping[str, object]) -> None:
        if self._process.stdin is None:
            return
        self._process.stdin.write(json.dumps(command, ensure_ascii=False) + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            event = json.loads(line).get("event")
            if event == "ready":
                self._spoke = True
                self._ready.set()
            elif event == "host_killed" and self._host_killed is not None:
                self._host_killed()
        self._ready.set()
