"""``station doctor``: what on this machine stands in the way, and how to mend it."""

import json
from pathlib import Path

import click

from station.cli.options import home_option, json_option, language_option
from station.locale import Words
from station.services.doctor import Check, State, examine


@click.command()
@home_option(required=False)
@json_option
@language_option
def doctor(home: Path | None, as_json: bool, lang: str) -> None:
    """Look for what stands in the way of a shift on this machine."""
    words = Words(lang)
    checks = list(examine(home if home is not None and home.is_dir() else None))
    if as_json:
        for check in checks:
            click.echo(json.dumps(_line(check), ensure_ascii=False))
    else:
        _print(checks, words)
    if any(check.state is State.PROBLEM for check in checks):
        raise click.exceptions.Exit(1)


def _line(check: Check) -> dict[str, object]:
    return {
        "schema": "roadside-station/doctor/1",
        "check": check.name,
        "state": check.state,
        "params": dict(check.params),
    }


def _print(checks: list[Check], words: Words) -> None:
    click.echo(words("doctor.title"))
    for check in checks:
        text = words(f"doctor.{check.name}.{check.state}", **check.params)
        click.echo(f"  {words(f'doctor.{check.state}')}  {text}")
    bad = sum(check.state is State.PROBLEM for check in checks)
    click.echo(words("doctor.some_bad", count=bad) if bad else words("doctor.all_good"))
