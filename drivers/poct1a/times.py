"""Times as POCT1-A writes them, brought into the form that all protocols share."""

import re

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_NO_ZONE = ("-0000", "")


def moment(text: str) -> tuple[str, bool]:
    """``2026-11-24T02:13:09.00+08:00`` as ``20261124021309+0800``, and whether it names its zone.

    ``-00:00`` names none (RFC 3339 4.3). What is no time stays as it is."""
    found = _MOMENT.fullmatch(text)
    if not found or not found[4]:
        return text, True
    zone = "+0000" if found[7] == "Z" else (found[7] or "").replace(":", "")
    clock = "".join(found[part] for part in range(1, 6)) + (found[6] or "")
    return clock + ("" if zone in _NO_ZONE else zone), zone not in _NO_ZONE


def day(text: str) -> str:
    """The day of a date or a time, as ``20270331``; what is neither stays as it is."""
    found = _MOMENT.fullmatch(text)
    return found[1] + found[2] + found[3] if found else text
