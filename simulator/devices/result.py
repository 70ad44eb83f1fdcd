"""A cartridge, what will come of it, and the result that a reader keeps of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from simulator.faults import Fault


class Outcome(StrEnum):
    """What the camera saw of one strip."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    INVALID = "invalid"
    NOT_DONE = "not_done"


class Remark(StrEnum):
    """What a reader prints beside a result."""

    EXPIRED = "expired"
    LOW_BATTERY = "low_battery"
    TOO_COLD = "too_cold"
    TOO_HOT = "too_hot"


@dataclass(frozen=True)
class Plan:
    """What is going to come of one cartridge, as a scenario or a hand decides it; "" and None: as usual.

    `values` are concentrations by code, `lines` what a camera sees of a strip: the mark of the control line
    and that of the test line, as in "|-".
    """

    positive: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    control: str = "OK"
    processing: str = "P"
    wrong_specimen_no: str = ""
    send_twice: bool = False
    wrong_cartridge: bool = False
    used: bool = False
    develop_s: float | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    lot: str = ""
    expiry: str = ""
    operator: str | None = None
    cartridge_temperature_c: str = ""
    reader_temperature_c: str = ""
    faults: tuple[Fault, ...] = ()

    def outcome(self, code: str) -> Outcome:
        """The strip's outcome; without a control line a strip says nothing, unless the plan names it."""
        if code in self.positive:
            return Outcome.POSITIVE
        if code in self.not_done:
            return Outcome.NOT_DONE
        if code in self.invalid or self.control == "FAIL":
            return Outcome.INVALID
        return Outcome.NEGATIVE


@dataclass(frozen=True)
class Cartridge:
    """A cup or swab in somebody's hand: the number written on it, and what will come of it."""

    specimen_no: str
    plan: Plan = field(default_factory=Plan)

    @property
    def keyed_no(self) -> str:
        """The number that is keyed on the reader, which is not always the one on the cup."""
        return self.plan.wrong_specimen_no or self.specimen_no


@dataclass(frozen=True)
class Strip:
    """One analyte of a result; `value` and `lines` are "" unless the plan gave some."""

    code: str
    outcome: Outcome
    cutoff: str
    value: str = ""
    lines: str = ""

    @property
    def unit(self) -> str:
        return "ng/mL" if self.cutoff else ""


@dataclass(frozen=True)
class Result:
    """One stored result; times are the reader's own, aware."""

    test_no: int
    cartridge: Cartridge
    operator: str
    lot: str
    expiry: str
    cartridge_temperature_c: str
    reader_temperature_c: str
    strips: tuple[Strip, ...]
    control: str
    started_at: datetime
    read_at: datetime
    remarks: tuple[Remark, ...] = ()
    sent: bool = False
    transmissions: int = 0
