"""`python -m simulator fleet FILE`: many readers in one process, each on a place of its own.

The file has a `[[reader]]` for each, or for `count` of them at once; `{n}` in a name, a path or a port then
counts from 1. Commands and news name their reader; `bye` tells how late
bytes were: how many deadlines were missed, and the median and the worst lag.
"""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from simulator.assignment import Assignment
from simulator.clock import SystemClock
from simulator.entry import ScenarioError
from simulator.loop import Bell, Loop
from simulator.machine import Settings
from simulator.news import JsonLines, Tell

KEYS = {
    "name",
    "count",
    "device",
    "pty",
    "tcp",
    "listen",
    "scenario",
    "oddities",
    "seed",
    "time_scale",
    "baud",
    "retry_pause_s",
    "serial",
}


def main(arguments: Sequence[str]) -> int:
    """Runs a fleet; exit codes: 0 done, 2 wrong use, 3 no port."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m simulator fleet FILE\n")
        return 2
    try:
        return _run(read(Path(arguments[0]).read_text("utf-8")))
    except (ScenarioError, tomllib.TOMLDecodeError) as error:
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 3


def read(text: str) -> Mapping[str, Assignment]:
    """The readers of a fleet's file by name; ScenarioError says what is wrong with one."""
    found: dict[str, Assignment] = {}
    for entry in tomllib.loads(text).get("reader", []):
        strange = sorted(set(entry) - KEYS)
        if strange:
            raise ScenarioError(f"a reader has no {', '.join(strange)}; it knows {', '.join(sorted(KEYS))}")
        for number in range(1, int(entry.get("count", 1)) + 1):
            name = _numbered(entry.get("name", entry.get("device", "")), number)
            if name in found:
                raise ScenarioError(f"two readers are called {name}")
            found[name] = _assignment(entry, number)
    if not found:
        raise ScenarioError("there is no [[reader]]")
    return found


def _assignment(entry: Mapping[str, Any], number: int) -> Assignment:
    try:
        settings = Settings(
            seed=int(entry.get("seed", 0)) + number - 1,
            time_scale=float(entry.get("time_scale", 1)),
            baud=entry.get("baud"),
            retry_pause_s=float(entry.get("retry_pause_s", 2)),
            serial=_numbered(str(entry.get("serial", "")), number),
        )
        return Assignment(
            device=entry["device"],
            pty=Path(_numbered(entry["pty"], number)) if "pty" in entry else None,
            tcp=_numbered(entry.get("tcp", ""), number),
            listen=_numbered(entry.get("listen", ""), number),
            scenario=entry.get("scenario", "quiet"),
            oddities=tuple(entry.get("oddities", ())),
            settings=settings,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ScenarioError(f"a reader's {error}") from error


def _numbered(text: str, number: int) -> str:
    return text.replace("{n}", str(number))


def _run(fleet: Mapping[str, Assignment]) -> int:
    clock = SystemClock()
    tell = JsonLines(sys.stdout, clock)
    with Bell() as bell, ExitStack() as plugged:
        machines = {}
        for name, assignment in fleet.items():
            machines[name] = assignment.machine(clock, _named(tell, name))
            plugged.callback(machines[name].end.unplug)
            place = machines[name].end.place
            tell("ready", reader=name, link=place, baud=machines[name].baud, **assignment.names())
        loop = Loop(machines, clock, tell, bell, stay=False)
        loop.run(sys.stdin.fileno())
    left = {name: machine.farewell() for name, machine in machines.items()}
    lag = loop.lag
    tell(
        "bye",
        readers=left,
        deadlines=lag.count,
        late=lag.late,
        median_lag_s=round(lag.median_s, 5),
        worst_lag_s=round(lag.worst_s, 5),
    )
    return 0


def _named(tell: Tell, name: str) -> Tell:
    return partial(tell, reader=name)
