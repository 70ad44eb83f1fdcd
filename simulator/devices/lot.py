"""What a lot's expiry says: printed as a month or a day, it is good to the end of it."""

from calendar import monthrange
from datetime import date


def last_day(expiry: str) -> date | None:
    """The last good day of `YYYYMM` or `YYYYMMDD`; None for anything that is no such date."""
    if not expiry.isdecimal() or len(expiry) not in (6, 8):
        return None
    year, month, day = int(expiry[:4]), int(expiry[4:6]), int(expiry[6:] or 0)
    if year < 1 or not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def expired(expiry: str, today: date) -> bool:
    """Whether a lot is past its last good day; a lot without a legible date is not."""
    last = last_day(expiry)
    return last is not None and today > last
