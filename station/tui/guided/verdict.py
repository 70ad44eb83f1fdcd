"""The biggest thing on a result: how it came out, in the mildest true word."""

from __future__ import annotations

from textual.content import Content
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
    """The word on its colour, and beside a verdict that it proves nothing by itself."""
    key = finding(case)
    section, _, name = key.partition(".")
    said = Content(spaced(words(key))).stylize("bold")
    if section == "verdict":
        said = Content.assemble(said, f"     {words('notice.not_proof')}")
    return Static(said, id="banner", classes=f"-{name if section == 'verdict' else 'ended'}", markup=False)


def ended(words: Words, case: Case) -> str:
    """Why no result stands: the reason of a void, of an abort, or of a refusal with what was said."""
    screening = case.screening
    if screening.voided is not None:
        return words("guided.void_because", reason=words(f"void.{screening.voided.reason}"))
    if screening.aborted is not None:
        return words("guided.abort_because", reason=words(f"abort.{screening.aborted.reason}"))
    answered = screening.cooperation
    if answered is None or answered.reason is None:
        return ""
    said = case.personal.get("refusal_words", "")
    quoted = words("detail_screen.quoted", text=said) if said else ""
    because = words("guided.refused_because", reason=words(f"refusal.{answered.reason}"))
    return "\n".join(part for part in (because, quoted) if part)


def spaced(word: str) -> str:
    """Larger than the text around it, as far as a terminal can: letters apart, or capitals."""
    return word.upper() if word.isascii() else " ".join(word)
