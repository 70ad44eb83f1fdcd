"""Sixteen readers at 115,200 baud, every line full without a pause, which no table of readers is: what the
station's ports and links take of one core, beside a bare loop that only reads the same bytes.

A process of its own feeds sixteen pseudo-terminals with messages of seventeen strips, 115 bytes every 10 ms
each, as a USB adapter hands them over. Ours: sixteen readers with their links, each message asked about,
kept at once and acknowledged; a journal that counts. The floor: sixteen threads with pyserial, the same
reads, nothing else. Both are processes that count their own processor time, and take turns in one run."""

import json
import os
import subprocess
import sys
import threading
import time
import tty
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from typing import Any

import serial

from drivers.events import Event, KeepRequested
from drivers.profile_folder import load_profile
from drivers.reader import Reader, open_reader
from tests.bench.bench_decode import _frame

READERS = 16
BAUD = 115_200
BATCH_S = 0.01
RUN_S = 3.0
ROUNDS = 3
ALLOWED = 0.10
READERS_FOLDER = Path(__file__).parents[2] / "seeds" / "readers"
CODES = list(load_profile("urine-cup", [READERS_FOLDER]).codes)[:17]


def session() -> bytes:
    """One session of the urine cup reader: seventeen strips and the control line."""
    clock = "20261124020810|20261124021308"
    records = [
        "H|\\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|20261124021308+0800",
        "P|1",
        "O|1|U-000317|4711|^^^DOA17||||||014417|||||U",
        "M|1|CUP|A07|202703|33.5|21.0",
        *(f"R|{n}|^^^{code}|NEG|ng/mL|500|||F|||{clock}" for n, code in enumerate(CODES, 1)),
        f"R|18|^^^CTRL|OK|||||F|||{clock}",
        "L|1|N",
    ]
    return b"\x05" + b"".join(_frame(n, record) for n, record in enumerate(records, 1)) + b"\x04"


def feed(folder: str) -> None:
    """Publishes the lines, and from the first word on standard input keeps every one of them full."""
    masters = []
    for number in range(READERS):
        master, slave = os.openpty()
        tty.setraw(slave)
        tty.setraw(master)
        os.set_blocking(master, False)
        (Path(folder) / f"line-{number}").symlink_to(os.ttyname(slave))
        masters.append(master)
    print("ready", flush=True)
    sys.stdin.readline()
    text = session() * 4
    batch = round(BAUD / 10 * BATCH_S)
    began, turn = time.monotonic(), 0
    while time.monotonic() < began + RUN_S:
        start = turn * batch % (len(text) // 4)
        for master in masters:
            os.write(master, text[start : start + batch])
            try:
                os.read(master, 4096)
            except BlockingIOError:
                continue
        turn += 1
        threading.Event().wait(max(0.0, began + turn * BATCH_S - time.monotonic()))
    print(json.dumps({"octets": turn * batch * READERS}), flush=True)
    sys.stdin.readline()


class Counting:
    """A journal."""

    def __init__(self) -> None:
        self.octets = 0

    def received(self, data: bytes) -> None:
        self.octets += len(data)

    def sent(self, data: bytes) -> None:
        """Answers are not counted."""


def ours(folder: str) -> None:
    """Sixteen readers; every message is kept by another thread, as the recorder does it."""
    journal = Counting()
    wanted: Queue[tuple[Reader, int] | None] = Queue()
    readers: list[Reader] = []
    messages = 0

    def told(number: int, event: Event) -> None:
        if isinstance(event, KeepRequested):
            wanted.put((readers[number], event.token))

    profile = load_profile("urine-cup", [READERS_FOLDER])
    for number in range(READERS):
        readers.append(
            open_reader(
                f"{folder}/line-{number}",
                profile,
                name=str(number),
                journal=journal,
                on_event=lambda event, number=number: told(number, event),  # type: ignore[misc]
            )
        )
        readers[-1].connect()
        readers[-1].start()
    began = time.process_time()
    print("ready", flush=True)
    threading.Thread(target=_until_told, args=(wanted,), daemon=True).start()
    while (asked := wanted.get()) is not None:
        asked[0].kept(asked[1])
        messages += 1
    used = time.process_time() - began
    for reader in readers:
        reader.stop()
    print(json.dumps({"cpu_s": used, "octets": journal.octets, "messages": messages}), flush=True)


def _until_told(wanted: "Queue[tuple[Reader, int] | None]") -> None:
    sys.stdin.readline()
    wanted.put(None)


def floor(folder: str) -> None:
    """Sixteen threads that read."""
    ports = [serial.Serial(f"{folder}/line-{number}", BAUD, timeout=1.0) for number in range(READERS)]
    counts = [0] * READERS
    over = threading.Event()

    def read(number: int) -> None:
        port = ports[number]
        while not over.is_set():
            counts[number] += len(port.read(port.in_waiting or 1))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    began = time.process_time()
    print("ready", flush=True)
    sys.stdin.readline()
    used = time.process_time() - began
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps({"cpu_s": used, "octets": sum(counts), "messages": 0}), flush=True)


def measure(what: str) -> dict[str, Any]:
    """One run of the feeder with ``ours`` or ``floor`` at the other end."""
    with TemporaryDirectory() as folder:
        feeder, taker = _start("feed", folder), _start(what, folder)
        _say(feeder)
        sent = _hear(feeder)
        threading.Event().wait(0.3)
        _say(taker)
        found = _hear(taker)
        _say(feeder)
        for process in (feeder, taker):
            process.communicate()
    return {**found, "sent": sent["octets"]}


def _start(what: str, folder: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.bench_sixteen", what, folder]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _say(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def main() -> int:
    """Print what ours takes over the floor; 1 when it is more than allowed."""
    runs = [(measure("floor"), measure("ours")) for _ in range(ROUNDS)]
    bare, mine = (min((run[side] for run in runs), key=lambda found: found["cpu_s"]) for side in (0, 1))
    over = (mine["cpu_s"] - bare["cpu_s"]) / RUN_S
    full = mine["sent"] / (READERS * BAUD / 10 * RUN_S)
    whole = mine["messages"] * len(session()) / mine["sent"]
    print(f"sixteen: {READERS} readers at {BAUD} baud for {RUN_S:.0f} s, lines {full:.0%} full")
    for name, found in (("bare reads", bare), ("ours", mine)):
        read = found["octets"] / found["sent"]
        print(f"  {name:10} {found['cpu_s'] / RUN_S:6.1%} of one core, {read:.3f} of the bytes")
    print(f"  ours kept {mine['messages']} messages, {whole:.3f} of the bytes that were sent")
    print(
        f"  {mine['cpu_s'] / bare['cpu_s']:.2f} times the bare reads; over them {over:.1%} of one core",
        end=" ",
    )
    print(f"(allowed {ALLOWED:.0%}): {'ok' if over <= ALLOWED else 'SLOW'}")
    return 0 if over <= ALLOWED else 1


if __name__ == "__main__":
    if sys.argv[1:]:
        {"feed": feed, "ours": ours, "floor": floor}[sys.argv[1]](sys.argv[2])
    else:
        raise SystemExit(main())
