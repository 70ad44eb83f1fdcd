"""Until when the subject may ask for a laboratory test, by the pack's calendar."""

from datetime import date

from station.domain import deadline
from station.domain.errors import StationError
from station.services.packs import calendar
from station.services.workplace import Workplace


def objection_until(workplace: Workplace) -> date | None:
    """The last day, counted from now; None where the calendar does not reach: no day is better than a guess.

    The slip then gives the number of working days in words.
    """
    rules = workplace.pack.rules
    try:
        return deadline.objection_until(workplace.clock.utc(), rules, calendar(rules.calendar))
    except StationError as error:
        if error.code != "deadline.uncovered":
            raise
        return None
