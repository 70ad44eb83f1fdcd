"""Time limits in working days, calendar days, hours and months, by a dated calendar of holidays.

A calendar says what it covers and refuses the rest: a year whose holidays are not yet announced has no
working days that could be counted.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from station.domain.errors import StationError
from station.domain.rules import Checked, Period, RulePack, Sourced, Unit

OBJECTION = "objection_request"


@dataclass(frozen=True, kw_only=True)
class Holiday(Checked):
    """One holiday, from its first to its last free day."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class WorkCalendar(Sourced):
    """Which days are worked from ``first`` to ``last``. ``make_up`` are weekend days that are worked."""

    name: str
    first: date
    last: date
    holidays: tuple[Holiday, ...]
    make_up: tuple[date, ...]

    def is_working_day(self, day: date) -> bool:
        """Whether ``day`` is worked; raises ``deadline.uncovered`` outside the calendar."""
        if not self.first <= day <= self.last:
            raise StationError("deadline.uncovered", day=day.isoformat(), last=self.last.isoformat())
        if any(holiday.first <= day <= holiday.last for holiday in self.holidays):
            return False
        return day in self.make_up or day.weekday() < 5

    def add_working_days(self, start: date, count: int) -> date:
        """The ``count``-th working day after ``start``; the start day itself is not counted."""
        day = start
        for _ in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day


def last_day(period: Period, start: date, calendar: WorkCalendar) -> date:
    """The last day of ``period`` counted from ``start``, which is not counted.

    A limit in calendar days that ends on a free day runs to the next working day. Raises
    ``deadline.uncovered``, and ``deadline.hours`` for a limit in hours (see ``last_moment``).
    """
    if period.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(start, period.amount)
    if period.unit is Unit.CALENDAR_DAY:
        return calendar.next_working_day(start + timedelta(days=period.amount))
    if period.unit is Unit.MONTH:
        return add_months(start, period.amount)
    raise StationError("deadline.hours", period=period.name)


def last_moment(period: Period, start_at: datetime) -> datetime:
    """The end of a limit in hours; raises ``deadline.days`` for any other."""
    if period.unit is not Unit.HOUR:
        raise StationError("deadline.days", period=period.name)
    return start_at + timedelta(hours=period.amount)


def add_months(start: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def objection_until(told_at: datetime, pack: RulePack, calendar: WorkCalendar) -> date:
    """The last day on which the subject may ask for a laboratory test; for the slip.

    ``told_at`` is an aware moment. Raises ``deadline.uncovered`` when the calendar ends before it.
    """
    return last_day(pack.period(OBJECTION), pack.local_date(told_at), calendar)
