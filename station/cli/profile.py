"""``station profile``: reader profiles listed, written and tried on captures."""

from pathlib import Path

import click

from station.cli import profile_check
from station.cli.failures import NO, shown
from station.cli.family import Family
from station.cli.lines import echo_rows, json_line
from station.cli.options import home_option, json_option, language_option
from station.cli.profile_new import new
from station.locale import Words
from station.services import profiles


@click.group(cls=Family, default="list")
def profile() -> None:
    """What a reader's dialect is: profiles, listed, written and tried."""


profile.add_command(new)


@profile.command("list")
@home_option()
@json_option
@language_option
def list_profiles(home: Path, as_json: bool, lang: str) -> None:
    """The home's own profiles and those that come with the station; exit 1 when one of them is wrong."""
    words = Words(lang)
    with shown(words):
        found = list(profiles.found(profiles.folders(home)))
        for one in found if as_json else ():
            click.echo(json_line("profile/1", {"event": "profile", **_values(one)}))
        if not as_json:
            head = [words(f"profile_command.head.{name}") for name in ("name", "protocol", "kind", "title")]
            echo_rows(head, [_row(one, words, lang) for one in found])
        wrong = [one.error for one in found if one.error is not None]
        for error in wrong:
            click.echo(f"{error.code}: {words.error(error)}", err=True)
        if wrong:
            raise click.exceptions.Exit(NO)


@profile.command("check")
@click.argument("name")
@click.argument("captures", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@home_option()
@json_option
@language_option
def check(name: str, captures: tuple[Path, ...], home: Path, as_json: bool, lang: str) -> None:
    """Check the profile NAME (or file), and decode CAPTURES with it: captures of "station monitor", or bare
    bytes.

    Exit 0 when every capture gives a result, nothing is left that was not understood, and none lacks the
    specimen number that says whose it is; else 1.
    """
    words = Words(lang)
    with shown(words):
        chosen = profiles.load(name, profiles.folders(home))
        if as_json:
            click.echo(json_line("profile/1", {"event": "checked", "name": chosen.name, "file": chosen.file}))
        else:
            click.echo(words("profile_command.sound", name=chosen.name, file=chosen.file))
        good = [_good(list(profile_check.examine(chosen, one)), one, words, as_json) for one in captures]
    if not all(good):
        raise click.exceptions.Exit(NO)


def _good(shapes: list[profile_check.Shape], capture: Path, words: Words, as_json: bool) -> bool:
    """Print what was made of one capture; whether all of it was understood."""
    if not as_json:
        click.echo(words("profile_command.capture", file=capture))
    for shape in shapes:
        profile_check.say(shape, capture, words, as_json=as_json)
    results = [shape for shape in shapes if shape["event"] == "reading"]
    if not results:
        click.echo(words("wire.no_message"), err=True)
    settled = not any(shape["unmatched"] for shape in results)
    return bool(results) and settled and all(shape["event"] == "reading" for shape in shapes)


def _values(one: profiles.FoundProfile) -> dict[str, object]:
    values: dict[str, object] = {"name": one.name, "file": one.file, "own": one.own}
    if one.profile is not None:
        found = one.profile
        values |= {
            "protocol": found.protocol,
            "specimen_kind": found.specimen_kind,
            "binding": found.binding,
            "title": dict(found.title),
            "can": sorted(found.can),
        }
    return {**values, "error": one.error.code if one.error else None}


def _row(one: profiles.FoundProfile, words: Words, lang: str) -> list[str]:
    if one.profile is None:
        return [one.name, "-", "-", words("profile_command.wrong")]
    kind = words(f"specimen_kind.{one.profile.specimen_kind}")
    own = words("profile_command.own") if one.own else ""
    return [one.name, one.profile.protocol, kind, one.profile.title[lang] + own]
