"""``station init``: a new home with its device key, its first people and its log."""

from collections.abc import Sequence
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.newcomers import ask_newcomer, parse_newcomer, with_secrets
from station.cli.options import default_home, language_option
from station.cli.secret_words import SecretWords, secrets_option
from station.config.home import HomeConfig
from station.domain.codes import Post, StaffRole
from station.domain.subject import clean_text
from station.keystore.device import DeviceKey
from station.locale import Words
from station.log.ed25519 import grouped_fingerprint
from station.services.clock import SystemClock
from station.services.founding import FIRST_SIGNERS, Newcomer, found, log_id_of, refuse_occupied
from station.services.home import Home
from station.services.packs import load

LANE_EXAMPLE = """\
[[lanes]]
name = "1"
label = "A"
specimen_kind = "urine"
profile = "urine-cup"
port = "/dev/serial/by-id/..."
"""


@click.command()
@click.argument("home", type=click.Path(path_type=Path, file_okay=False), default=default_home)
@click.option("--post", type=click.Choice([post.value for post in Post]), default=Post.CHECKPOINT.value)
@click.option("--name", help="The station's name, as papers carry it.")
@click.option("--place", help="Where it usually stands.")
@click.option(
    "--officer",
    "officers",
    multiple=True,
    metavar="BADGE:NAME:SEX:ROLE",
    help="Someone to enrol, as 014417:Name:male:officer; at least two who sign.",
)
@secrets_option
@language_option
def init(
    home: Path,
    post: str,
    name: str | None,
    place: str | None,
    officers: tuple[str, ...],
    secrets: Path | None,
    lang: str,
) -> None:
    """Make a station's home in HOME (else STATION_HOME, else the platform's data folder).

    Asks for whatever is not given. Prints the fingerprint of the device key: write it down on paper, it is
    what a court bundle is checked against.
    """
    words = Words(lang)
    with shown(words):
        refuse_occupied(Home(home))
        knows = SecretWords(words, secrets)
        asked_name = name or str(click.prompt(words("cli.init.ask_name")))
        asked_place = (
            place if place is not None else str(click.prompt(words("cli.init.ask_place"), default=""))
        )
        config = HomeConfig.model_validate(
            {
                "name": clean_text(asked_name),
                "place": clean_text(asked_place),
                "post": post,
                "language": lang,
            }
        )
        people = _people(config, officers, words)
        found(Home(home), config, [with_secrets(person, knows) for person in people], SystemClock())
        _tell(Home(home), words)


def _people(config: HomeConfig, officers: Sequence[str], words: Words) -> list[Newcomer]:
    """Everyone named, and more by asking until two can sign."""
    roles = roles_at(config)
    people = [parse_newcomer(text, roles) for text in officers]
    while sum(person.signs for person in people) < FIRST_SIGNERS:
        people.append(ask_newcomer(words, roles))
    return people


def roles_at(config: HomeConfig) -> tuple[StaffRole, ...]:
    """Who works at this post: those the rules let sign there, and assistants."""
    return (*load(config.rule_pack).rules.staffing(Post(config.post)).signers, StaffRole.ASSISTANT)


def _tell(home: Home, words: Words) -> None:
    device = DeviceKey.load(home.device_key)
    groups = grouped_fingerprint(device.fingerprint).split()
    click.echo(words("cli.init.made", path=home.root))
    click.echo(words("cli.init.log", log_id=log_id_of(device)))
    click.echo(words("cli.init.fingerprint"))
    for start in range(0, len(groups), 8):
        click.echo("    " + " ".join(groups[start : start + 8]))
    click.echo(words("cli.init.lanes", path=home.config_path))
    click.echo("\n".join(f"    {line}" for line in LANE_EXAMPLE.splitlines()))
    click.echo(words("cli.init.next", path=home.root))
