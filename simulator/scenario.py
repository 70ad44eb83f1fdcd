"""Scenarios: TOML files that read like the story of a night, and say what comes of each cartridge.

A test that the story names comes out as told. Any other falls under `[[otherwise]]`, one entry or several
with weights; which one, the seed and the specimen number decide between them. Without any it is negative.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simulator.devices.data import known_codes
from simulator.devices.dialects import DIALECTS
from simulator.devices.result import Plan
from simulator.dice import Dice
from simulator.entry import (
    Entry,
    ScenarioError,
    number,
    one_of,
    only,
    seconds,
    switch,
    table,
    tables,
    text,
    whole,
)
from simulator.fault_entry import fault
from simulator.faults import Fault

FOLDER = Path(__file__).parent / "scenarios"
DEVICES = (*DIALECTS, "identity-reader", "scanner")
LISTS = {"positive", "invalid", "not_done"}
WORDS = {
    "control",
    "processing",
    "wrong_specimen_no",
    "lot",
    "expiry",
    "operator",
    "cartridge_temperature_c",
    "reader_temperature_c",
}
SWITCHES = {"send_twice", "wrong_cartridge", "used"}
PLAN_KEYS = LISTS | WORDS | SWITCHES | {"develop_s", "values", "lines", "faults"}
TOP_KEYS = {
    "title",
    "story",
    "reader_present",
    "clock_offset_s",
    "ways",
    "past",
    "cards",
    "test",
    "otherwise",
    "fault",
    "hand",
}


@dataclass(frozen=True)
class Otherwise:
    """One of the outcomes of a test the story does not name."""

    weight: float
    plan: Plan


@dataclass(frozen=True)
class Act:
    """One thing the hand of the story does; `at_s` in the reader's own (scaled) seconds since the start."""

    at_s: float
    command: Mapping[str, Any]


@dataclass(frozen=True)
class Past:
    """A result that is in the reader's memory when the story begins."""

    specimen_no: str
    hours_ago: float
    sent: bool
    plan: Plan


@dataclass(frozen=True)
class Scenario:
    """One story, seen from one device."""

    title: str = ""
    reader_present: bool = True
    clock_offset_s: float = 0.0
    ways: Mapping[str, Any] = field(default_factory=dict)
    past: tuple[Past, ...] = ()
    cards: Mapping[str, Any] = field(default_factory=dict)
    tests: Mapping[str, Plan] = field(default_factory=dict)
    otherwise: tuple[Otherwise, ...] = ()
    faults: tuple[Fault, ...] = ()
    hand: tuple[Act, ...] = ()

    def with_oddities(self, names: Sequence[str]) -> "Scenario":
        """The same story, told of a reader with these oddities besides its own."""
        ways = {**self.ways, "oddities": (*self.ways.get("oddities", ()), *names)}
        return replace(self, ways=ways) if names else self

    def plan(self, specimen_no: str, dice: Dice) -> Plan:
        """What comes of the cartridge with this number, the faults that go for every message included."""
        plan = self.tests.get(specimen_no) or self._unnamed(specimen_no, dice)
        return replace(plan, faults=plan.faults + self.faults)

    def _unnamed(self, specimen_no: str, dice: Dice) -> Plan:
        left = dice.unit("otherwise", specimen_no) * sum(entry.weight for entry in self.otherwise)
        for entry in self.otherwise:
            left -= entry.weight
            if left < 0:
                return entry.plan
        return Plan()


def names() -> list[str]:
    """The scenarios that are shipped."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str, device: str) -> Scenario:
    """A shipped scenario by name, or any by path; ScenarioError says what is wrong with it."""
    path = FOLDER / f"{name}.toml" if name in names() else Path(name)
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")), device)
    except OSError as error:
        raise ScenarioError(f"no scenario {name}; there are: {', '.join(names())}") from error
    except ScenarioError as error:
        raise ScenarioError(f"{path}: {error}") from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError, KeyError) as error:
        raise ScenarioError(f"{path}: {error}") from error


def parse(story: Entry, device: str) -> Scenario:
    """A scenario from parsed TOML, without what is said of other devices."""
    only(story, TOP_KEYS, "scenario")
    offsets, ways = table(story, "clock_offset_s"), table(story, "ways")
    only(offsets, DEVICES, "clock_offset_s")
    only(ways, DEVICES, "ways")
    return Scenario(
        title=str(story.get("title", "")),
        reader_present=switch(story, "reader_present", otherwise=True),
        clock_offset_s=number(offsets, device, 0.0),
        ways=_ways(table(ways, device)),
        past=tuple(_past(entry) for entry in _of(device, tables(story, "past"))),
        cards=table(story, "cards"),
        tests=_tests(_of(device, tables(story, "test"))),
        otherwise=tuple(_otherwise(entry) for entry in _of(device, tables(story, "otherwise"))),
        faults=tuple(fault(entry) for entry in tables(story, "fault")),
        hand=tuple(_act(entry) for entry in _of(device, tables(story, "hand"))),
    )


def plan(entry: Mapping[str, Any], base: Plan | None = None) -> Plan:
    """A plan from a table's keys, over another plan's values; ScenarioError for an unknown key or code."""
    only(entry, PLAN_KEYS, "test")
    strange = sorted(key for key in LISTS & set(entry) if not isinstance(entry[key], list | tuple))
    if strange:
        raise ScenarioError(f'{strange[0]} is a list of codes, ["…"]')
    for code in (code for key in LISTS for code in entry.get(key, [])):
        if code not in known_codes():
            raise ScenarioError(f"no reader has a strip {code}")
    one_of(entry, "control", ("OK", "FAIL"), "OK")
    one_of(entry, "processing", ("P", "Q", "D"), "P")
    if any(len(marks) != 2 or set(marks) - set("|-?") for marks in table(entry, "lines").values()):
        raise ScenarioError("lines are two marks each, the control line's and the test line's: | - ?")
    changes: dict[str, Any] = {key: tuple(entry[key]) for key in LISTS & set(entry)}
    changes |= {key: str(entry[key]) for key in WORDS & set(entry)}
    changes |= {key: switch(entry, key) for key in SWITCHES & set(entry)}
    changes |= {key: dict(entry[key]) for key in {"values", "lines"} & set(entry)}
    if "develop_s" in entry:
        changes["develop_s"] = seconds(entry, "develop_s")
    if "faults" in entry:
        changes["faults"] = tuple(fault(each) for each in tables(entry, "faults"))
    return replace(base or Plan(), **changes)


def _of(device: str, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    for entry in entries:
        one_of(entry, "reader", DEVICES, DEVICES[0])
    return [
        {key: value for key, value in entry.items() if key != "reader"}
        for entry in entries
        if entry.get("reader", device) == device
    ]


def _tests(entries: Sequence[Entry]) -> Mapping[str, Plan]:
    found: dict[str, Plan] = {}
    for entry in entries:
        specimen_no = text(entry, "specimen_no", "test")
        if specimen_no in found:
            raise ScenarioError(f"{specimen_no} is tested twice")
        found[specimen_no] = plan({key: value for key, value in entry.items() if key != "specimen_no"})
    return found


def _past(entry: Entry) -> Past:
    rest = {key: value for key, value in entry.items() if key not in ("hours_ago", "sent", "specimen_no")}
    specimen_no = text(entry, "specimen_no", "past")
    return Past(specimen_no, number(entry, "hours_ago", 1), switch(entry, "sent"), plan(rest))


def _ways(entry: Entry) -> Mapping[str, Any]:
    """What the story changes of a reader's ways; the rig makes them, and says which there are not."""
    for key in entry:
        if key.endswith("_s"):
            seconds(entry, key)
        elif key.endswith("_c"):
            number(entry, key, 0.0)
        elif key in ("cartridge_stays", "finds_again"):
            switch(entry, key)
        elif key in ("charge", "low_charge", "memory_size"):
            whole(entry, key, 0)
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _otherwise(entry: Entry) -> Otherwise:
    weight = number(entry, "weight", 1.0)
    if weight <= 0:
        raise ScenarioError(f"weight is above 0, not {weight}")
    return Otherwise(weight, plan({key: value for key, value in entry.items() if key != "weight"}))


def _act(entry: Entry) -> Act:
    if "at_s" not in entry or "do" not in entry:
        raise ScenarioError("hand needs at_s and do")
    return Act(seconds(entry, "at_s"), {key: value for key, value in entry.items() if key != "at_s"})
