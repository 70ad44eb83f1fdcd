"""Where the cable ends: a pseudo-terminal, a TCP connection, or memory for tests.

Every end answers the same questions: is a host there, what did it send, take these bytes, come out, go in.
"""

import errno
import os
import select
import selectors
import socket
import tempfile
import tty
from contextlib import suppress
from pathlib import Path
from typing import Protocol

LOOK_EVERY_S = 0.1
"""Linux wakes nobody when a terminal's other side is opened, so that has to be looked for."""
READ_SIZE = 4096
CONNECT_TIMEOUT_S = 5.0
FIRST_BACK_OFF_S = 0.5
LONGEST_BACK_OFF_S = 8.0


class End(Protocol):
    """One end of a cable, seen from the reader."""

    @property
    def host_present(self) -> bool:
        """Whether somebody has the other side open."""

    @property
    def is_connection(self) -> bool:
        """Whether it ends when the host's process does, unlike a serial line."""

    @property
    def place(self) -> str:
        """Where a host finds it."""

    @property
    def next_deadline(self) -> float | None:
        """When `process` must be called although nothing can be read."""

    def interest(self) -> tuple[int, int] | None:
        """File descriptor and selector events to wait for, or None."""

    def process(self, now: float) -> None:
        """Looks whether a host came or went."""

    def plug(self, now: float) -> None:
        """The cable goes in."""

    def unplug(self) -> None:
        """The cable comes out."""

    def hang_up(self, now: float, again_in_s: float) -> bool:
        """The reader lets go of the line for a time; False where a line has no such thing."""

    def read(self) -> bytes:
        """What the host sent, maybe nothing."""

    def write(self, data: bytes) -> int:
        """How many of the bytes were taken."""


class PtyEnd:
    """A fresh pseudo-terminal for every time the cable goes in, found by hosts under one symbolic link.

    The slave side is not kept open here, so that a host's close is seen (poll says POLLHUP, read says EIO).
    """

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master: int | None = None
        self._slave_name = ""
        self._present = False
        self._look_at = 0.0

    @property
    def host_present(self) -> bool:
        return self._present

    @property
    def is_connection(self) -> bool:
        return False

    @property
    def place(self) -> str:
        return str(self._link)

    @property
    def next_deadline(self) -> float | None:
        return None if self._master is None or self._present else self._look_at

    def interest(self) -> tuple[int, int] | None:
        if self._master is None or not self._present:
            return None
        return self._master, selectors.EVENT_READ

    def process(self, now: float) -> None:
        if self._master is None or self._present or now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY_S
        self._present = not self._hung_up(self._master)

    def plug(self, now: float) -> None:
        if self._master is not None:
            return
        master, slave = os.openpty()
        tty.setraw(slave)
        tty.setraw(master)
        os.set_blocking(master, False)
        self._slave_name = os.ttyname(slave)
        os.close(slave)
        self._master = master
        self._look_at = now
        self._publish()

    def unplug(self) -> None:
        if self._master is None:
            return
        self._withdraw()
        os.close(self._master)
        self._master = None
        self._present = False

    def hang_up(self, now: float, again_in_s: float) -> bool:
        """A serial line cannot be hung up."""
        return False

    def read(self) -> bytes:
        if self._master is None or not self._present:
            return b""
        try:
            return os.read(self._master, READ_SIZE)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            self._present = False
            return b""

    def write(self, data: bytes) -> int:
        if self._master is None or not self._present:
            return len(data)
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def _hung_up(self, master: int) -> bool:
        poll = select.poll()
        poll.register(master, select.POLLIN)
        return any(event & select.POLLHUP for _, event in poll.poll(0))

    def _publish(self) -> None:
        self._link.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._link.parent, prefix=".plug-") as folder:
            fresh = Path(folder) / "link"
            fresh.symlink_to(self._slave_name)
            fresh.replace(self._link)

    def _withdraw(self) -> None:
        with suppress(OSError):
            if str(self._link.readlink()) == self._slave_name:
                self._link.unlink()


class SocketEnd:
    """What is common to a reader that calls and one that is called."""

    def __init__(self) -> None:
        self._connection: socket.socket | None = None

    @property
    def host_present(self) -> bool:
        return self._connection is not None

    @property
    def is_connection(self) -> bool:
        return True

    def read(self) -> bytes:
        if self._connection is None:
            return b""
        try:
            data = self._connection.recv(READ_SIZE)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._drop()
        return data

    def write(self, data: bytes) -> int:
        if self._connection is None:
            return len(data)
        try:
            return self._connection.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self._drop()
            return len(data)

    def _adopt(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class TcpEnd(SocketEnd):
    """A reader on a network is the client and connects to the station (LIS01-A2 8.2.1.1)."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._address = (host, port)
        self._calling: socket.socket | None = None
        self._plugged = False
        self._next_at = 0.0
        self._back_off_s = FIRST_BACK_OFF_S

    @property
    def place(self) -> str:
        return f"{self._address[0]}:{self._address[1]}"

    @property
    def next_deadline(self) -> float | None:
        return None if self.host_present or not self._plugged else self._next_at

    def interest(self) -> tuple[int, int] | None:
        if self._connection is not None:
            return self._connection.fileno(), selectors.EVENT_READ
        return None if self._calling is None else (self._calling.fileno(), selectors.EVENT_WRITE)

    def process(self, now: float) -> None:
        if not self._plugged or self.host_present:
            return
        if self._calling is not None:
            self._await_connection(self._calling, now)
        elif now >= self._next_at:
            self._connect(now)

    def plug(self, now: float) -> None:
        self._plugged = True
        self._next_at = now
        self._back_off_s = FIRST_BACK_OFF_S

    def unplug(self) -> None:
        self._plugged = False
        self._stop_calling()
        self._drop()

    def hang_up(self, now: float, again_in_s: float) -> bool:
        self._drop()
        self._next_at = now + again_in_s
        return True

    def _connect(self, now: float) -> None:
        try:
            family, kind, proto, _, address = socket.getaddrinfo(*self._address, type=socket.SOCK_STREAM)[0]
        except OSError:
            self._later(now)
            return
        self._calling = socket.socket(family, kind, proto)
        self._calling.setblocking(False)
        self._next_at = now + CONNECT_TIMEOUT_S
        if self._calling.connect_ex(address) not in (0, errno.EINPROGRESS):
            self._later(now)
            return
        self._await_connection(self._calling, now)

    def _await_connection(self, calling: socket.socket, now: float) -> None:
        _, writable, _ = select.select([], [calling], [], 0)
        if not writable:
            if now >= self._next_at:
                self._later(now)
        elif calling.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self._later(now)
        else:
            self._calling = None
            self._adopt(calling)
            self._back_off_s = FIRST_BACK_OFF_S

    def _later(self, now: float) -> None:
        self._stop_calling()
        self._next_at = now + self._back_off_s
        self._back_off_s = min(2 * self._back_off_s, LONGEST_BACK_OFF_S)

    def _stop_calling(self) -> None:
        if self._calling is not None:
            self._calling.close()
        self._calling = None


class MemoryEnd:
    """A cable for tests: a host opens and closes it and finds the bytes in `to_host`.

    As a connection (`hangs_up`) the reader can let go of it; else it is like a serial line.
    """

    def __init__(self, *, hangs_up: bool = False) -> None:
        self.hung_up_for_s: list[float] = []
        self._hangs_up = hangs_up
        self.to_host = bytearray()
        self.from_host = bytearray()
        self.plugged = False
        self._open = False

    @property
    def host_present(self) -> bool:
        return self.plugged and self._open

    @property
    def is_connection(self) -> bool:
        return self._hangs_up

    @property
    def place(self) -> str:
        return "memory"

    @property
    def next_deadline(self) -> float | None:
        return None

    def interest(self) -> tuple[int, int] | None:
        return None

    def process(self, now: float) -> None:
        """Nothing to look for: the host says when it comes."""

    def host_opens(self) -> None:
        """Opening flushes what was there before."""
        self._open = True
        self.to_host.clear()
        self.from_host.clear()

    def host_closes(self) -> None:
        self._open = False

    def hang_up(self, now: float, again_in_s: float) -> bool:
        if self._hangs_up:
            self.hung_up_for_s.append(again_in_s)
            self._open = False
        return self._hangs_up

    def plug(self, now: float) -> None:
        self.plugged = True

    def unplug(self) -> None:
        self.plugged = False
        self._open = False

    def read(self) -> bytes:
        data = bytes(self.from_host) if self.plugged else b""
        self.from_host.clear()
        return data

    def write(self, data: bytes) -> int:
        if self.host_present:
            self.to_host += data
        return len(data)
