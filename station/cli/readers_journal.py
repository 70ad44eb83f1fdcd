"""``station readers journal``: every byte that went over a lane's line, from the encrypted journal."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from station.cli.failures import DEVICE_OR_SERVICE, NO
from station.cli.lines import json_line, local
from station.cli.options import json_option
from station.cli.presence import Presence, signed_on
from station.devices import CaptureError, captured, legible, new_capture
from station.locale import Words
from station.papers.local_time import LOCAL_ZONE
from station.services import journals

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command("journal")
@click.option("--lane", required=True, help="Its name.")
@click.option("--since", type=_MOMENT, help="From then on, local time.")
@click.option("--until", type=_MOMENT, help="Before then, local time.")
@click.option(
    "--capture",
    type=click.Path(path_type=Path, dir_okay=False),
    help='Write it as a capture too, for "station decode" and "station profile check".',
)
@json_option
@signed_on(1)
def journal(
    there: Presence,
    lane: str,
    since: datetime | None,
    until: datetime | None,
    capture: Path | None,
    as_json: bool,
) -> None:
    """Every byte that went over a lane's line, with its time, from the home's encrypted journal.

    What is damaged is named, and the rest is read. Exit code 0 when there was something, 1 when there was
    nothing, 3 when a segment, or a part of one, could not be read.
    """
    found = unread = False
    with there.open() as open_home, ExitStack() as stack:
        segments = journals.read(open_home, lane, _utc(since), _utc(until))
        copy = stack.enter_context(closing(_Copy(capture))) if capture is not None else None
        for segment in segments:
            if copy is not None and segment.passed:
                copy.add(segment)
            _print(segment, lane, there.words, as_json=as_json)
            found = found or bool(segment.passed)
            unread = unread or segment.error is not None
    if unread:
        raise click.exceptions.Exit(DEVICE_OR_SERVICE)
    if not found:
        click.echo(there.words("cli.nothing_found"), err=True)
        raise click.exceptions.Exit(NO)


def _utc(local_moment: datetime | None) -> datetime | None:
    return None if local_moment is None else local_moment.replace(tzinfo=LOCAL_ZONE).astimezone(UTC)


@contextmanager
def _made(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CaptureError("capture.not_made", file=str(path), detail=error.strerror or str(error)) from error


class _Copy:
    """The capture that is written beside what is printed; a file is made when there is something for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def add(self, segment: journals.Opened) -> None:
        """One segment as one connection."""
        began = segment.passed[0].at
        timed = [((one.at - began).total_seconds(), one.direction, one.data) for one in segment.passed]
        with _made(self._path):
            self._file = self._file or new_capture(self._path)
            self._file.write(captured(segment.file, timed))
            self._file.flush()

    def close(self) -> None:
        """Let go."""
        if self._file is not None:
            self._file.close()


def _print(segment: journals.Opened, lane: str, words: Words, *, as_json: bool) -> None:
    for line in _objects(segment, lane) if as_json else _lines(segment, words):
        click.echo(line)
    if as_json:
        return
    if segment.error is not None:
        click.echo(f"{segment.error.code}: {words.error(segment.error)}", err=True)
    if segment.unread_bytes:
        torn = words("readers_command.journal_torn", file=segment.file, count=segment.unread_bytes)
        click.echo(torn, err=True)


def _lines(segment: journals.Opened, words: Words) -> Iterator[str]:
    for one in segment.passed:
        at = f"{local(one.at)}.{one.at.microsecond // 1000:03}"
        yield words(f"readers_command.journal_{one.direction}", at=at, text=legible(one.data))
        yield f"    {one.data.hex(' ')}"


def _objects(segment: journals.Opened, lane: str) -> Iterator[str]:
    place = {"lane": lane, "segment": segment.file}
    for one in segment.passed:
        yield json_line(
            "readers/1",
            {
                "event": "passage",
                **place,
                "at": one.at,
                "boot_id": segment.boot_id,
                "boottime_ms": one.boottime_ms,
                "direction": one.direction,
                "hex": one.data.hex(),
                "text": legible(one.data),
            },
        )
    if segment.error is not None:
        yield json_line(
            "readers/1",
            {
                "event": "segment_unread",
                **place,
                "code": segment.error.code,
                "params": dict(segment.error.params),
            },
        )
    if segment.unread_bytes:
        yield json_line("readers/1", {"event": "segment_torn", **place, "bytes": segment.unread_bytes})
