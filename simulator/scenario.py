"""Scenarios: TOML files that read like the story of a night, and say what comes of each cartridge.

A test that the story names comes out as told. Any other falls under `[[otherwise]]`, one entry or several
with weights; which one, the seed and the specimen number decide between them. Without any it is negative.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from simulator.devices.data import known_codes
from simulator.devices.result import Plan
from simulator.dice import Dice
from simulator.faults import OF_HOST, WHOLE, Fault, Kind
from simulator.steps import HOLDS_BYTES

FOLDER = Path(__file__).parent / "scenarios"
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
FAULT_KEYS = {
    "kind",
    "at_byte",
    "after_bytes",
    "frame",
    "count",
    "for_seconds",
    "bit",
    "hex",
    "chance",
    "transmission",
    "every_try",
    "of",
    "bytes_a_second",
    "holds",
}
SLOW_HOST_KEYS = {"bytes_a_second", "holds"}
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


class ScenarioError(Exception):
    """A scenario, or a hand, asks for something that does not exist."""


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
    except (tomllib.TOMLDecodeError, TypeError, ValueError, KeyError) as error:
        raise ScenarioError(f"{path}: {error}") from error


def parse(story: Mapping[str, Any], device: str) -> Scenario:
    """A scenario from parsed TOML, without what is said of other devices."""
    _only(story, TOP_KEYS, "scenario")
    return Scenario(
        title=story.get("title", ""),
        reader_present=bool(story.get("reader_present", True)),
        clock_offset_s=float(story.get("clock_offset_s", {}).get(device, 0)),
        ways=_ways(story.get("ways", {}).get(device, {})),
        past=tuple(_past(entry) for entry in _of(device, story.get("past", []))),
        cards=story.get("cards", {}),
        tests={entry["specimen_no"]: _test(entry) for entry in _of(device, story.get("test", []))},
        otherwise=tuple(_otherwise(entry) for entry in _of(device, story.get("otherwise", []))),
        faults=tuple(fault(entry) for entry in story.get("fault", [])),
        hand=tuple(_act(entry) for entry in _of(device, story.get("hand", []))),
    )


def plan(entry: Mapping[str, Any], base: Plan | None = None) -> Plan:
    """A plan from a table's keys, over another plan's values; ScenarioError for an unknown key or code."""
    _only(entry, PLAN_KEYS, "test")
    for code in (code for key in LISTS for code in entry.get(key, [])):
        if code not in known_codes():
            raise ScenarioError(f"no reader has a strip {code}")
    if entry.get("control", "OK") not in ("OK", "FAIL"):
        raise ScenarioError("control is OK or FAIL")
    if any(len(marks) != 2 for marks in entry.get("lines", {}).values()):
        raise ScenarioError("lines are two marks each, the control line's and the test line's")
    changes: dict[str, Any] = {key: tuple(entry[key]) for key in LISTS & set(entry)}
    changes |= {key: str(entry[key]) for key in WORDS & set(entry)}
    changes |= {key: bool(entry[key]) for key in SWITCHES & set(entry)}
    changes |= {key: dict(entry[key]) for key in {"values", "lines"} & set(entry)}
    if "develop_s" in entry:
        changes["develop_s"] = _seconds(entry["develop_s"])
    if "faults" in entry:
        changes["faults"] = tuple(fault(each) for each in entry["faults"])
    return replace(base or Plan(), **changes)


def fault(entry: Mapping[str, Any]) -> Fault:
    """One fault; `cable_out_after_bytes` is the short way of saying that the cable comes out."""
    if "cable_out_after_bytes" in entry:
        rest = {key: value for key, value in entry.items() if key != "cable_out_after_bytes"}
        return fault({"kind": "cable_out", "after_bytes": entry["cable_out_after_bytes"], **rest})
    _only(entry, FAULT_KEYS, "fault")
    kind = _kind(entry)
    place = entry.get("at_byte", entry.get("after_bytes", 0 if "frame" in entry else None))
    if place is None and not entry.get("chance") and kind not in WHOLE:
        raise ScenarioError(f"fault {kind} needs at_byte, frame or chance")
    return Fault(
        kind=kind,
        at_byte=place if isinstance(place, int) else None,
        anywhere=place == "random",
        frame=entry.get("frame"),
        count=entry.get("count", 1),
        for_seconds=entry.get("for_seconds"),
        bit=entry.get("bit"),
        noise=bytes.fromhex(entry.get("hex", "")),
        chance=float(entry.get("chance", 0)),
        transmission=entry.get("transmission", 1),
        every_try=bool(entry.get("every_try", False)),
        of_host=_of_host(entry, kind),
        bytes_a_second=_pace(entry, kind),
        holds=_holds(entry),
    )


def _kind(entry: Mapping[str, Any]) -> Kind:
    if "kind" not in entry:
        raise ScenarioError("fault needs kind")
    word = str(entry["kind"])
    if word not in list(Kind):
        raise ScenarioError(f"no fault {word}{_nearest(word, list(Kind))}; there are {', '.join(Kind)}")
    return Kind(word)


def _of_host(entry: Mapping[str, Any], kind: Kind) -> bool:
    """Whether its place is counted in what the host says; how much that will be, nobody knows beforehand."""
    whose = entry.get("of", "reader")
    if whose not in ("reader", "host"):
        raise ScenarioError(f"of is reader or host{_nearest(str(whose), ['reader', 'host'])}")
    if whose == "reader":
        return False
    if kind not in OF_HOST:
        raise ScenarioError(f"of = host goes with {', '.join(sorted(OF_HOST))}, not with {kind}")
    if "frame" in entry or entry.get("at_byte") == "random":
        raise ScenarioError("of = host needs at_byte, a number, or chance")
    return True


def _pace(entry: Mapping[str, Any], kind: Kind) -> float | None:
    strange = sorted(SLOW_HOST_KEYS & set(entry))
    if strange and kind is not Kind.SLOW_HOST:
        raise ScenarioError(f"{', '.join(strange)} goes with slow_host, not with {kind}")
    if kind in OF_HOST and "for_seconds" in entry:
        _seconds(entry["for_seconds"])
    if "bytes_a_second" not in entry:
        return None
    pace = float(entry["bytes_a_second"])
    if not math.isfinite(pace) or pace <= 0:
        raise ScenarioError(f"{entry['bytes_a_second']} bytes a second is no pace")
    return pace


def _holds(entry: Mapping[str, Any]) -> int:
    holds = entry.get("holds", HOLDS_BYTES)
    if not isinstance(holds, int) or holds < 1:
        raise ScenarioError("holds is a number of bytes, at least 1")
    return holds


def _of(device: str, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in entry.items() if key != "reader"}
        for entry in entries
        if entry.get("reader", device) == device
    ]


def _test(entry: Mapping[str, Any]) -> Plan:
    return plan({key: value for key, value in entry.items() if key != "specimen_no"})


def _past(entry: Mapping[str, Any]) -> Past:
    rest = {key: value for key, value in entry.items() if key not in ("hours_ago", "sent", "specimen_no")}
    return Past(
        entry["specimen_no"], float(entry.get("hours_ago", 1)), bool(entry.get("sent", False)), plan(rest)
    )


def _ways(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the story changes of a reader's ways; the rig makes them, and says what is wrong with them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _seconds(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds) or seconds < 0:
        raise ScenarioError(f"{value} is no time")
    return seconds


def _otherwise(entry: Mapping[str, Any]) -> Otherwise:
    return Otherwise(
        weight=float(entry.get("weight", 1)),
        plan=plan({key: value for key, value in entry.items() if key != "weight"}),
    )


def _act(entry: Mapping[str, Any]) -> Act:
    return Act(float(entry["at_s"]), {key: value for key, value in entry.items() if key != "at_s"})


def _only(table: Mapping[str, Any], keys: set[str], what: str) -> None:
    strange = sorted(set(table) - keys)
    if strange:
        near = _nearest(strange[0], sorted(keys))
        raise ScenarioError(f"{what} has no {', '.join(strange)}{near}; it knows {', '.join(sorted(keys))}")


def _nearest(word: str, words: Sequence[str]) -> str:
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    return f" (nearest: {near[0]})" if near else ""
