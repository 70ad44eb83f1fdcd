"""`python -m simulator DEVICE`: one reader on a pseudo-terminal or a TCP connection, until told to stop.

`python -m simulator fleet FILE`: many of them.

Commands come on standard input, news go to standard output, a JSON object a line each way.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from simulator import fleet
from simulator import scenario as stories
from simulator.assignment import Assignment
from simulator.catalogue import DEVICES
from simulator.clock import SystemClock
from simulator.devices.ways import ODDITIES
from simulator.entry import ScenarioError
from simulator.loop import Bell, Loop
from simulator.machine import Settings
from simulator.news import JsonLines


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    words.add_argument("device", nargs="?", choices=sorted(DEVICES), metavar="DEVICE")
    where = words.add_mutually_exclusive_group()
    where.add_argument(
        "--pty", type=Path, metavar="LINKPATH", help="publish a pseudo-terminal under this link"
    )
    where.add_argument("--tcp", default="", metavar="HOST:PORT", help="connect to a listening station")
    where.add_argument("--listen", default="", metavar="HOST:PORT", help="wait for a station to connect")
    words.add_argument("--scenario", default="quiet", metavar="NAME|FILE")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--time-scale", type=_positive, default=1.0, help="speeds the reader, never the link")
    words.add_argument("--baud", type=int, help="0: as fast as the other side takes it")
    words.add_argument("--retry-pause", type=_positive, default=2.0, metavar="SECONDS")
    words.add_argument("--oddity", action="append", default=[], metavar="NAME", help="a way of its firmware")
    words.add_argument("--serial", default="", metavar="NUMBER", help="a test reader's own serial number")
    words.add_argument("--stay", action="store_true", help="go on when standard input ends")
    words.add_argument("--list", action="store_true", help="name the devices and the scenarios")
    return words


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one reader; exit codes: 0 done, 2 wrong use, 3 no port."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["fleet"]:
        return fleet.main(given[1:])
    words = parser()
    wanted = words.parse_args(given)
    if wanted.list:
        _list()
        return 0
    if wanted.device is None or not (wanted.pty or wanted.tcp or wanted.listen):
        words.error("DEVICE and one of --pty, --tcp, --listen are needed (or --list)")
    try:
        with Bell() as bell:
            return _run(wanted, bell)
    except ScenarioError as error:
        words.error(str(error))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 3


def _run(wanted: argparse.Namespace, bell: Bell) -> int:
    clock = SystemClock()
    tell = JsonLines(sys.stdout, clock)
    assignment = Assignment(
        device=wanted.device,
        pty=wanted.pty,
        tcp=wanted.tcp,
        listen=wanted.listen,
        scenario=wanted.scenario,
        oddities=tuple(wanted.oddity),
        settings=Settings(wanted.seed, wanted.time_scale, wanted.baud, wanted.retry_pause, wanted.serial),
    )
    machine = assignment.machine(clock, tell)
    try:
        tell("ready", link=machine.end.place, baud=machine.baud, **assignment.names())
        Loop({"": machine}, clock, tell, bell, stay=wanted.stay).run(sys.stdin.fileno())
    finally:
        machine.end.unplug()
    tell("bye", **machine.farewell())
    return 0


def _list() -> None:
    for device in DEVICES:
        sys.stdout.write(f"device    {device}\n")
    for oddity, meaning in ODDITIES.items():
        sys.stdout.write(f"oddity    {oddity:<22} {meaning}\n")
    for name in stories.names():
        title = stories.load(name, "").title
        sys.stdout.write(f"scenario  {name:<12} {title}\n")


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


if __name__ == "__main__":
    sys.exit(main())
