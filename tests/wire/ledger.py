"""What a station has on its disk after a meeting, beside what the reader really made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from drivers.errors import RemoteProtocolError
from drivers.registry import readings
from station.devices import content, identity, measurement
from station.domain.measurement import Origin
from station.domain.ports import Moment
from tests.wire.meeting import Meeting

ARRIVED = Moment(at=datetime(2026, 11, 23, 18, 13, 11, tzinfo=UTC), boot_id="b", boottime_ms=0, source="test")


@dataclass(frozen=True)
class Kept:
    """One result as a person would be shown it."""

    specimen_no: str | None
    positive: frozenset[str]
    invalid: frozenset[str]
    flags: frozenset[str]
    problems: tuple[str, ...]


def kept(meeting: Meeting) -> list[Kept]:
    """Every result on the disk, a repeat that says the same left out, as the station leaves it out."""
    found: dict[tuple[str, str], Kept] = {}
    for number, message in enumerate(meeting.disk):
        try:
            told = readings(message, meeting.profile)
        except RemoteProtocolError:
            continue
        for place, reading in enumerate(told):
            measured = measurement(reading, lane="1", origin=Origin.SIMULATED, moment=ARRIVED)
            found[identity(measured, f"{number} {place}"), content(measured)] = Kept(
                reading.specimen_no,
                _codes(reading.lines, "positive"),
                _codes(reading.lines, "invalid"),
                frozenset(reading.flags),
                reading.problems,
            )
    return list(found.values())


def made(meeting: Meeting) -> list[tuple[str, frozenset[str]]]:
    """Specimen number and positive strips of every result that the reader has made."""
    told = [news for news in meeting.news.told if news["event"] == "result"]
    return [(news.get("keyed_no", news["specimen_no"]), frozenset(news["positive"])) for news in told]


def _codes(lines: Iterable[object], outcome: str) -> frozenset[str]:
    return frozenset(line.code for line in lines if line.outcome == outcome)  # type: ignore[attr-defined]
