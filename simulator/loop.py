"""Waits for whatever comes first, a byte, a command, a signal or a deadline, and lets a machine catch up."""

import json
import os
import selectors
import signal
import socket
from types import FrameType
from typing import Self

from simulator.clock import Clock
from simulator.machine import Machine
from simulator.news import Tell

READ_SIZE = 65536


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
    """Runs one machine until it is told to quit, its input ends, or a signal asks it to stop."""

    def __init__(self, machine: Machine, clock: Clock, tell: Tell, bell: Bell, *, stay: bool) -> None:
        self._machine = machine
        self._bell = bell
        self._clock = clock
        self._tell = tell
        self._stay = stay
        self._selector = selectors.DefaultSelector()
        self._watched: tuple[int, int] | None = None
        self._typed = b""
        self._input_over = False

    def run(self, commands: int) -> None:
        """Serves until the end; `commands` is the file descriptor that commands come from."""
        with self._selector:
            self._selector.register(self._bell.heard, selectors.EVENT_READ, "signal")
            self._listen(commands)
            while not self._over():
                self._turn(commands)
            self._machine.leave()

    def _over(self) -> bool:
        if self._machine.finished or self._bell.rung:
            return True
        return self._input_over and not self._stay and self._machine.played_out

    def _turn(self, commands: int) -> None:
        self._watch_end()
        ready = {key.data for key, _ in self._selector.select(self._patience())}
        self._machine.process(self._clock.monotonic())
        if "command" in ready:
            self._take(os.read(commands, READ_SIZE), commands)

    def _patience(self) -> float | None:
        deadline = self._machine.next_deadline
        return None if deadline is None else max(0.0, deadline - self._clock.monotonic())

    def _watch_end(self) -> None:
        wanted = self._machine.end.interest()
        if wanted == self._watched:
            return
        if self._watched is not None:
            self._selector.unregister(self._watched[0])
        if wanted is not None:
            self._selector.register(*wanted, "end")
        self._watched = wanted

    def _listen(self, commands: int) -> None:
        try:
            self._selector.register(commands, selectors.EVENT_READ, "command")
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
            self._machine.do(command, self._clock.monotonic())
        else:
            self._tell(
                "error", why="a command is a JSON object on one line", line=line.decode("utf-8", "replace")
            )
