"""What a layout can name of a result: words and numbers, ready to be printed or packed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from simulator.devices.data import DeviceData
from simulator.devices.lot import last_day
from simulator.devices.result import Outcome, Remark, Result, Strip

SEEN, UNSEEN, UNCLEAR = "|", "-", "?"
MARKS = {
    Outcome.NEGATIVE: SEEN + SEEN,
    Outcome.POSITIVE: SEEN + UNSEEN,
    Outcome.INVALID: UNSEEN + SEEN,
    Outcome.NOT_DONE: UNCLEAR + UNCLEAR,
}
BELOW_RANGE, ABOVE_CUTOFF = 0.1, 3.6
"""Shares of the cut-off that a clean and a loaded specimen come to, unless the plan says otherwise."""
NO_CUTOFF = {Outcome.NEGATIVE: "<5.0", Outcome.POSITIVE: "180.0"}
EPOCH_2000 = datetime(2000, 1, 1)  # noqa: DTZ001 - local time of a reader that knows no zone


@dataclass(frozen=True)
class Expiry:
    """A lot's expiry; formatted by strftime where it is a date, and as it stands where it is none."""

    text: str

    def __format__(self, spec: str) -> str:
        last = last_day(self.text)
        return self.text if last is None else format(last, spec)

    @property
    def year_and_month(self) -> int:
        """(Year - 2000) x 100 + month; 0 where it is no date of those years."""
        last = last_day(self.text) or date(2000, 1, 1)
        return max(0, (last.year - 2000) * 100 + last.month)


def of_result(result: Result, data: DeviceData) -> dict[str, Any]:
    """What is said once; `layout.words` give the words for the control line and the kind of test."""
    words = data.layout.get("words", {})
    plan = result.cartridge.plan
    return {
        "model": data.model,
        "serial": data.serial,
        "specimen": _printable(result.cartridge.keyed_no, data),
        "operator": _printable(result.operator, data),
        "lot": _printable(result.lot, data),
        "expiry": Expiry(result.expiry),
        "expiry_number": Expiry(result.expiry).year_and_month,
        "test_no": result.test_no,
        "read_at": result.read_at,
        "seconds_2000": int((result.read_at.replace(tzinfo=None) - EPOCH_2000).total_seconds()),
        "cartridge_c": result.cartridge_temperature_c,
        "reader_c": result.reader_temperature_c,
        "reader_tenths_c": _tenths(result.reader_temperature_c),
        "control": words.get(plan.control, plan.control),
        "kind": words.get(plan.processing, plan.processing),
        "flags": _flags(result),
        "strips": len(result.strips),
        "serial_number": int(data.serial) if data.serial.isdecimal() else 0,
    }


def of_strip(strip: Strip, number: int, result: Result, data: DeviceData) -> dict[str, Any]:
    """What is said of one strip, `number` counting from 1."""
    lines = strip.lines or (UNSEEN + UNSEEN if _blank(strip, result) else MARKS[strip.outcome])
    marks = data.layout.get("marks", {})
    value = concentration(strip)
    return {
        "code": strip.code,
        "outcome": data.layout.get("words", {}).get(strip.outcome.value, strip.outcome.value),
        "name": data.layout.get("names", {}).get(strip.code, strip.code),
        "code_number": int(strip.code) if strip.code.isdecimal() else 0,
        "c": marks.get(lines[0], lines[0]),
        "t": marks.get(lines[1], lines[1]),
        "value": value,
        "number": _number(value),
        "unit": "ng/mL",
        "cutoff": strip.cutoff,
        "cutoff_number": float(strip.cutoff or 0),
        "place": number,
    }


def concentration(strip: Strip) -> str:
    """As a reader prints it: one decimal, `<` before it below the range; "" when there is nothing to say."""
    if strip.value or strip.outcome not in (Outcome.NEGATIVE, Outcome.POSITIVE):
        return strip.value
    if not strip.cutoff:
        return NO_CUTOFF[strip.outcome]
    cutoff = float(strip.cutoff)
    if strip.outcome is Outcome.NEGATIVE:
        return f"<{cutoff * BELOW_RANGE:.1f}"
    return f"{cutoff * ABOVE_CUTOFF:.1f}"


def remarks(result: Result, words: Mapping[str, str]) -> list[str]:
    """The remarks that this reader has a word for."""
    return [words[remark.value] for remark in result.remarks if remark.value in words]


def _blank(strip: Strip, result: Result) -> bool:
    return strip.outcome is Outcome.INVALID and result.cartridge.plan.control == "FAIL"


def _flags(result: Result) -> int:
    plan = result.cartridge.plan
    outside = {Remark.TOO_COLD, Remark.TOO_HOT} & set(result.remarks)
    bits = [
        plan.control == "OK",
        Remark.EXPIRED in result.remarks,
        Remark.LOW_BATTERY in result.remarks,
        bool(outside),
        plan.processing == "Q",
    ]
    return sum(1 << place for place, set_ in enumerate(bits) if set_)


def _number(text: str) -> float:
    try:
        return float(text.lstrip("<>"))
    except ValueError:
        return math.nan


def _tenths(degrees: str) -> int:
    number = _number(degrees)
    return round(10 * number) if math.isfinite(number) else 0


def _printable(text: str, data: DeviceData) -> str:
    """What somebody keyed, without control characters and without those that the layout divides by."""
    forbidden = data.layout.get("forbidden", "")
    return "".join(" " if sign in forbidden else sign for sign in text if sign.isprintable())
