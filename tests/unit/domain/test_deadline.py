"""Counting days: working days by a dated calendar, and nothing beyond it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.deadline import WorkCalendar, add_months, last_day, last_moment, objection_until
from station.domain.errors import StationError
from station.domain.rules import RulePack


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # Spring Festival, with the make-up Saturday before it
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # National Day, the third day a make-up Saturday
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a make-up Sunday counts
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 27), 3, date(2026, 12, 2)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_working_days_are_counted_from_the_day_after(
    calendar: WorkCalendar, start: date, count: int, end: date
) -> None:
    assert calendar.add_working_days(start, count) == end


def test_every_day_of_the_calendar_agrees_with_chinesecalendar(calendar: WorkCalendar) -> None:
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]

    assert [calendar.is_working_day(day) for day in days] == [
        chinese_calendar.is_workday(day) for day in days
    ]


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 15))
def test_a_limit_always_ends_on_a_working_day(calendar: WorkCalendar, start: date, count: int) -> None:
    end = calendar.add_working_days(start, count)

    assert chinese_calendar.is_workday(end)
    between = (start + timedelta(days=days) for days in range(1, (end - start).days + 1))
    assert sum(chinese_calendar.is_workday(day) for day in between) == count


@pytest.mark.parametrize(
    ("start", "count"),
    [(date(2026, 12, 30), 3), (date(2026, 12, 31), 1), (date(2027, 3, 1), 1), (date(2025, 12, 30), 1)],
)
def test_a_limit_past_the_covered_days_is_refused_and_never_guessed(
    calendar: WorkCalendar, start: date, count: int
) -> None:
    with pytest.raises(StationError) as caught:
        calendar.add_working_days(start, count)

    assert caught.value.code == "deadline.uncovered"
    assert caught.value.params["last"] == "2026-12-31"


def test_the_slip_says_until_when_an_objection_can_be_made_by_the_local_day(
    pack: RulePack, calendar: WorkCalendar
) -> None:
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)

    assert objection_until(before_midnight, pack, calendar) == date(2026, 11, 26)
    assert objection_until(before_midnight + timedelta(minutes=1), pack, calendar) == date(2026, 11, 27)


def test_calendar_days_that_end_on_a_holiday_run_to_the_next_working_day(
    pack: RulePack, calendar: WorkCalendar
) -> None:
    period = pack.period("cancellation_request")

    assert last_day(period, date(2026, 9, 1), calendar) == date(2026, 10, 8)
    assert last_day(period, date(2026, 10, 12), calendar) == date(2026, 11, 11)


def test_samples_are_kept_six_months_by_the_date(pack: RulePack, calendar: WorkCalendar) -> None:
    assert last_day(pack.period("sample_storage"), date(2026, 8, 31), calendar) == date(2027, 2, 28)
    assert add_months(date(2026, 11, 24), 36) == date(2029, 11, 24)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_a_limit_in_hours_has_a_moment_and_no_day(pack: RulePack, calendar: WorkCalendar) -> None:
    hours, days = pack.period("laboratory_told"), pack.period("objection_request")
    at = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)

    assert last_moment(hours, at) == datetime(2027, 1, 1, 20, 0, tzinfo=UTC)
    with pytest.raises(StationError, match=r"deadline\.hours"):
        last_day(hours, date(2026, 11, 24), calendar)
    with pytest.raises(StationError, match=r"deadline\.days"):
        last_moment(days, at)


def test_the_pack_names_the_calendar_that_is_shipped(pack: RulePack, calendar: WorkCalendar) -> None:
    assert pack.calendar == calendar.name
    assert replace(calendar, make_up=()).add_working_days(date(2026, 9, 18), 1) == date(2026, 9, 21)
