"""Times and dates as readers write them (LIS02-A2, and what dialects make of it)."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_TIME = re.compile(r"(\d{8})(\d{4}|\d{6})(?:([+-])(\d\d)(\d\d))?", re.ASCII)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)?", re.ASCII)
_PLAUSIBLE_YEARS = range(2000, 2100)


def reader_time(text: str, zone: tzinfo) -> datetime | None:
    """``YYYYMMDDHHMM[SS][+HHMM]`` as an aware time, in ``zone`` when no offset was sent; None when
    impossible."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    day, clock, sign, hours, minutes = found.groups()
    try:
        if sign:
            ahead = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(ahead if sign == "+" else -ahead)
        moment = datetime.fromisoformat(f"{day}T{clock.ljust(6, '0')}").replace(tzinfo=zone)
    except ValueError:
        return None
    return moment if moment.astimezone(UTC).year in _PLAUSIBLE_YEARS else None


def expiry_date(text: str) -> date | None:
    """``YYYYMMDD``, or ``YYYYMM`` which is good to the month's last day; None when impossible."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), found[3]
    try:
        return date(year, month, int(day) if day else monthrange(year, month)[1])
    except ValueError:
        return None
