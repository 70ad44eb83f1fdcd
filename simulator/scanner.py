"""A barcode scanner in serial mode: docs/protocols/scanner.md, with a hand that holds labels before it."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.attached import Attached
from simulator.devices.reader import TIME_GRAIN_S
from simulator.entry import ScenarioError
from simulator.fault_entry import fault
from simulator.faults import Fault
from simulator.machine import Bench

FILE = Path(__file__).parent / "devices" / "scanner.toml"


@dataclass(frozen=True)
class Ways:
    """How the scanner is set up; `gap_s` lies between two scans of one trigger."""

    stx_etx: bool = False
    identifier: bool = True
    preamble: str = ""
    postamble: str = ""
    suffix: str = "\r"
    encoding: str = "utf-8"
    gap_s: float = 0.4


@dataclass(frozen=True)
class Label:
    """Something to scan: what is printed, and the symbology's AIM identifier, such as `]C1`."""

    text: str
    identifier: str = ""


@dataclass(frozen=True)
class Shot:
    """One reading of a label, ready for the line."""

    label: Label
    faults: Sequence[Fault]


class Scanner(Attached):
    """One scanner; a scan goes out whether or not anybody listens."""

    def __init__(self, bench: Bench) -> None:
        words = tomllib.loads(FILE.read_text("utf-8"))
        super().__init__(bench, words["baud"])
        try:
            self._ways = replace(Ways(**words["ways"]), **bench.story.ways)
        except TypeError as error:
            raise ScenarioError(f"ways: {error}") from error
        self._labels = {name: Label(**label) for name, label in words["labels"].items()}
        self._shots: list[Shot] = []
        self._left_s = 0.0
        self._count = 0

    def waits(self) -> list[float]:
        return [self._left_s] if self._shots else []

    def acts(self, command: dict[str, Any], now: float) -> Mapping[str, Callable[[], None]]:
        return {"scan": lambda: self._scan(command)}

    def live(self, dt: float, now: float) -> None:
        self._left_s = max(0.0, self._left_s - dt)
        while self._shots and self._left_s <= TIME_GRAIN_S:
            self._read(self._shots.pop(0), now)
            self._left_s = self._ways.gap_s

    def _scan(self, command: Mapping[str, Any]) -> None:
        strange = set(command) - {"label", "text", "identifier", "times", "faults"}
        if strange:
            raise ScenarioError(f"a scan has no {', '.join(sorted(strange))}")
        label = self._label(command)
        faults = tuple(fault(entry) for entry in command.get("faults", ()))
        self._shots += [Shot(label, faults)] * int(command.get("times", 1))

    def _label(self, command: Mapping[str, Any]) -> Label:
        if "text" in command:
            return Label(str(command["text"]), str(command.get("identifier", "")))
        name = command["label"]
        if name not in self._labels:
            raise ScenarioError(f"no label {name}; there are {', '.join(self._labels)}")
        return self._labels[name]

    def _read(self, shot: Shot, now: float) -> None:
        self._count += 1
        self.tell("scanned", text=shot.label.text)
        self.say(self._framed(shot.label), now, name=f"scan-{self._count}", faults=shot.faults)

    def _framed(self, label: Label) -> bytes:
        ways = self._ways
        identifier = label.identifier if ways.identifier else ""
        text = ways.preamble + identifier + label.text + ways.postamble
        framed = f"\x02{text}\x03" if ways.stx_etx else text
        return (framed + ways.suffix).encode(ways.encoding, "replace")
