"""Waits for whatever comes first, a byte, a command, a signal or a deadline, and lets machines catch up."""

import json
import os
import selectors
import signal
import socket
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any, Self

from simulator.clock import Clock
from simulator.machine import Machine
from simulator.news import Tell

READ_SIZE = 65536
LATE_S = 0.02
"""A deadline missed by this much is counted as late: two batches of bytes."""
GRAIN_S = 1e-5


@dataclass(frozen=True)
class Wake:
    """Why the loop woke: a machine's end, or something of the loop's own."""

    name: str
    end: bool = False


_BELL, _COMMAND = Wake("bell"), Wake("command")


class Lag:
    """How far behind its deadlines a loop was; the median is kept to a hundredth of a millisecond."""

    def __init__(self) -> None:
        self.count = 0
        self.late = 0
        self.worst_s = 0.0
        self._grains: Counter[int] = Counter()

    @property
    def median_s(self) -> float:
        """Half of all deadlines were met no later than this; 0 before the first."""
        seen = 0
        for grain in sorted(self._grains):
            seen += self._grains[grain]
            if 2 * seen >= self.count:
                return grain * GRAIN_S
        return 0.0

    def note(self, seconds: float) -> None:
        """One deadline was met so many seconds after its moment."""
        self.count += 1
        self.late += seconds > LATE_S
        self.worst_s = max(self.worst_s, seconds)
        self._grains[round(seconds / GRAIN_S)] += 1


class Bell:
    """Rings when the process is asked to stop; in place before anything is made that must be cleared away."""

    def __init__(self) -> None:
        self.rung = False
        self.heard, self._clapper = socket.socketpair()
        self._clapper.setblocking(False)
        self._before = signal.set_wakeup_fd(self._clapper.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ring)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._before)
        self.heard.close()
        self._clapper.close()

    def _ring(self, number: int, frame: FrameType | None) -> None:
        self.rung = True


class Loop:
    """Runs machines, by name, until they are told to quit, their input ends, or a signal asks them to stop.

    Only the machines that something has happened to are brought up to date, so that many of them stay on
    time on one core. A command names its machine as `reader`; a machine alone has the name "".
    """

    def __init__(
        self, machines: Mapping[str, Machine], clock: Clock, tell: Tell, bell: Bell, *, stay: bool
    ) -> None:
        self.lag = Lag()
        self._machines = machines
        self._bell = bell
        self._clock = clock
        self._tell = tell
        self._stay = stay
        self._selector = selectors.DefaultSelector()
        self._watched: dict[str, tuple[int, int]] = {}
        self._due: dict[str, float] = {}
        self._typed = b""
        self._input_over = False

    def run(self, commands: int) -> None:
        """Serves until the end; `commands` is the file descriptor that commands come from."""
        with self._selector:
            self._selector.register(self._bell.heard, selectors.EVENT_READ, _BELL)
            self._listen(commands)
            for name in self._machines:
                self._look_at(name)
            while not self._over():
                self._turn(commands)
            for machine in self._machines.values():
                machine.leave()

    def _over(self) -> bool:
        machines = self._machines.values()
        if self._bell.rung or all(machine.finished for machine in machines):
            return True
        return self._input_over and not self._stay and all(machine.played_out for machine in machines)

    def _turn(self, commands: int) -> None:
        ready = {key.data for key, _ in self._selector.select(self._patience())}
        now = self._clock.monotonic()
        late = {name for name, due in self._due.items() if due <= now}
        for name in late:
            self.lag.note(now - self._due[name])
        for name in late | {wake.name for wake in ready if wake.end}:
            self._machines[name].process(self._clock.monotonic())
            self._look_at(name)
        if _COMMAND in ready:
            self._take(os.read(commands, READ_SIZE), commands)

    def _patience(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, min(self._due.values()) - self._clock.monotonic())

    def _look_at(self, name: str) -> None:
        """Notes when a machine is due next, and what to wait for at its end."""
        deadline = self._machines[name].next_deadline
        if deadline is None:
            self._due.pop(name, None)
        else:
            self._due[name] = max(deadline, self._clock.monotonic())  # "at once" is often told as long ago
        wanted, before = self._machines[name].end.interest(), self._watched.get(name)
        if wanted == before:
            return
        if before is not None:
            self._selector.unregister(before[0])
            del self._watched[name]
        if wanted is not None:
            self._selector.register(*wanted, Wake(name, end=True))
            self._watched[name] = wanted

    def _listen(self, commands: int) -> None:
        try:
            self._selector.register(commands, selectors.EVENT_READ, _COMMAND)
        except PermissionError:  # a regular file is always ready, so it is read at once
            while data := os.read(commands, READ_SIZE):
                self._obey(data)
            self._input_over = True

    def _take(self, data: bytes, commands: int) -> None:
        if data:
            self._obey(data)
        else:
            self._input_over = True
            self._selector.unregister(commands)

    def _obey(self, data: bytes) -> None:
        *lines, self._typed = (self._typed + data).split(b"\n")
        for line in filter(None, map(bytes.strip, lines)):
            self._command(line)

    def _command(self, line: bytes) -> None:
        try:
            command = json.loads(line)
        except ValueError:
            command = None
        if isinstance(command, dict):
            self._do(command)
        else:
            self._tell(
                "error", why="a command is a JSON object on one line", line=line.decode("utf-8", "replace")
            )

    def _do(self, command: dict[str, Any]) -> None:
        everybody = list(self._machines) if command.get("do") == "quit" else [""]
        for name in [command.pop("reader")] if "reader" in command else everybody:
            if name not in self._machines:
                self._tell("error", why=f"no reader {name!r}; there are {', '.join(self._machines)}")
                continue
            # What has passed since it was last looked at was before the command, not after it.
            self._machines[name].process(self._clock.monotonic())
            self._machines[name].do(command, self._clock.monotonic())
            self._look_at(name)
