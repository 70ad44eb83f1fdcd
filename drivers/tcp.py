"""A reader on TCP. ``tcp://HOST:PORT``: we listen and the reader calls (LIS01-A2 8.2.1.1); ``socket://HOST:PORT``:
we call, for a serial device server."""

import select
import socket
from contextlib import suppress

from drivers.errors import PortError
from drivers.line import POLL_S, WRITE_TIMEOUT_S
from drivers.port import blamed

_CHUNK = 65_536
_CONNECT_TIMEOUT_S = 3.0


class SocketLine:
    """A connection. ``rival`` is the listener it came from: a reader that calls again has lost this one."""

    def __init__(self, name: str, connection: socket.socket, rival: socket.socket | None = None) -> None:
        self._name = name
        self._connection = connection
        self._rival = rival
        self._woken, self._waker = socket.socketpair()
        connection.settimeout(WRITE_TIMEOUT_S)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self) -> bytes:
        with blamed(self._name):
            watched = [self._connection, self._woken, *([self._rival] if self._rival else [])]
            ready, _, _ = select.select(watched, [], [], POLL_S)
            if self._connection in ready:
                data = self._connection.recv(_CHUNK)
                if not data:
                    raise PortError("port.lost", port=self._name, detail="the other side hung up")
                return data
            if self._woken in ready:
                self._woken.recv(_CHUNK)
            elif self._rival in ready:
                raise PortError("port.lost", port=self._name, detail="the reader called again")
            return b""

    def write(self, data: bytes) -> None:
        with blamed(self._name):
            self._connection.sendall(data)

    def wake(self) -> None:
        with suppress(OSError):
            self._waker.send(b"x")

    def close(self) -> None:
        for end in (self._connection, self._woken, self._waker):
            with suppress(OSError):
                end.close()


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
