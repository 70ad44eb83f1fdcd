"""How a list says things: a person, a time, an ending. Colours repeat the words, never replace them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from station.domain.subject import Absent

if TYPE_CHECKING:
    from station.locale import Words
    from station.services.listing import Listed
    from station.tui.app import StationApp

STYLES = {
    "negative": "$success",
    "presumptive_positive": "bold $error",
    "needs_corroboration": "bold $warning",
    "invalid": "$warning",
    "refused": "bold $error",
    "aborted": "$quiet",
    "voided": "$quiet",
    "open": "$primary",
}
VERDICTS = ("negative", "presumptive_positive", "needs_corroboration", "invalid")


def ending(words: Words, code: str) -> Content:
    """``open``, a verdict or an outcome, coloured."""
    if code == "open":
        text = words("screenings.open")
    else:
        text = words(f"verdict.{code}" if code in VERDICTS else f"outcome.{code}")
    return Content(text).stylize(STYLES.get(code, ""))


def said(words: Words, value: str) -> str:
    """A personal value; an absence in words."""
    return words(f"absent.{value.removeprefix('=')}") if value in tuple(Absent) else value


def person(station: StationApp, name: str, number: str = "") -> str:
    """Name and number in full, for the people who are signed on. To nobody else; and not everybody has been
    asked for a name."""
    known = [said(station.words, part) for part in (name, number) if part]
    if known:
        return " ".join(known)
    shut = station.desk is None or station.desk.workplace.vault.locked
    return station.words("screenings.nobody_known" if shut else "screenings.no_name")


def day_time(station: StationApp, at: datetime) -> str:
    """``11-24 02:13``, local."""
    return f"{station.local(at):%m-%d %H:%M}"


def second(station: StationApp, at: datetime) -> str:
    """``2026-11-24 02:13:08``, local."""
    return f"{station.local(at):%Y-%m-%d %H:%M:%S}"


def result(words: Words, listed: Listed) -> Content:
    """How the screening of a line ended."""
    from station.services.listing import ending as ending_of

    return ending(words, ending_of(listed.row))
