"""``station readers``: the ports and profiles there are, and what answers on them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.family import Family
from station.cli.lines import NOTHING, local
from station.cli.options import home_option, json_option, language_option
from station.cli.readers_journal import journal
from station.config.home import HomeConfig
from station.domain.errors import StationError
from station.locale import Words
from station.log.form import utc_text
from station.papers.literal import literal
from station.services import probing, profiles, reader_clocks
from station.services.home import Home
from station.wiring import workplace

SCHEMA = "roadside-station/readers/1"


@click.group(cls=Family, default="list")
def readers() -> None:
    """Serial ports, reader profiles, what answers, and what passed."""


readers.add_command(journal)


@readers.command("list")
@home_option()
@json_option
@language_option
def list_readers(home: Path, as_json: bool, lang: str) -> None:
    """Ports found on this machine, the profiles that come with the station, and what the clocks of the
    readers on the home's lanes showed last."""
    words = Words(lang)
    with shown(words):
        config = _config(home)
        found = list(probing.ports(config))
        for port in found:
            click.echo(_json("port", port.__dict__) if as_json else _port(port, words))
        for one in profiles.found(profiles.folders(home, config)):
            profile = one.profile
            if profile is None:
                click.echo(words.error(one.error) if one.error else one.name, err=True)
                continue
            line = {
                "name": profile.name,
                "protocol": profile.protocol,
                "specimen_kind": profile.specimen_kind,
            }
            if as_json:
                click.echo(_json("profile", line))
            else:
                click.echo(words("readers_command.profile", title=profile.title[lang], **line))
        # Last: ports and profiles are there without a log, and beside one that is damaged.
        if config is not None and Home(home).database.exists():
            for shown_clock in _clocks(home, config, words, as_json=as_json):
                click.echo(shown_clock)
    if not found and not as_json:
        click.echo(words("readers_command.none"))


@readers.command("probe")
@home_option()
@click.option(
    "--seconds", default=probing.LISTEN_S, type=click.FloatRange(0.2, 60), help="How long to listen."
)
@click.option("--all", "every", is_flag=True, help="Ports without a lane too, with each profile in turn.")
@json_option
@language_option
def probe(home: Path, seconds: float, every: bool, as_json: bool, lang: str) -> None:
    """Open every lane's port and listen: what answers, in which profile, in how long.

    Nothing is sent but what the profile says is safe to send."""
    words = Words(lang)
    with shown(words):
        config = _config(home) if every else Home(home).config()
        if not every and config is not None and not (config.lanes or config.card_readers):
            click.echo(words("readers_command.no_lanes"), err=True)
            raise click.exceptions.Exit(1)
        failed = False
        for probed in _probes(home, config, seconds, every):
            failed = failed or bool(probed.code)
            click.echo(_json("heard", asdict(probed)) if as_json else _probed(probed, words))
    if failed:
        raise click.exceptions.Exit(3)


def _probes(home: Path, config: HomeConfig | None, seconds: float, every: bool) -> Iterator[probing.Probed]:
    if config is not None:
        yield from probing.probe(home, config, seconds)
    if every:
        yield from probing.probe_free(home, config, seconds)


def _clocks(home: Path, config: HomeConfig, words: Words, *, as_json: bool) -> Iterator[str]:
    """What each lane's reader showed last, by the log."""
    with workplace(home) as open_home, open_home.store.reading() as reading:
        known = reader_clocks.last_heard(reading, config.lane_names)
    for name in config.lane_names:
        clock = known.get(name)
        if as_json:
            yield _json("clock", _clock(name, clock))
        elif clock is None:
            yield words("readers_command.no_clock", lane=name)
        else:
            since = words("readers_command.clock_set", at=local(clock.set_at)) if clock.set_at else ""
            said = words(
                "readers_command.clock",
                lane=name,
                serial=literal(clock.serial or NOTHING),
                off=words.clock_off(clock.reader_offset_ms),
                source=words(f"clock_source.{clock.source}"),
                at=local(clock.heard_at),
            )
            yield said + since


def _clock(lane: str, clock: reader_clocks.LastClock | None) -> dict[str, object]:
    """Null where nothing is known."""
    return {
        "lane": lane,
        "serial": clock.serial if clock else None,
        "reader_offset_ms": clock.reader_offset_ms if clock else None,
        "reader_offset_from": clock.source.value if clock else None,
        "heard_at": utc_text(clock.heard_at) if clock else None,
        "clock_set_at": utc_text(clock.set_at) if clock and clock.set_at else None,
    }


def _config(home: Path) -> HomeConfig | None:
    """The settings of the home; ports and profiles can be listed before there is one."""
    return Home(home).config() if (home / "config.toml").exists() else None


def _port(port: probing.FoundPort, words: Words) -> str:
    lane = words("readers_command.lane", name=port.lane) if port.lane else words("readers_command.no_lane")
    held = words("readers_command.held", by=", ".join(port.holders)) if port.holders else ""
    usb = f"usb:{port.usb}" if port.usb else None
    what = "  ".join(filter(None, (port.description or "-", usb, port.link)))
    return words("readers_command.found", path=port.path, what=what, lane=lane, held=held)


def _probed(probed: probing.Probed, words: Words) -> str:
    name = words(f"readers_command.{probed.kind}", name=probed.name)
    held = words("readers_command.held", by=", ".join(probed.holders)) if probed.holders else ""
    if probed.code:
        trouble = words.error(StationError(probed.code, port=probed.path, detail=""))
        return words("readers_command.trouble", name=name, trouble=trouble) + held
    place = {"name": name, "path": probed.path, "profile": probed.profile}
    if probed.answered:
        how = words(f"readers_command.answered.{probed.answered}")
        return words("readers_command.answers", **place, how=how, seconds=probed.after_s or 0.0) + held
    key = "readers_command.heard" if probed.received else "readers_command.silent"
    return words(key, **place, count=probed.received) + held


def _json(event: str, values: Mapping[str, object]) -> str:
    return json.dumps({"schema": SCHEMA, "event": event, **values}, ensure_ascii=False)
