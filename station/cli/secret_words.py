"""Passphrases and PINs on the command line: asked for unseen, or from a file only the user can read."""

import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from station.domain.errors import StationError
from station.locale import Words

F = TypeVar("F", bound=Callable[..., Any])

OTHERS = 0o077
PASSPHRASE, PIN = "passphrase", "pin"


def secrets_option(command: F) -> F:
    """``--secrets FILE`` for scripts: TOML with ``[passphrase]`` and ``[pin]``, a badge a line."""
    return click.option(
        "--secrets",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="STATION_SECRETS",
        help="Passphrases and PINs by badge, in TOML; the file must be yours alone (chmod 600).",
    )(command)


class SecretWords:
    """What officers know. Nothing is asked for that the file gives, and nothing typed is shown."""

    def __init__(self, words: Words, path: Path | None) -> None:
        self._words = words
        self._given = _read(path) if path is not None else {}

    def passphrase(self, badge: str, *, new: bool = False) -> str:
        """The passphrase of ``badge``; a new one is typed twice."""
        return self._secret(PASSPHRASE, badge, new)

    def pin(self, badge: str, *, new: bool = False) -> str:
        """The PIN of ``badge``; a new one is typed twice."""
        return self._secret(PIN, badge, new)

    def _secret(self, kind: str, badge: str, new: bool) -> str:
        given = self._given.get(kind, {}).get(badge)
        if given is not None:
            return given
        question = self._words(f"cli.ask.new_{kind}" if new else f"cli.ask.{kind}", badge=badge)
        again = self._words("cli.ask.again") if new else False
        answer: str = click.prompt(question, hide_input=True, confirmation_prompt=again, err=True)
        return answer


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Secrets by kind and badge; ``home.secrets_exposed`` or ``home.secrets_unreadable``."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & OTHERS:
            raise StationError("home.secrets_exposed", path=str(path))
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        return {kind: {badge: str(word) for badge, word in source[kind].items()} for kind in source}
    except (OSError, ValueError, AttributeError) as error:
        # Never the error's own words: they may quote a line of the file.
        reason = type(error).__name__
        raise StationError("home.secrets_unreadable", path=str(path), reason=reason) from None
