"""Who is at the command line: an open home with the named officers signed on, and off again at the end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from station.cli.failures import shown
from station.cli.options import home_option, language_option
from station.cli.secret_words import SecretWords, secrets_option
from station.locale import Words
from station.services import access
from station.services.workplace import Workplace
from station.wiring import workplace

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Presence:
    """The officers at the command line, and the home they came to."""

    words: Words
    home: Path
    badges: tuple[str, ...]
    secrets: SecretWords

    @contextmanager
    def open(self) -> Iterator[Workplace]:
        """The home with everyone signed on; with nobody, personal values stay closed. Errors are said."""
        with shown(self.words), workplace(self.home) as open_home:
            try:
                for badge in self.badges:
                    access.sign_on(open_home, badge, self.secrets.passphrase(badge))
                yield open_home
            finally:
                for badge in open_home.people.badges():
                    access.sign_off(open_home, badge)

    def two_signers(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The first two, each with the PIN."""
        first, second = self.badges[0], self.badges[1]
        return (first, self.secrets.pin(first)), (second, self.secrets.pin(second))


def signed_on(count: int) -> Callable[[F], Callable[..., Any]]:
    """Give a command ``there``, a :class:`Presence` of at least ``count`` officers.

    Adds ``--as``, ``--secrets``, ``--home`` and ``--lang``; who is missing is asked for.
    """

    def decorate(command: F) -> Callable[..., Any]:
        @click.option(
            "--as", "badges", multiple=True, metavar="BADGE", help="Sign on as this officer; may be repeated."
        )
        @secrets_option
        @home_option()
        @language_option
        @wraps(command)
        def with_officers(
            badges: tuple[str, ...], secrets: Path | None, home: Path, lang: str, **options: Any
        ) -> None:
            words = Words(lang)
            with shown(words):
                knows = SecretWords(words, secrets)
                there = Presence(words, home, _completed(badges, count, words), knows)
            command(there=there, **options)

        return with_officers

    return decorate


def _completed(badges: Sequence[str], count: int, words: Words) -> tuple[str, ...]:
    missing = range(count - len(badges))
    return (*badges, *(str(click.prompt(words("cli.ask.badge"), err=True)).strip() for _ in missing))
