"""GS1 element strings: the lot and expiry of a cartridge (GS1 General Specifications;
docs/protocols/scanner.md)."""

import re
from calendar import monthrange
from datetime import date

from drivers.errors import RemoteProtocolError

GS = "\x1d"
_FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_VARIABLE = {"10": 20, "21": 20}
_MEASURE = re.compile(r"3[1-6]\d\d\d{6}")


def parse_gs1(text: str, this_year: int) -> dict[str, str]:
    """``gtin``, ``lot``, ``expiry`` (ISO date) and ``serial``, as far as they are in ``text``.

    Raises RemoteProtocolError ``scan.gs1`` (param ``reason``): an element cut short, a date that is none, a
    GTIN whose check digit does not fit, two different lots or expiries."""
    found: dict[str, str] = {}
    rest = text.lstrip(GS)
    while rest:
        identifier, value, rest = _element(rest)
        name, meaning = _meaning(identifier, value, this_year)
        if name and found.setdefault(name, meaning) != meaning:
            raise RemoteProtocolError("scan.gs1", reason=f"two_values:{name}")
    return found


def _element(text: str) -> tuple[str, str, str]:
    """The first element's identifier and value, and what follows it."""
    identifier = text[:2]
    if identifier in _FIXED:
        end = 2 + _FIXED[identifier]
        if len(text) < end or GS in text[:end]:
            raise RemoteProtocolError("scan.gs1", reason="cut_short")
        return identifier, text[2:end], text[end:].lstrip(GS)
    measure = _MEASURE.match(text)
    if measure:
        return text[:4], text[4 : measure.end()], text[measure.end() :].lstrip(GS)
    value, _, rest = text[2:].partition(GS)
    if identifier in _VARIABLE and not 1 <= len(value) <= _VARIABLE[identifier]:
        raise RemoteProtocolError("scan.gs1", reason="length")
    return identifier, value, rest


def _meaning(identifier: str, value: str, this_year: int) -> tuple[str, str]:
    if identifier == "01":
        return "gtin", _gtin(value)
    if identifier == "17":
        return "expiry", _day(value, this_year)
    return {"10": "lot", "21": "serial"}.get(identifier, ""), value


def _gtin(digits: str) -> str:
    if not (digits.isascii() and digits.isdigit()):
        raise RemoteProtocolError("scan.gs1", reason="gtin")
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:13]))
    if (10 - total % 10) % 10 != int(digits[13]):
        raise RemoteProtocolError("scan.gs1", reason="gtin")
    return digits


def _day(digits: str, this_year: int) -> str:
    try:
        year, month, day = (int(digits[start : start + 2]) for start in (0, 2, 4))
        full = this_year - this_year % 100 + year
        full += -100 if full - this_year >= 51 else 100 if this_year - full >= 50 else 0
        return date(full, month, day or monthrange(full, month)[1]).isoformat()
    except ValueError as error:
        raise RemoteProtocolError("scan.gs1", reason="date") from error
