"""``station readers``: the ports and profiles there are, and what answers on them."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.family import Family
from station.cli.options import home_option, json_option, language_option
from station.config.home import HomeConfig
from station.domain.errors import StationError
from station.locale import Words
from station.services import probing, profiles
from station.services.home import Home

SCHEMA = "roadside-station/readers/1"


@click.group(cls=Family, default="list")
def readers() -> None:
    """Serial ports, reader profiles, and what answers."""


@readers.command("list")
@home_option()
@json_option
@language_option
def list_readers(home: Path, as_json: bool, lang: str) -> None:
    """Ports found on this machine, the lanes of the home, and the profiles that come with the station."""
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
    if not found and not as_json:
        click.echo(words("readers_command.none"))


@readers.command("probe")
@home_option()
@click.option(
    "--seconds", default=probing.LISTEN_S, type=click.FloatRange(0.2, 60), help="How long to listen."
)
@json_option
@language_option
def probe(home: Path, seconds: float, as_json: bool, lang: str) -> None:
    """Open every lane's port and listen. Nothing is sent of our own accord."""
    words = Words(lang)
    with shown(words):
        config = Home(home).config()
        if not config.lanes:
            click.echo(words("readers_command.no_lanes"), err=True)
            raise click.exceptions.Exit(1)
        silent = False
        for lane in config.lanes:
            heard = probing.listen(lane.port, probing.profile_of(home, config, lane), seconds)
            silent = silent or bool(heard.code)
            click.echo(_json("heard", heard.__dict__) if as_json else _heard(lane.name, heard, words))
    if silent:
        raise click.exceptions.Exit(3)


def _config(home: Path) -> HomeConfig | None:
    """The settings of the home; ports and profiles can be listed before there is one."""
    return Home(home).config() if (home / "config.toml").exists() else None


def _port(port: probing.FoundPort, words: Words) -> str:
    lane = words("readers_command.lane", lane=port.lane) if port.lane else words("readers_command.no_lane")
    held = words("readers_command.held", by=", ".join(port.holders)) if port.holders else ""
    return words("readers_command.port", path=port.path, what=port.description or "-", lane=lane, held=held)


def _heard(lane: str, heard: probing.Heard, words: Words) -> str:
    if heard.code:
        trouble = words.error(StationError(heard.code, port=heard.path, detail=""))
        return words("readers_command.trouble", lane=lane, trouble=trouble)
    key = "readers_command.heard" if heard.received else "readers_command.silent"
    return words(key, lane=lane, path=heard.path, count=heard.received)


def _json(event: str, values: Mapping[str, object]) -> str:
    return json.dumps({"schema": SCHEMA, "event": event, **values}, ensure_ascii=False)
