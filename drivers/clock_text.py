"""Times and dates as readers write them: as LIS02-A2 does, or in a form that a profile declares.

A form is text in which ``YYYY`` or ``YY`` (20YY), ``MM``, ``DD``, ``hh``, ``mm`` and ``ss`` stand for digits,
as ``YY-MM-DD hh:mm``; or ``seconds since YYYY-MM-DD`` for a count on the reader's own clock."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

_TIME = re.compile(r"(\d{8})(\d{4}|\d{6})(?:([+-])(\d\d)([0-5]\d))?", re.ASCII)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)?", re.ASCII)
_PLAUSIBLE_YEARS = range(2000, 2100)
_TOKEN = re.compile(r"YYYY|YY|MM|DD|hh|mm|ss")
_SINCE = re.compile(r"seconds since (\d{4}-\d\d-\d\d)", re.ASCII)
_MOST_SECONDS = 1 << 33

DAY_FORMS = "YYYY-MM-DD | YYMM"
TIME_FORMS = "YYYY-MM-DD hh:mm:ss | YYMMDDhhmm | seconds since 2000-01-01"


def is_plausible(day: date) -> bool:
    """Whether a day, or a time's day, lies in the years in which a reader's clock is believed."""
    return day.year in _PLAUSIBLE_YEARS


def is_time_form(form: str) -> bool:
    """Whether ``form`` gives a day and a time of day."""
    if found := _SINCE.fullmatch(form):
        return _day(*found[1].split("-")) is not None
    return _tokens(form) >= {"MM", "DD", "hh", "mm"} and _has_year(form)


def is_day_form(form: str) -> bool:
    """Whether ``form`` gives a month at least, and no time of day."""
    return "MM" in _tokens(form) and _has_year(form) and not _tokens(form) & {"hh", "mm", "ss"}


def _tokens(form: str) -> set[str]:
    """The tokens of ``form``; none when one stands there twice."""
    found = _TOKEN.findall(form)
    return set(found) if len(set(found)) == len(found) else set()


def _has_year(form: str) -> bool:
    return len(_tokens(form) & {"YYYY", "YY"}) == 1


def _parts(text: str, form: str) -> dict[str, str] | None:
    """The digits of ``text`` for each token of ``form``."""
    pattern = "".join(
        f"(?P<{piece}>\\d{{{len(piece)}}})" if _TOKEN.fullmatch(piece) else re.escape(piece)
        for piece in re.split(f"({_TOKEN.pattern})", form)
    )
    found = re.fullmatch(pattern, text, re.ASCII)
    return found.groupdict() if found else None


def _day(year: str, month: str, day: str | None) -> date | None:
    """A day, or a month's last day without one; None when there is no such."""
    whole = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(whole, int(month), int(day) if day else monthrange(whole, int(month))[1])
    except ValueError:
        return None


def formed_time(text: str, form: str, zone: tzinfo) -> datetime | None:
    """``text`` in ``form`` as an aware time of ``zone``; None when impossible."""
    moment: datetime | None = None
    if since := _SINCE.fullmatch(form):
        count = int(text) if text.isdecimal() and text.isascii() and len(text) < 12 else _MOST_SECONDS
        if count < _MOST_SECONDS:
            moment = datetime.fromisoformat(since[1]) + timedelta(seconds=count)
    elif parts := _parts(text, form):
        day = _day(parts.get("YYYY") or parts["YY"], parts["MM"], parts["DD"])
        try:
            clock = time(int(parts["hh"]), int(parts["mm"]), int(parts.get("ss") or 0))
        except ValueError:
            return None
        moment = datetime.combine(day, clock) if day else None
    return moment.replace(tzinfo=zone) if moment and is_plausible(moment) else None


def clock_time(text: str, form: str | None, zone: tzinfo) -> datetime | None:
    """``text`` in the ``form`` that a profile declares, without one as ``reader_time`` has it."""
    return formed_time(text, form, zone) if form else reader_time(text, zone)


def formed_day(text: str, form: str) -> date | None:
    """``text`` in ``form`` as a day; without ``DD`` the month's last; None when impossible."""
    parts = _parts(text, form)
    return _day(parts.get("YYYY") or parts["YY"], parts["MM"], parts.get("DD")) if parts else None


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
        plausible = is_plausible(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    return moment if plausible else None


def expiry_date(text: str) -> date | None:
    """``YYYYMMDD``, or ``YYYYMM`` which is good to the month's last day; None when impossible."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    return _day(found[1], found[2], found[3])
