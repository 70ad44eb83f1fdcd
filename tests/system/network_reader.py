"""A simulated reader of a network protocol and ``station monitor``, each in a process of its own."""

import json
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.wire.far_end import WAIT_S

SPEED = ["--time-scale", "600", "--baud", "0", "--seed", "5"]


class Told:
    """The lines that a process prints, each a JSON object, as they come."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.Queue[dict[str, Any]] = queue.Queue()
        self._stream = stream
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._stream:
            self._lines.put(json.loads(line))

    def wait(self, event: str) -> dict[str, Any]:
        """The next of that name; others are passed over."""
        while (told := self._lines.get(timeout=WAIT_S))["event"] != event:
            pass
        return told

    def end(self) -> None:
        self._listener.join(WAIT_S)
        self._stream.close()


@contextmanager
def _process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], Told]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout
    assert process.stdin
    told = Told(process.stdout)
    try:
        yield process, told
    finally:
        process.kill()
        process.wait(WAIT_S)
        told.end()
        process.stdin.close()


@contextmanager
def reader(device: str, way: str, where: str) -> Iterator[Told]:
    """The reader with three cartridges in a row; ``way`` is ``pty`` or ``tcp``."""
    with _process("simulator", device, f"--{way}", where, "--scenario", "alone", *SPEED) as (_, told):
        told.wait("ready")
        yield told


@contextmanager
def monitor(device: str, way: str, where: str, capture: Path) -> Iterator[tuple[subprocess.Popen[str], Told]]:
    """``station monitor`` on the other end, waiting until it is open."""
    url = f"tcp://{where}" if way == "tcp" else where
    options = ["--profile", device, "--json", "--capture", str(capture)]
    with _process("station", "monitor", url, *options) as both:
        yield both


def free_port() -> str:
    """An address that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"
