"""The reader that stands on one lane: who it says it is, and how far off its clock is.

What it tells outside a result (a greeting, a query, a keep-alive) is an entry of its own, and serves the
results that come without a clock."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from station import devices
from station.devices import ClockTold, DeviceNamed
from station.domain import kinds
from station.domain.facts import Json
from station.domain.identity import holds_number
from station.domain.measurement import ClockSource, Measurement
from station.domain.ports import Moment
from station.log.form import utc_text
from station.services.lane_identity import LaneIdentities

TOLD_AGAIN_MS = 2_000
"""Ours: a clock told to the second, some time on its way, is not another one for this."""

Record = Callable[[str, dict[str, Json]], None]


@dataclass(frozen=True)
class ReaderClock:
    """A reader's clock minus the station's, as it was heard at ``heard``."""

    offset_ms: int
    heard: Moment
    source: ClockSource
    serial: str

    def offset_at(self, now: Moment) -> int:
        """The same now, if the reader's clock ran on: the station's own may have been set since, which the
        time since boot shows."""
        if now.boot_id != self.heard.boot_id:
            return self.offset_ms
        shown_ms = round((now.at - self.heard.at).total_seconds() * 1000)
        return self.offset_ms + (now.boottime_ms - self.heard.boottime_ms) - shown_ms


@dataclass(frozen=True)
class LaneReader:
    """What is known of the reader since its line was opened. ``odd`` are problems as a measurement has them.

    ``offset_ms`` is None while no clock was told, and after the station has set it (``clock_set_at``) until
    it is told again; ``offset_before_ms`` is what it was then."""

    named: str = ""
    odd: tuple[str, ...] = ()
    offset_ms: int | None = None
    source: ClockSource | None = None
    heard_at: datetime | None = None
    clock_set_at: datetime | None = None
    offset_before_ms: int | None = None


class LaneDevice:
    """Called from the reader's thread, the recorder's and the screen's."""

    def __init__(self, lane: str, identities: LaneIdentities, record: Record) -> None:
        self._lane = lane
        self._identities = identities
        self._record = record
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._named: DeviceNamed | None = None
        self._clock: ReaderClock | None = None
        self._before: ReaderClock | None = None
        self._set_at: datetime | None = None

    def opened(self) -> None:
        """The line was opened or lost: another reader may stand there now, with another clock."""
        self._identities.opened(self._lane)
        with self._lock:
            self._forget()

    def named(self, event: DeviceNamed) -> None:
        """It has said who it is. One that is not the lane's own is told of; its results are held."""
        said = DeviceNamed(*map(_signable, (event.model, event.serial, event.firmware)))
        with self._lock:
            if said == self._named:
                return
            before = self._named.serial if self._named else self._clock.serial if self._clock else ""
            if before not in ("", said.serial):
                self._forget()
            self._named = said
        odd = self._identities.odd(self._lane, said.serial)
        self._identities.named(self._lane, said.serial)
        body: dict[str, Json] = {"lane": self._lane, "model": said.model, "serial": said.serial}
        self._record(kinds.READER_NAMED, {**body, "firmware": said.firmware, "problems": list(odd)})

    def clock_told(self, event: ClockTold, now: Moment) -> None:
        """It has told its clock outside a result: an entry when that is news."""
        offset_ms = devices.clock_offset_ms(event.reader_time, now)
        if offset_ms is None:
            return
        with self._lock:
            serial = self._named.serial if self._named else self._identities.known(self._lane)
            before, self._clock = self._clock, ReaderClock(offset_ms, now, ClockSource.TOLD, serial)
        if before and before.serial == serial and abs(before.offset_at(now) - offset_ms) <= TOLD_AGAIN_MS:
            return
        body: dict[str, Json] = {"lane": self._lane, "serial": serial, "reader_time": event.reader_time}
        self._record(kinds.READER_CLOCK_TOLD, {**body, "reader_offset_ms": offset_ms})

    def clock_set(self, at: datetime) -> None:
        """The reader has taken the station's time: what its clock showed before is over."""
        with self._lock:
            self._before, self._clock, self._set_at = self._clock, None, at

    def looked_at(self, measured: Measurement, now: Moment) -> Measurement:
        """A result that has just come: with what is odd about its reader, and with the clock told last by
        this reader when it brings none itself."""
        odd = self._identities.odd(self._lane, measured.reader.serial)
        measured = replace(measured, problems=(*measured.problems, *odd))
        with self._lock:
            clock = self._clock
        serials = {clock.serial, measured.reader.serial} - {""} if clock else set()
        if clock is None or measured.reader_offset_ms is not None or len(serials) > 1:
            return measured
        return replace(
            measured,
            reader_offset_ms=clock.offset_at(now),
            reader_offset_from=ClockSource.TOLD,
            reader_clock_told_at=utc_text(clock.heard.at),
        )

    def kept(self, measured: Measurement, now: Moment) -> None:
        """That result is durable; ``now`` is when it came."""
        serial = measured.reader.serial
        self._identities.heard(self._lane, serial)
        if measured.reader_offset_ms is not None and measured.reader_offset_from is ClockSource.SENT:
            with self._lock:
                self._clock = ReaderClock(measured.reader_offset_ms, now, ClockSource.SENT, serial)

    def state(self, now: Moment) -> LaneReader:
        """For the screens."""
        with self._lock:
            named, clock, before, set_at = self._named, self._clock, self._before, self._set_at
        serial = named.serial if named else self._identities.known(self._lane)
        return LaneReader(
            named=" ".join(filter(None, (named.model, named.serial, named.firmware))) if named else serial,
            odd=self._identities.odd(self._lane, serial),
            offset_ms=clock.offset_at(now) if clock else None,
            source=clock.source if clock else None,
            heard_at=clock.heard.at if clock else None,
            clock_set_at=set_at,
            offset_before_ms=before.offset_ms if before else None,
        )


def _signable(text: str) -> str:
    """What a reader says of itself is signed in clear: never a person's number in its place."""
    return "" if holds_number(text) else text
