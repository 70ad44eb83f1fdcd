"""The words a user sees, in Chinese and English, from one TOML catalogue a language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from station.locale import compiled

LANGUAGES = ("zh", "en")
NOTHING = "-"
"""What an error's parameter says when there is nothing to name."""
_DAY_S = 86_400
_OF_A_FIELD = ("missing", "before_made", "after_sent", "not_a_patient_result")
"""Oddities whose detail is one of our names for a field."""


class Problem(Protocol):
    """What an error must carry to be put into words."""

    @property
    def code(self) -> str: ...
    @property
    def params(self) -> dict[str, str | int]: ...
    @property
    def specimen(self) -> str: ...


@dataclass(frozen=True)
class ErrorText:
    """An error as a person reads it: what happened, whether the specimen is still good, what to do next."""

    what: str
    specimen: str
    next: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.specimen, self.next) if part)


@cache
def catalogue(language: str) -> dict[str, str]:
    """All words of one language, flattened to dotted keys."""
    return compiled.words_of(Path(__file__).with_name(f"{language}.toml"))


class Words:
    """The catalogue of one language: ``words("board.free")``, ``words("wait.left", minutes=2)``.

    A key that is missing raises KeyError: both catalogues hold the same keys, which the tests check.
    """

    def __init__(self, language: str = "zh") -> None:
        self.language = language
        self._words = catalogue(language)

    def __call__(self, key: str, **params: object) -> str:
        text = self._words[key]
        return text.format(**params) if params else text

    def has(self, key: str) -> bool:
        """Whether the catalogue knows ``key``."""
        return key in self._words

    def error(self, problem: Problem) -> ErrorText:
        """The three sentences of an error."""
        params = {name: _shown(value) for name, value in problem.params.items()}
        if self.has(params.get("expected", "")):
            params["expected"] = self(params["expected"], **params)
        if "nearest" in params:
            nearest = params["nearest"]
            params["nearest"] = "" if nearest == NOTHING else self("profile_command.nearest", word=nearest)
        return ErrorText(
            self(f"errors.{problem.code}.what", **params),
            self(f"specimen_state.{problem.specimen}"),
            self(f"errors.{problem.code}.next", **params).rstrip(),
        )

    def clock_off(self, offset_ms: int) -> str:
        """How far a clock is off, with its sign (+ is fast): in seconds, from two days on in days."""
        seconds = round(offset_ms / 1000)
        if abs(seconds) < 2 * _DAY_S:
            return self("clock_off.seconds", count=f"{seconds:+d}")
        return self("clock_off.days", count=f"{round(seconds / _DAY_S):+d}")

    def oddity(self, code: str) -> str:
        """What was odd about a result: ``code`` is ``name`` or ``name:detail``; without words it stays as
        it is. Of text that may name a person the log keeps no detail."""
        name, _, detail = code.partition(":")
        if name == "unknown_control" and "=" in detail:
            of, _, word = detail.partition("=")
            name, detail = (name, f"{of}={word}" if of else word) if word else ("no_control", of)
        key = f"oddity.{name}"
        if not self.has(key):
            return _shown(code)
        field = f"oddity_field.{detail}"
        said = self(key, detail=self(field) if name in _OF_A_FIELD and self.has(field) else _shown(detail))
        return said if detail else said.rstrip(": \N{FULLWIDTH COLON}")


def _shown(value: str | int) -> str:
    """A parameter fit for a screen: what somebody typed may hold characters that steer a terminal."""
    return "".join(one if one.isprintable() else f"<U+{ord(one):04X}>" for one in str(value))
