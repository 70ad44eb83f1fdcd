"""A StationError on the command line: what happened, the specimen, what to do next, and the exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from station.domain.errors import StationError
from station.locale import Words

DEVICE_OR_SERVICE = 3
WRONG_USE = 2
NO = 1
_NO = ("screening.unknown", "followup.unknown", "queue.nothing_ready", "queue.no_such_list")
_WRONG_USE = (
    "home.",
    "demo.",
    "profile.",
    "capture.",
    "port.settings",
    "identity.",
    "text.",
    "access.",
    "screening.",
    "followup.",
    "export.folder_in_use",
    "queue.answers_",
    "keys.passphrase",
    "keys.pin_form",
    "keys.badge_form",
    "log.compact_form",
    "log.letters",
)


@contextmanager
def shown(words: Words) -> Iterator[None]:
    """Say a StationError in the user's language on standard error and end with its exit code."""
    try:
        yield
    except StationError as error:
        click.echo(f"{error.code}: {words.error(error)}", err=True)
        raise click.exceptions.Exit(exit_code(error)) from error


def exit_code(error: StationError) -> int:
    """1 for what is not there, 2 for what the user gave wrongly or may not do, 3 for what failed."""
    if error.code in _NO:
        return NO
    return WRONG_USE if error.code.startswith(_WRONG_USE) else DEVICE_OR_SERVICE
