"""`python -m simulator DEVICE`: one reader on a pseudo-terminal or a TCP connection, until told to stop.

Commands come on standard input, news go to standard output, a JSON object a line each way.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from simulator import scenario as stories
from simulator.catalogue import DEVICES
from simulator.clock import SystemClock
from simulator.devices.ways import ODDITIES
from simulator.ends import End, PtyEnd, TcpEnd
from simulator.listening import ListenEnd
from simulator.loop import Bell, Loop
from simulator.machine import Bench, Settings
from simulator.news import JsonLines


def parser() -> argparse.ArgumentParser:
    """The command line."""
    words = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    words.add_argument("device", nargs="?", choices=sorted(DEVICES), metavar="DEVICE")
    where = words.add_mutually_exclusive_group()
    where.add_argument(
        "--pty", type=Path, metavar="LINKPATH", help="publish a pseudo-terminal under this link"
    )
    where.add_argument("--tcp", type=_address, metavar="HOST:PORT", help="connect to a listening station")
    where.add_argument("--listen", type=_address, metavar="HOST:PORT", help="wait for a station to connect")
    words.add_argument("--scenario", default="quiet", metavar="NAME|FILE")
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--time-scale", type=_positive, default=1.0, help="speeds the reader, never the link")
    words.add_argument("--baud", type=int, help="0: as fast as the other side takes it")
    words.add_argument("--retry-pause", type=_positive, default=2.0, metavar="SECONDS")
    words.add_argument("--oddity", action="append", default=[], metavar="NAME", help="a way of its firmware")
    words.add_argument("--stay", action="store_true", help="go on when standard input ends")
    words.add_argument("--list", action="store_true", help="name the devices and the scenarios")
    return words


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one reader; exit codes: 0 done, 2 wrong use, 3 no port."""
    words = parser()
    wanted = words.parse_args(arguments)
    if wanted.list:
        _list()
        return 0
    if wanted.device is None or not (wanted.pty or wanted.tcp or wanted.listen):
        words.error("DEVICE and one of --pty, --tcp, --listen are needed (or --list)")
    try:
        story = stories.load(wanted.scenario, wanted.device).with_oddities(wanted.oddity)
        with Bell() as bell:
            return _run(wanted, story, bell)
    except stories.ScenarioError as error:
        words.error(str(error))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 3


def _run(wanted: argparse.Namespace, story: stories.Scenario, bell: Bell) -> int:
    clock = SystemClock()
    tell = JsonLines(sys.stdout, clock)
    end = _end(wanted)
    settings = Settings(wanted.seed, wanted.time_scale, wanted.baud, wanted.retry_pause)
    machine = DEVICES[wanted.device](Bench(end, clock, tell, story, settings))
    names = {"device": wanted.device, "scenario": wanted.scenario, "seed": wanted.seed}
    try:
        tell("ready", link=end.place, baud=machine.baud, **names)
        Loop(machine, clock, tell, bell, stay=wanted.stay).run(sys.stdin.fileno())
    finally:
        end.unplug()
    tell("bye", **machine.farewell())
    return 0


def _end(wanted: argparse.Namespace) -> End:
    if wanted.tcp:
        return TcpEnd(*wanted.tcp)
    return ListenEnd(*wanted.listen) if wanted.listen else PtyEnd(wanted.pty)


def _list() -> None:
    for device in DEVICES:
        sys.stdout.write(f"device    {device}\n")
    for oddity, meaning in ODDITIES.items():
        sys.stdout.write(f"oddity    {oddity:<22} {meaning}\n")
    for name in stories.names():
        title = stories.load(name, "").title
        sys.stdout.write(f"scenario  {name:<12} {title}\n")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal():
        raise argparse.ArgumentTypeError("HOST:PORT, the port being a number")
    return host or "127.0.0.1", int(port)


def _positive(text: str) -> float:
    value = float(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be above zero")
    return value


if __name__ == "__main__":
    sys.exit(main())
