"""``station run``: the screens on a home. Nothing heavy is imported before the first of them is painted."""

import os
import sys
import termios
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from station.cli.failures import DEVICE_OR_SERVICE, shown
from station.cli.options import home_option
from station.config.training import PIN, passphrase_of
from station.domain.errors import StationError
from station.locale import LANGUAGES, Words

if TYPE_CHECKING:
    from station.services.desk import Desk
    from station.services.training import Pack, Prop


LOCAL_MODES = 3
"""Where a terminal's attributes say whether it echoes (termios.tcgetattr)."""


@click.command()
@home_option()
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language; else the home's own.")
def run(home: Path, lang: str | None) -> None:
    """Open the screens."""
    language = lang or os.environ.get("STATION_LANG") or _language_of(home)
    with shown(Words(language)):
        if not (home / "config.toml").exists():
            raise StationError("home.missing", path=str(home))
        open_screens(home, language, _hints(home, Words(language)))


def open_screens(
    home: Path,
    language: str,
    hints: Sequence[str] = (),
    packs: "Mapping[str, Pack] | None" = None,
    props: "Sequence[Prop]" = (),
) -> None:
    """Show the screens until the person leaves. StationError ``run.no_terminal`` without a terminal.

    In a training home ``hints`` stand at the sign-on, ``packs`` are the cartridges at hand, by specimen, and
    ``props`` what can be laid on the card reader or scanned.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise StationError("run.no_terminal")
    with unechoed():
        from station.services.clock import SystemClock
        from station.tui.app import StationApp

        app = StationApp(
            lambda: _desk(home),
            language,
            home,
            SystemClock(),
            hints=hints,
            packs=packs,
            props=props,
            terminal_left=_terminal_left,
        )
        app.run()
    if app.return_code:
        raise click.exceptions.Exit(DEVICE_OR_SERVICE)


@contextmanager
def unechoed() -> Iterator[None]:
    """Until the first paint, and after the last: a passphrase typed ahead is not written on the terminal."""
    before = termios.tcgetattr(sys.stdin)
    quiet = before.copy()
    quiet[LOCAL_MODES] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error):  # the window may be closed
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def _terminal_left() -> bool:
    """Whether the window was closed, or the line to it lost."""
    return not sys.stdin.isatty()


@contextmanager
def _desk(home: Path) -> "Iterator[Desk]":
    from station.cli.logbook import logging_to
    from station.wiring import desk

    with logging_to(home / "logs"), desk(home) as opened:
        yield opened


def _language_of(home: Path) -> str:
    """The home's language."""
    found = _settings(home).get("language")
    return found if found in LANGUAGES else LANGUAGES[0]


def _hints(home: Path, words: Words) -> list[str]:
    """Whose passphrase is which, in a training home: nobody can know it otherwise."""
    if _settings(home).get("training") is not True:
        return []
    badges = [path.stem.removeprefix("officer-") for path in sorted((home / "keys").glob("officer-*.key"))]
    return [
        words("sign_on.hint", badge=one, name="", passphrase=passphrase_of(one), pin=PIN) for one in badges
    ]


def _settings(home: Path) -> dict[str, Any]:
    """The home's settings, unchecked: its whole configuration comes after the first paint."""
    try:
        return tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
