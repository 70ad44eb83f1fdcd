"""Sixty-four paced readers in one process: how much of one core they take, and how late their bytes are,
beside one reader alone in the same run.

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
RUN_S = 15.0
ALONE_S = 5.0
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


def measure(folder: Path, readers: int, run_s: float) -> dict[str, Any]:
    """What the fleet said of its lag, the seconds of processor time it took, and the bytes it sent."""
    (folder / "fleet.toml").write_text(FLEET % (readers, folder, folder, BAUD))
    (folder / "story.toml").write_text(STORY)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "simulator", "fleet", str(folder / "fleet.toml")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as fleet:
        assert fleet.stdin is not None
        assert fleet.stdout is not None
        links = [json.loads(fleet.stdout.readline())["link"] for _ in range(readers)]
        sleeper = subprocess.Popen(
            [sys.executable, "-c", SLEEPER, str(run_s)], stdout=subprocess.PIPE, text=True
        )
        octets = _drain(links, fleet.stdout, run_s)
        control = float(sleeper.communicate()[0])
        fleet.stdin.write('{"do": "quit"}\n')
        fleet.stdin.flush()
        last = json.loads(fleet.stdout.read().splitlines()[-1])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {**last, "octets": octets, "cores": cpu_s / run_s, "control": control}


def _drain(links: list[str], news: Any, run_s: float) -> int:
    octets = 0
    with selectors.DefaultSelector() as selector:
        ports = [os.open(link, os.O_RDWR | os.O_NOCTTY) for link in links]
        for port in ports:
            tty.setraw(port)
            selector.register(port, selectors.EVENT_READ)
        selector.register(news, selectors.EVENT_READ)
        until = time.monotonic() + run_s
        while time.monotonic() < until:
            for key, _ in selector.select(0.5):
                data = os.read(key.fd, 65536)
                octets += len(data) if key.fd in ports else 0
        for port in ports:
            os.close(port)
    return octets


def _report(found: dict[str, Any], readers: int, run_s: float) -> None:
    carried = found["octets"] / (readers * BAUD / 10 * run_s)
    print(f"  {readers:2}: {found['octets']} bytes, {carried:.2f} of what the lines can carry", end="; ")
    print(f"{found['cores']:.2f} of one core; lag median {found['median_lag_s'] * 1000:.2f} ms", end=", ")
    print(f"worst {found['worst_lag_s'] * 1000:.1f} ms over {found['deadlines']} deadlines")


def main() -> int:
    """Print the figures; 1 when too many deadlines were missed."""
    with tempfile.TemporaryDirectory() as folder:
        alone = measure(Path(folder), 1, ALONE_S)
        fleet = measure(Path(folder), READERS, RUN_S)
    share = fleet["late"] / fleet["deadlines"]
    print(f"fleet: readers printing without a pause at {BAUD} baud in one process, one and {READERS}")
    _report(alone, 1, ALONE_S)
    _report(fleet, READERS, RUN_S)
    ratios = (fleet[name] / max(alone[name], 1e-5) for name in ("median_lag_s", "worst_lag_s"))
    print("  lag against one reader: median {:.1f} times, worst {:.1f} times".format(*ratios))
    print(f"  {share:.2%} of deadlines missed by more than 20 ms (allowed {LATE_SHARE:.0%})", end="; ")
    print(f"a bare sleeper beside it {fleet['control']:.2%}", end="; ")
    if fleet["control"] > LATE_SHARE:
        print("not judged: the machine has no core free")
        return 0
    print("ok" if share <= LATE_SHARE else "SLOW")
    return 0 if share <= LATE_SHARE else 1


if __name__ == "__main__":
    raise SystemExit(main())
