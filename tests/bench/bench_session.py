"""Whole sessions over TCP: a reader's thread with its link, against a bare asyncio framing loop, in one run.

All are called by the same sender in a process of its own, over one connection: ENQ, the frames of a
12-analyte message, EOT, each answered before the next is sent. Ours has a journal that forgets and answers
every request to keep at once. The bare loop (asyncio streams) finds frames, checks their sums and
acknowledges; it knows no frame numbers, no time limits and no messages. The same as a bare asyncio.Protocol,
the least that asyncio can do, is printed beside it.

What is compared is the processor time that a session costs the receiving thread. How many sessions pass in a
second depends also on what else the machine does, and is printed too."""

import asyncio
import subprocess
import sys
import threading
from time import clock_gettime, pthread_getcpuclockid

from drivers.events import Event, KeepRequested
from drivers.reader import Reader
from drivers.registry import new_link
from drivers.tcp import ListeningPort
from tests.bench.bench_decode import FRAMES
from tests.bench.caller import ACK, ENQ, EOT
from tests.wire.readers import URINE

ROUNDS = 7
EXCHANGES = 6000
REQUIRED = 0.8
TEXT = b"".join(frame[2:-5] for frame in FRAMES)


def _framed(number: int, text: bytes, end: bytes) -> bytes:
    body = b"%d" % (number % 8) + text + end
    return b"\x02" + body + b"%02X\r\n" % (sum(body) % 256)


def _cut(size: int) -> list[bytes]:
    pieces = [TEXT[at : at + size] for at in range(0, len(TEXT), size)]
    ends = [b"\x17"] * (len(pieces) - 1) + [b"\x03"]
    return [_framed(n, piece, end) for n, (piece, end) in enumerate(zip(pieces, ends, strict=True), 1)]


FORMS = {"record frames": FRAMES, "packed": _cut(len(TEXT)), "247": _cut(240)}


def _check(frame: bytes) -> None:
    if b"%02X" % (sum(frame[1:-4]) & 0xFF) != frame[-4:-2]:
        raise ValueError(frame)


async def _loop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The bare loop."""
    while first := await reader.read(1):
        if first == EOT:
            continue
        if first != ENQ:
            _check(first + await reader.readuntil(b"\n"))
        writer.write(ACK)
    writer.close()


class Bare(asyncio.Protocol):
    """The same without streams."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer:
            first, end = self._buffer[:1], 1
            if first not in (ENQ, EOT):
                end = self._buffer.find(b"\n") + 1
                if not end:
                    return
                _check(self._buffer[:end])
            self._buffer = self._buffer[end:]
            if first != EOT:
                self._transport.write(ACK)


class Quiet:
    """A journal that forgets."""

    def received(self, data: bytes) -> None:
        """Nothing."""

    def sent(self, data: bytes) -> None:
        """Nothing."""


class Ours:
    """A reader's thread on a listening port; ``stop`` it."""

    def __init__(self) -> None:
        port = ListeningPort("tcp://127.0.0.1:0", "127.0.0.1", 0)
        self._reader = Reader(port, new_link(URINE), name="bench", journal=Quiet(), on_event=self._heard)
        self._reader.connect()
        self._reader.start()
        self.port = port.bound_port or 0
        self.thread = next(one for one in threading.enumerate() if one.name == "reader-bench")

    def _heard(self, event: Event) -> None:
        if isinstance(event, KeepRequested):
            self._reader.kept(event.token)

    def stop(self) -> None:
        self._reader.stop()


class AsyncioServer:
    """A bare server in a thread of its own; ``stop`` it."""

    def __init__(self, *, streams: bool) -> None:
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(streams, started), daemon=True)
        self.thread.start()
        started.wait()

    def _run(self, streams: bool, started: threading.Event) -> None:
        made = (
            asyncio.start_server(_loop, "127.0.0.1", 0)
            if streams
            else self._loop.create_server(Bare, "127.0.0.1", 0)
        )
        server = self._loop.run_until_complete(made)
        self.port: int = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(server.wait_closed())
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.thread.join()


def _round(server: Ours | AsyncioServer, form: str) -> tuple[float, float]:
    """Processor seconds of the receiving thread, and seconds, a session."""
    frames = FORMS[form]
    sessions = EXCHANGES // (len(frames) + 2)
    command = [sys.executable, "-m", "tests.bench.caller", str(server.port), str(sessions)]
    lines = "".join(f"{frame.hex()}\n" for frame in frames)
    clock = pthread_getcpuclockid(server.thread.ident or 0)
    before = clock_gettime(clock)
    said = subprocess.run(command, input=lines, check=True, capture_output=True, text=True).stdout
    return (clock_gettime(clock) - before) / sessions, float(said) / sessions


def measure(form: str) -> dict[str, tuple[float, float]]:
    """Processor seconds and seconds a session, by server: the least of rounds that take turns."""
    servers: dict[str, Ours | AsyncioServer] = {
        "ours": Ours(),
        "asyncio loop": AsyncioServer(streams=True),
        "asyncio.Protocol": AsyncioServer(streams=False),
    }
    least = dict.fromkeys(servers, (float("inf"), float("inf")))
    for _ in range(ROUNDS):
        for name, server in servers.items():
            processor, wall = _round(server, form)
            least[name] = (min(least[name][0], processor), min(least[name][1], wall))
    for server in servers.values():
        server.stop()
    return least


def main() -> int:
    """Print the ratios; 1 when the required one is not reached."""
    reached = True
    print("session: one TCP connection, 12 analytes, a reply awaited after every frame")
    for form, frames in FORMS.items():
        found = measure(form)
        ours = found["ours"][0]
        for name, (processor, wall) in found.items():
            print(f"  {form:13} {len(frames):2} frames  {name:16} {processor * 1e6:5.0f} us", end="")
            print(f" {1 / wall:6.0f} sessions/s  ours {processor / ours:.2f} times")
        reached = reached and found["asyncio loop"][0] / ours >= REQUIRED
    print(f"  against the asyncio loop required: {REQUIRED}: {'ok' if reached else 'SLOW'}")
    return 0 if reached else 1


if __name__ == "__main__":
    raise SystemExit(main())
