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

from simulator.assignment import PLACES, Assignment
from simulator.clock import SystemClock
from simulator.entry import Entry, ScenarioError, number, only, tables, whole
from simulator.entry import text as text_of
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
    except (ScenarioError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 3


def read(text: str) -> Mapping[str, Assignment]:
    """The readers of a fleet's file by name; ScenarioError says what is wrong with one."""
    found: dict[str, Assignment] = {}
    places: set[object] = set()
    fleet = tomllib.loads(text)
    only(fleet, ("reader",), "a fleet")
    for entry in tables(fleet, "reader"):
        only(entry, KEYS, "a reader")
        for place in range(1, whole(entry, "count", 1, least=1) + 1):
            called = "name" if "name" in entry else "device"
            name = _numbered(text_of(entry, called, "a reader"), place)
            one = _assignment(entry, place)
            where = one.pty or one.tcp or one.listen
            if name in found:
                raise ScenarioError(f"two readers are called {name}")
            if where in places and not one.tcp:
                raise ScenarioError(f"two readers are at {where}")
            places.add(where)
            found[name] = one
    if not found:
        raise ScenarioError("there is no [[reader]]")
    return found


def _assignment(entry: Entry, place: int) -> Assignment:
    where = {key: _numbered(text_of(entry, key, "a reader"), place) for key in PLACES if key in entry}
    if len(where) != 1:
        raise ScenarioError(f"a reader needs one of {', '.join(PLACES)}")
    oddities = entry.get("oddities", [])
    if not isinstance(oddities, list):
        raise ScenarioError('oddities is a list, ["…"]')
    settings = Settings(
        seed=whole(entry, "seed", 0) + place - 1,
        time_scale=_above_zero(entry, "time_scale", 1.0),
        baud=whole(entry, "baud", 0) if "baud" in entry else None,
        retry_pause_s=_above_zero(entry, "retry_pause_s", 2.0),
        serial=_numbered(str(entry.get("serial", "")), place),
    )
    return Assignment(
        device=text_of(entry, "device", "a reader"),
        pty=Path(where["pty"]) if "pty" in where else None,
        tcp=where.get("tcp", ""),
        listen=where.get("listen", ""),
        scenario=str(entry.get("scenario", "quiet")),
        oddities=tuple(oddities),
        settings=settings,
    )


def _above_zero(entry: Entry, key: str, otherwise: float) -> float:
    value = number(entry, key, otherwise)
    if value <= 0:
        raise ScenarioError(f"{key} is above 0, not {value}")
    return value


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
