"""The far end of a line, held by the test: a pseudo-terminal with a path of its own; a journal in memory."""

import os
import select
import tty
from pathlib import Path
from queue import Queue
from typing import TypeVar

from drivers.events import Event

WAIT_S = 10.0
_Wanted = TypeVar("_Wanted", bound=Event)


class Memory:
    """A journal that remembers."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, bytes]] = []

    def received(self, data: bytes) -> None:
        self.lines.append(("<", data))

    def sent(self, data: bytes) -> None:
        self.lines.append((">", data))

    def of(self, direction: str) -> bytes:
        return b"".join(data for way, data in self.lines if way == direction)


class Cable:
    """A pseudo-terminal that can be pulled and plugged in again under the same path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.plug()

    def plug(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path.symlink_to(os.ttyname(self._slave))

    def pull(self) -> None:
        self.path.unlink()
        os.close(self._master)
        os.close(self._slave)

    def send(self, data: bytes) -> None:
        os.write(self._master, data)

    def reply(self) -> bytes:
        """The next bytes from the other side; empty when none come in time."""
        ready, _, _ = select.select([self._master], [], [], WAIT_S)
        return os.read(self._master, 100) if ready else b""

    def say(self, data: bytes) -> bytes:
        self.send(data)
        return self.reply()


class Seen:
    """The events of a reader, as they come."""

    def __init__(self) -> None:
        self._queue: Queue[Event] = Queue()
        self.all: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.all.append(event)
        self._queue.put(event)

    def wait(self, wanted: type[_Wanted]) -> _Wanted:
        """The next event of that kind; others are passed over."""
        while not isinstance(event := self._queue.get(timeout=WAIT_S), wanted):
            pass
        return event
