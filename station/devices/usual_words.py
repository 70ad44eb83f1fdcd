"""What slips usually say (``seeds/slip_words.toml``) and how the analytes are usually called
(``seeds/analytes.toml``). It is offered to a person, who confirms it; nothing is understood by it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from station.config import seeds

NEGATIVE, POSITIVE, INVALID = OUTCOMES = ("negative", "positive", "invalid")

_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[<>]?=?\d+(\.\d+)?", re.ASCII)
_UNIT = re.compile(r"[A-Za-z\u00b5\u03bc]{1,4}/[A-Za-z]{1,3}")
_UNIT_IN_BRACKETS = re.compile(rf"[(\[\uff08]\s*({_UNIT.pattern})\s*[)\]\uff09]")


def labels() -> Mapping[str, list[str]]:
    """The labels of each place, by our names of the places."""
    found: dict[str, list[str]] = _seed("slip_words")["labels"]
    return found


def analyte_of(code: str) -> str | None:
    """Our analyte that is usually called so."""
    rows = _seed("analytes")["analytes"]
    return next((row["id"] for row in rows if code in row["aliases"]), None)


def outcome_of(word: str) -> str | None:
    """What a plain word means; None for a sign, whose sense each reader settles for itself."""
    letters = _LETTERS.match(word)
    families = _seed("slip_words")["outcomes"]
    meant = (
        meaning for family in families for meaning in OUTCOMES if letters and letters[0] in family[meaning]
    )
    return next(meant, None)


def word_beside(words: Mapping[str, str], meaning: str) -> str | None:
    """The one word of that ``meaning`` where ``words`` (each with its own) are of a usual set; None where
    several are usual."""
    families = _seed("slip_words")["outcomes"]
    fitting = [one for one in families if all(word in one[said] for word, said in words.items())]
    return _only([word for family in fitting for word in family[meaning]])


def control_missing(word: str) -> str | None:
    """The one word for a control line that is missing, beside the one for a line that is there; None where
    several are usual."""
    pairs = _seed("slip_words")["control"]
    return next((_only(pair["failed"]) for pair in pairs if pair["passed"] == word), None)


def is_of_control(word: str) -> bool:
    """Whether slips say it of the control line."""
    return any(word in (pair["passed"], *pair["failed"]) for pair in _seed("slip_words")["control"])


def _only(words: Sequence[str]) -> str | None:
    return words[0] if len(words) == 1 else None


def specimen_in(text: str) -> str | None:
    """``urine`` or ``saliva`` where the slip itself names the one and not the other."""
    kinds = _seed("slip_words")["specimens"].items()
    named = [kind for kind, words in kinds if any(word in text.lower() for word in words)]
    return named[0] if len(named) == 1 else None


def is_number(text: str) -> bool:
    """Whether it is a number, or the end of a range."""
    return _NUMBER.fullmatch(text) is not None


def is_unit(text: str) -> bool:
    """Whether it looks like the unit of a concentration."""
    return _UNIT.fullmatch(text) is not None


def unit_in(line: str) -> str | None:
    """A unit that stands in brackets, as in the heading of a column."""
    found = _UNIT_IN_BRACKETS.search(line)
    return found[1] if found else None


@cache
def _seed(name: str) -> dict[str, Any]:
    return tomllib.loads((seeds.folder() / f"{name}.toml").read_text("utf-8"))
