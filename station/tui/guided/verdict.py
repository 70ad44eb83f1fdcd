"""The biggest thing on a result: how it came out, in the mildest true word."""

from __future__ import annotations

from textual.widgets import Static

from station.domain.codes import Ending
from station.locale import Words
from station.tui.guided.case import Case


def finding(case: Case) -> str:
    """The key of the word: a verdict's, or that of an outcome without one."""
    screening = case.screening
    outcome = screening.outcome
    if outcome in (Ending.REFUSED, Ending.ABORTED, Ending.VOIDED):
        return f"outcome.{outcome.value}"
    return f"verdict.{screening.verdict.verdict.value}" if screening.verdict else "guided.no_verdict"


def banner(words: Words, case: Case) -> Static:
    """The word on its colour."""
    key = finding(case)
    section, _, name = key.partition(".")
    look = name if section == "verdict" else "ended"
    return Static(words(key), id="banner", classes=f"-{look}", markup=False)
