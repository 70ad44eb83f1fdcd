"""The journals of a home, opened: what went over a lane's line, in order, one segment after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from station.domain.errors import StationError
from station.keystore import journal
from station.papers.literal import literal
from station.services.workplace import Workplace


@dataclass(frozen=True)
class Passed:
    """Bytes that passed together. ``at``: UTC when the segment was opened, and time since boot from there."""

    at: datetime
    direction: journal.Direction
    boottime_ms: int
    data: bytes


@dataclass(frozen=True)
class Opened:
    """One segment, or in ``error`` why it cannot be read. ``torn``: its last record was not written whole."""

    file: str
    boot_id: str = ""
    passed: tuple[Passed, ...] = ()
    torn: bool = False
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
        segment = journal.read_segment(path, workplace.vault)
    except StationError as error:
        return Opened(file, error=StationError("journal.damaged", file=file, why=error.code))
    except OSError as error:
        reason = error.strerror or str(error)
        return Opened(file, error=StationError("journal.unreadable", file=file, reason=reason))
    if segment.lane != lane:
        return _foreign(path)
    passed = tuple(
        one
        for one in _timed(segment)
        if (since is None or one.at >= since) and (until is None or one.at < until)
    )
    return Opened(file, segment.boot_id, passed, segment.torn)


def _foreign(path: Path) -> Opened:
    file = literal(path.name)
    return Opened(file, error=StationError("journal.foreign", file=file))


def _timed(segment: journal.Segment) -> Iterator[Passed]:
    """A segment is opened by the first bytes that go into it, so these passed at ``opened_at``."""
    for one in segment.passages:
        after = timedelta(milliseconds=one.boottime_ms - segment.passages[0].boottime_ms)
        yield Passed(segment.opened_at + after, one.direction, one.boottime_ms, one.data)
