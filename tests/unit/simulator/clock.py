"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class HandClock:
    """Stands still until a test moves it; wall time starts at 18:08:10 UTC, which is 02:08:10 in +0800."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return datetime(2026, 11, 23, 18, 8, 10, tzinfo=UTC) + timedelta(seconds=self.now)
