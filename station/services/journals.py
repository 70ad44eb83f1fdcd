"""The journals of a home, opened: what went over a lane's line, in order, one segment after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from station.domain.errors import StationError
from station.keystore import journal
from station.papers.literal import literal
from station.services.workplace import Workplace

MOST_NAMED = 8
"""Ours: changed records that are told one by one; how many there are is told in any case."""


@dataclass(frozen=True)
class Passed:
    """Bytes that passed together. ``at``: UTC when the segment was opened, and time since boot from there."""

    at: datetime
    direction: journal.Direction
    boottime_ms: int
    data: bytes


@dataclass(frozen=True)
class Opened:
    """One segment, and in ``error`` why it, or some of it, cannot be read. ``unread_bytes`` at its end are no
    whole record."""

    file: str
    boot_id: str = ""
    passed: tuple[Passed, ...] = ()
    unread_bytes: int = 0
    error: StationError | None = None


def read(
    workplace: Workplace, lane: str, since: datetime | None = None, until: datetime | None = None
) -> Iterator[Opened]:
    """Every segment of ``lane`` with what passed from ``since`` to before ``until``, oldest first.

    A file of the folder that is named like no segment comes with its error too: it may be one that somebody
    renamed. StationError ``vault.locked``, or ``screening.no_such_lane`` for one that neither settings nor
    folder know.
    """
    if workplace.vault.locked:
        raise StationError("vault.locked")
    files = {path: journal.lane_of(path) for path in sorted(workplace.home.journal.glob("*"))}
    known = {*workplace.config.lane_names, *(name for name in files.values() if name is not None)}
    if lane not in known:
        raise StationError("screening.no_such_lane", lane=lane, known=", ".join(sorted(known)))
    for path, name in files.items():
        if name is None:
            yield _foreign(path)
        elif name == lane:
            yield _opened(workplace, path, lane, since, until)


def _opened(
    workplace: Workplace, path: Path, lane: str, since: datetime | None, until: datetime | None
) -> Opened:
    file = literal(path.name)
    try:
        segment = journal.read_what_opens(path, workplace.vault)
    except StationError as error:
        return Opened(file, error=StationError("journal.damaged", file=file, why=error.code))
    except OSError as error:
        reason = error.strerror or str(error)
        return Opened(file, error=StationError("journal.unreadable", file=file, reason=reason))
    if segment.lane != lane:
        return _foreign(path)
    if 0 in segment.unopened:
        # When anything passed is told from the first one.
        return Opened(file, error=StationError("journal.damaged", file=file, why="vault.damaged"))
    passed = tuple(
        one
        for one in _timed(segment)
        if (since is None or one.at >= since) and (until is None or one.at < until)
    )
    return Opened(file, segment.boot_id, passed, segment.unread_bytes, _changed(file, segment))


def _changed(file: str, segment: journal.Segment) -> StationError | None:
    if not segment.unopened:
        return None
    records = ", ".join(str(number + 1) for number in segment.unopened[:MOST_NAMED])
    return StationError("journal.changed", file=file, count=len(segment.unopened), records=records)


def _foreign(path: Path) -> Opened:
    file = literal(path.name)
    return Opened(file, error=StationError("journal.foreign", file=file))


def _timed(segment: journal.Segment) -> Iterator[Passed]:
    """A segment is opened by the first bytes that go into it, so these passed at ``opened_at``."""
    for one in segment.passages:
        after = timedelta(milliseconds=one.boottime_ms - segment.passages[0].boottime_ms)
        yield Passed(segment.opened_at + after, one.direction, one.boottime_ms, one.data)
