"""Sixty-four paced readers in one process: how much of one core they take, and how late their bytes are.

Every reader prints a block at 9,600 baud as soon as the last one is out, without a pause, which no real
table of readers does. This process only empties the lines. Beside them runs a bare sleeper that wakes every
10 ms and does nothing: where it is late too, this machine has no core free, and the fleet is not judged."""

import json
import os
import resource
import selectors
import subprocess
import sys
import tempfile
import time
import tty
from pathlib import Path
from typing import Any

READERS = 64
BAUD = 9600
RUN_S = 20.0
LATE_SHARE = 0.01
"""At most this share of deadlines may be missed by more than two batches of bytes (20 ms)."""

SLEEPER = """
import sys, time
late = turns = 0
until = time.monotonic() + float(sys.argv[1])
while (due := time.monotonic() + 0.01) < until:
    time.sleep(0.01)
    turns += 1
    late += time.monotonic() - due > 0.02
print(late / turns)
"""

FLEET = """
[[reader]]
name = "lane-{n}"
count = %d
device = "lines-printer"
pty = "%s/lane-{n}"
scenario = "%s/story.toml"
baud = %d
time_scale = 10000
"""
STORY = 'title = "Cup after cup"\n' + "".join(
    f'[[hand]]\nat_s = {305 * turn}\ndo = "insert"\nspecimen_no = "U-{turn:06}"\n' for turn in range(400)
)


def measure(folder: Path) -> dict[str, Any]:
    """What the fleet said of its lag, the seconds of processor time it took, and the bytes it sent."""
    (folder / "fleet.toml").write_text(FLEET % (READERS, folder, folder, BAUD))
    (folder / "story.toml").write_text(STORY)
    command = [sys.executable, "-m", "simulator", "fleet", str(folder / "fleet.toml")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as fleet:
        assert fleet.stdin is not None
        assert fleet.stdout is not None
        links = [json.loads(fleet.stdout.readline())["link"] for _ in range(READERS)]
        sleeper = subprocess.Popen(
            [sys.executable, "-c", SLEEPER, str(RUN_S)], stdout=subprocess.PIPE, text=True
        )
        octets = _drain(links, fleet.stdout)
        control = float(sleeper.communicate()[0])
        fleet.stdin.write('{"do": "quit"}\n')
        fleet.stdin.flush()
        last = json.loads(fleet.stdout.read().splitlines()[-1])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {**last, "octets": octets, "cpu_s": used.ru_utime + used.ru_stime, "control": control}


def _drain(links: list[str], news: Any) -> int:
    octets = 0
    with selectors.DefaultSelector() as selector:
        ports = [os.open(link, os.O_RDWR | os.O_NOCTTY) for link in links]
        for port in ports:
            tty.setraw(port)
            selector.register(port, selectors.EVENT_READ)
        selector.register(news, selectors.EVENT_READ)
        until = time.monotonic() + RUN_S
        while time.monotonic() < until:
            for key, _ in selector.select(0.5):
                data = os.read(key.fd, 65536)
                octets += len(data) if key.fd in ports else 0
        for port in ports:
            os.close(port)
    return octets


def main() -> int:
    """Print the figures; 1 when too many deadlines were missed."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    share = found["late"] / found["deadlines"]
    full = READERS * BAUD / 10 * RUN_S
    print(f"fleet: {READERS} readers printing without a pause at {BAUD} baud for {RUN_S:.0f} s, one process")
    print(f"  {found['octets']} bytes, {found['octets'] / full:.2f} of what the lines can carry")
    print(f"  {found['cpu_s'] / RUN_S:.2f} of one core")
    print(
        f"  {found['deadlines']} deadlines, {share:.2%} missed by more than 20 ms (allowed {LATE_SHARE:.0%}),"
    )
    print(f"  the worst by {found['worst_lag_s'] * 1000:.0f} ms")
    print(f"  a bare sleeper beside it missed {found['control']:.2%}")
    if found["control"] > LATE_SHARE:
        print("  not judged: the machine has no core free")
        return 0
    return 0 if share <= LATE_SHARE else 1


if __name__ == "__main__":
    raise SystemExit(main())
