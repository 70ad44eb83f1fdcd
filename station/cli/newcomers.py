"""People to enrol, as they are written in an option or asked for."""

from collections.abc import Sequence
from dataclasses import replace

import click

from station.cli.secret_words import SecretWords
from station.domain.codes import Sex, StaffRole
from station.locale import Words
from station.services.founding import Newcomer

FORM = "BADGE:NAME:SEX:ROLE"


def parse_newcomer(text: str, roles: Sequence[StaffRole]) -> Newcomer:
    """``014417:Name:male:officer``; a wrong use when it is not that, or nobody of this role works here."""
    badge, _, rest = text.partition(":")
    name, sex, role = [*rest.rsplit(":", 2), "", ""][:3]
    allowed = [one.value for one in roles]
    if sex not in tuple(Sex) or role not in allowed:
        raise click.BadParameter(f"{text!r}: {FORM}, SEX {'|'.join(Sex)}, ROLE {'|'.join(allowed)}")
    return Newcomer(badge.strip(), name.strip(), Sex(sex), StaffRole(role))


def ask_newcomer(words: Words, roles: Sequence[StaffRole]) -> Newcomer:
    """One person, field by field."""
    badge = str(click.prompt(words("cli.ask.badge"))).strip()
    name = str(click.prompt(words("cli.ask.name"))).strip()
    sex = click.prompt(words("cli.ask.sex"), type=click.Choice([sex.value for sex in Sex]))
    role = click.prompt(words("cli.ask.role"), type=click.Choice([role.value for role in roles]))
    return Newcomer(badge, name, Sex(sex), StaffRole(role))


def with_secrets(person: Newcomer, secrets: SecretWords) -> Newcomer:
    """``person`` with passphrase and PIN, if they will sign."""
    if not person.signs:
        return person
    return replace(
        person,
        passphrase=secrets.passphrase(person.badge, new=True),
        pin=secrets.pin(person.badge, new=True),
    )
