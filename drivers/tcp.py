"""A reader on TCP. ``tcp://HOST:PORT``: we listen and the reader calls (LIS01-A2 8.2.1.1); ``socket://HOST:PORT``:
we call, for a serial device server."""

import select
import socket
import struct
from contextlib import suppress
from time import monotonic

from drivers.errors import PortError
from drivers.line import POLL_S, WRITE_TIMEOUT_S
from drivers.port import FAULTS, blamed

_CHUNK = 16_384
_POLL = struct.pack("ll", int(POLL_S), int(POLL_S % 1 * 1_000_000))
"""A ``struct timeval``. The kernel ends a read after it: no second call asks whether there is something."""

_CONNECT_TIMEOUT_S = 3.0


class SocketLine:
    """A connection. ``rival`` is the listener it came from: a reader that calls again has lost this one."""

    def __init__(self, name: str, connection: socket.socket, rival: socket.socket | None = None) -> None:
        self._name = name
        self._connection = connection
        self._rival = rival
        self._woken = False
        connection.settimeout(None)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _POLL)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self) -> bytes:
        try:
            data = self._connection.recv(_CHUNK)
        except BlockingIOError:
            return self._nothing()
        except FAULTS as error:
            raise self._lost(str(error)) from error
        if not data and not self._woken:
            raise self._lost("the other side hung up")
        return data

    def _nothing(self) -> bytes:
        """Nothing came in POLL_S: perhaps because the reader calls anew."""
        if self._rival and select.select([self._rival], [], [], 0)[0]:
            raise self._lost("the reader called again")
        return b""

    def _lost(self, detail: str) -> PortError:
        return PortError("port.lost", port=self._name, detail=detail[:200])

    def offer(self, data: bytes) -> int:
        try:
            return self._connection.send(data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return 0
        except FAULTS as error:
            raise self._lost(str(error)) from error

    def write(self, data: bytes) -> None:
        if rest := data[self.offer(data) :]:
            with blamed(self._name):
                self._push(rest)

    def _push(self, data: bytes) -> None:
        """What the other side does not take at once. Raises TimeoutError when it never does."""
        until = monotonic() + WRITE_TIMEOUT_S
        writable = select.poll()
        writable.register(self._connection, select.POLLOUT)
        while data:
            if not writable.poll(max(0.0, until - monotonic()) * 1000):
                raise TimeoutError("the other side takes nothing")
            data = data[self._connection.send(data, socket.MSG_DONTWAIT) :]

    def wake(self) -> None:
        """The line is given up by whoever wakes it: what comes in is no longer read."""
        self._woken = True
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        with suppress(OSError):
            self._connection.close()


class ListeningPort:
    """Bound while it is in use; one caller at a time, the newest."""

    def __init__(self, name: str, host: str, port: int) -> None:
        self._name = name
        self._address = (host, port)
        self._listener: socket.socket | None = None

    @property
    def name(self) -> str:
        return self._name

    @property
    def bound_port(self) -> int | None:
        """The TCP port that was given, when 0 was asked for; None before the first ``open``."""
        return self._listener.getsockname()[1] if self._listener else None

    def open(self) -> SocketLine | None:
        with blamed(self._name, opening=True):
            if self._listener is None:
                self._listener = socket.create_server(self._address)
            ready, _, _ = select.select([self._listener], [], [], POLL_S)
            if not ready:
                return None
            connection, _ = self._listener.accept()
        return SocketLine(self._name, connection, self._listener)

    def close(self) -> None:
        if self._listener:
            self._listener.close()
            self._listener = None


class CallingPort:
    """A device server that we call."""

    def __init__(self, name: str, host: str, port: int) -> None:
        self._name = name
        self._address = (host, port)

    @property
    def name(self) -> str:
        return self._name

    def open(self) -> SocketLine:
        with blamed(self._name, opening=True):
            return SocketLine(self._name, socket.create_connection(self._address, _CONNECT_TIMEOUT_S))

    def close(self) -> None:
        """Nothing is held between two lines."""
