"""A reader that is called: it listens on a TCP port, and one host at a time is connected."""

import selectors
import socket

from simulator.ends import SocketEnd


class ListenEnd(SocketEnd):
    """Some readers are the server and the station calls them; a second caller waits for the first to go."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._address = (host, port)
        self._door: socket.socket | None = None
        self._closed_until = 0.0

    @property
    def place(self) -> str:
        host, port = self._door.getsockname()[:2] if self._door is not None else self._address
        return f"{host}:{port}"

    @property
    def next_deadline(self) -> float | None:
        return None

    def interest(self) -> tuple[int, int] | None:
        waiting = self._connection if self._connection is not None else self._door
        return None if waiting is None else (waiting.fileno(), selectors.EVENT_READ)

    def process(self, now: float) -> None:
        if self._door is None or self._connection is not None:
            return
        try:
            connection, _ = self._door.accept()
        except BlockingIOError:
            return
        if now < self._closed_until:
            connection.close()
            return
        self._adopt(connection)

    def plug(self, now: float) -> None:
        if self._door is None:
            self._door = socket.create_server(self._address)
            self._door.setblocking(False)
            self._address = self._door.getsockname()[:2]

    def unplug(self) -> None:
        self._drop()
        if self._door is not None:
            self._door.close()
        self._door = None

    def hang_up(self, now: float, again_in_s: float) -> bool:
        self._drop()
        self._closed_until = now + again_in_s
        return True
