"""A clock that stands still."""

from datetime import UTC, datetime

from station.domain.ports import Moment

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class StoppedClock:
    """Always the same moment."""

    def utc(self) -> datetime:
        return AT

    def boottime(self) -> float:
        return 60.0

    def moment(self) -> Moment:
        return Moment(AT, "boot-1", 60_000, "ntp")
