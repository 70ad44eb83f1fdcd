"""The first paint of ``station run`` against that of an empty Textual app, both over a pseudo-terminal.

The time runs from starting the interpreter until the last row of the window has been drawn; for the station
also until the field that is asked for stands there. Both sides take turns: a slow moment hits both.
"""

import fcntl
import os
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from station.locale import Words
from tests.tui.stand import found

ROUNDS = 11
MOST = 1.4
COLUMNS, ROWS = 100, 30
TIMEOUT_S = 20.0
LAST_ROW = f"\x1b[{ROWS};1H".encode()
EMPTY = "from textual.app import App; App().run()"


def main() -> None:
    """Prints the ratio of the medians and whether it holds."""
    with tempfile.TemporaryDirectory(prefix="bench-paint-") as folder:
        home = found(Path(folder) / "home", lanes=2)
        station = [sys.executable, "-m", "station", "run", "--home", str(home), "--lang", "zh"]
        badge = Words("zh")("sign_on.badge").encode()
        sides = (station, (badge, LAST_ROW)), ([sys.executable, "-c", EMPTY], (LAST_ROW,))
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS):
            for times, (command, marks) in zip(taken, sides, strict=True):
                times.append(first_paint_s(command, marks))
    ours, empty = (statistics.median(times) for times in taken)
    ratio = ours / empty
    detail = f"{ours * 1000:.0f} ms against {empty * 1000:.0f} ms, medians of {ROUNDS}"
    print(f"{'ok  ' if ratio <= MOST else 'SLOW'} first paint: {ratio:.2f} (at most {MOST}; {detail})")


def first_paint_s(command: Sequence[str], marks: Sequence[bytes]) -> float:
    """Seconds until every mark has been drawn; RuntimeError when that does not happen."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    try:
        return _until_drawn(ours, marks, begun)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _until_drawn(terminal: int, marks: Sequence[bytes], begun: float) -> float:
    drawn = b""
    while time.perf_counter() - begun < TIMEOUT_S:
        readable, _, _ = select.select([terminal], [], [], TIMEOUT_S)
        if readable:
            drawn += os.read(terminal, 65536)
            if all(mark in drawn for mark in marks):
                return time.perf_counter() - begun
    raise RuntimeError("nothing was painted")


if __name__ == "__main__":
    main()
