"""``station officers``: who is enrolled, and enrolling one more."""

from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.family import Family
from station.cli.init import roles_at
from station.cli.lines import echo_rows, json_line, plain
from station.cli.newcomers import FORM, parse_newcomer, with_secrets
from station.cli.options import home_option, json_option, language_option
from station.cli.presence import Presence, signed_on
from station.locale import Words
from station.services.enrolling import enrol
from station.wiring import workplace


@click.group(cls=Family, default="list")
def officers() -> None:
    """Who is enrolled in this home."""


@officers.command("list")
@home_option()
@json_option
@language_option
def list_officers(home: Path, as_json: bool, lang: str) -> None:
    """Everyone enrolled, by badge."""
    words = Words(lang)
    with shown(words), workplace(home) as open_home:
        with open_home.store.reading() as reading:
            people = reading.officers()
        if as_json:
            for person in people:
                click.echo(json_line("officer/1", plain(person, "log_id")))
            return
        head = [words(f"cli.column.{name}") for name in ("badge", "name", "sex", "role", "key")]
        echo_rows(
            head,
            [
                (
                    person.badge,
                    person.name,
                    words(f"sex.{person.sex}"),
                    words(f"role.{person.role}"),
                    person.key_id[:16] if person.key_id else words("cli.no_key"),
                )
                for person in people
            ],
        )


@officers.command("add")
@click.argument("person", metavar=FORM)
@signed_on(2)
def add_officer(there: Presence, person: str) -> None:
    """Enrol one more, such as 014419:Name:female:officer.

    Two who are enrolled vouch, each with the PIN (--as twice).
    """
    with there.open() as open_home:
        newcomer = parse_newcomer(person, roles_at(open_home.config))
        enrolled = enrol(open_home, with_secrets(newcomer, there.secrets), there.two_signers())
        click.echo(there.words("cli.enrolled", badge=enrolled.badge, name=enrolled.name))
