"""``station decode FILE --profile P``: a capture, or bare bytes, decoded as if they arrived now. Needs no
home."""

from collections.abc import Iterator
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.options import json_option, language_option
from station.cli.wire_profile import profile_of, profile_option
from station.cli.wire_words import Told
from station.devices import CaptureError, Event, KeepRequested, Link, Profile, new_link, read_capture
from station.locale import Words

WRONG_USE = 2
PAST_EVERY_TIMER_S = 60.0


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@profile_option
@json_option
@language_option
def decode(file: Path, profile: str, as_json: bool, lang: str) -> None:
    """Decode FILE: a capture of "station monitor", or the bytes a reader sent.

    Exit code 0 when there was a complete message in it, 1 when there was none.
    """
    words = Words(lang)
    with shown(words):
        chosen = profile_of(profile)
        told = Told(chosen, words, as_json=as_json)
        for event in _opened(file, chosen):
            told.event(event)
    if not told.messages:
        click.echo(words("wire.no_message"), err=True)
        raise click.exceptions.Exit(1)


def _opened(file: Path, profile: Profile) -> Iterator[Event]:
    try:
        yield from replay(file, profile)
    except OSError as error:
        raise CaptureError(
            "capture.unreadable", file=str(file), detail=error.strerror or str(error)
        ) from error


def replay(file: Path, profile: Profile) -> Iterator[Event]:
    """What a link makes of ``file``, every message being kept at once. Raises OSError, CaptureError."""
    link, now = new_link(profile), 0.0
    for chunk in read_capture(file, profile):
        if chunk is None:
            yield from link.disconnected(now)
            now = 0.0
            link = new_link(profile)
            continue
        now, data = max(now, chunk[0]), chunk[1]
        yield from _kept(link, link.receive(data, now), now)
    now += PAST_EVERY_TIMER_S
    yield from _kept(link, link.tick(now), now)


def _kept(link: Link, events: list[Event], now: float) -> Iterator[Event]:
    """``events``, and what follows when each message in them is kept at once."""
    while True:
        yield from events
        if not (events and isinstance(events[-1], KeepRequested)):
            return
        events = link.kept(now)
