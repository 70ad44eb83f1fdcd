"""How far off each lane's reader was when its clock was last heard, from the log: for commands that run
beside the station."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from station.domain import kinds
from station.domain.body import Body
from station.domain.facts import Fact
from station.domain.measurement import ClockSource, measurement_of
from station.services.lane_requests import CLOCK
from station.storage.reading import Reading

MOST_LOOKED_AT = 500
"""Newest entries of a kind. Ours: a lane that was silent for so long is not asked about."""


@dataclass(frozen=True)
class LastClock:
    """A reader's clock minus the station's, heard at ``heard_at`` from the reader with that serial number,
    which is empty when it told none. ``set_at``: the station has set it since, and it was not told again."""

    lane: str
    serial: str
    reader_offset_ms: int
    source: ClockSource
    heard_at: datetime
    seq: int
    set_at: datetime | None = None


def last_heard(reading: Reading, lanes: Collection[str]) -> dict[str, LastClock]:
    """By lane; a lane of which no clock is known is not among them."""
    newest: dict[str, LastClock] = {}
    for clock in (*_told(reading), *_sent(reading)):
        if clock.lane in lanes and (clock.lane not in newest or newest[clock.lane].seq < clock.seq):
            newest[clock.lane] = clock
    for fact in _newest(reading, kinds.READER_ASKED):
        lane = _set_on(fact)
        if lane in newest and fact.seq > newest[lane].seq and newest[lane].set_at is None:
            newest[lane] = replace(newest[lane], set_at=fact.at)
    return newest


def _set_on(fact: Fact) -> str:
    """The lane whose reader has taken the station's time; empty for any other request."""
    body = Body.of(fact)
    return body.text("lane") if (body.text("what"), body.text("outcome")) == (CLOCK, "done") else ""


def _told(reading: Reading) -> Iterator[LastClock]:
    for fact in _newest(reading, kinds.READER_CLOCK_TOLD):
        body = Body.of(fact)
        offset_ms = body.whole("reader_offset_ms")
        if offset_ms is not None:
            lane, serial = body.text("lane"), body.text("serial")
            yield LastClock(lane, serial, offset_ms, ClockSource.TOLD, fact.at, fact.seq)


def _sent(reading: Reading) -> Iterator[LastClock]:
    """An offset told before the result is an entry of its own."""
    for fact in _newest(reading, kinds.MEASUREMENT_RECEIVED):
        measured = measurement_of(fact)
        offset_ms = measured.reader_offset_ms
        if offset_ms is not None and measured.reader_offset_from is not ClockSource.TOLD:
            serial = measured.reader.serial
            yield LastClock(measured.lane, serial, offset_ms, ClockSource.SENT, fact.at, fact.seq)


def _newest(reading: Reading, kind: str) -> Iterator[Fact]:
    return islice(reading.facts_of_kind(kind), MOST_LOOKED_AT)
