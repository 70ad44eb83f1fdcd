"""The two clocks of a simulated reader: steady seconds for its timers, wall time for what it prints."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol


class Clock(Protocol):
    """What every part is handed in place of the system's clock."""

    def monotonic(self) -> float:
        """Steady seconds from an arbitrary start."""

    def utc(self) -> datetime:
        """Wall time, aware, UTC."""


class SystemClock:
    """The clock of this machine."""

    def monotonic(self) -> float:
        return time.monotonic()

    def utc(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)


class ReaderClock:
    """The reader's own clock: it runs in its own zone and is off by some seconds, as such clocks are."""

    def __init__(self, clock: Clock, *, offset_s: float, utc_offset_hours: float) -> None:
        self._clock = clock
        self._offset = timedelta(seconds=offset_s)
        self._zone = timezone(timedelta(hours=utc_offset_hours))

    def local(self) -> datetime:
        """What its display shows, aware, in the reader's zone."""
        return (self._clock.utc() + self._offset).astimezone(self._zone)

    def set(self, to: datetime) -> None:
        """Somebody sets it, a host or a dead battery; a time without a zone is one in the reader's zone."""
        self._offset = (to if to.tzinfo else to.replace(tzinfo=self._zone)) - self._clock.utc()
