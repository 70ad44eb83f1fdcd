"""Patterns for printed lines: the part of regular expressions that cannot run away.

Python's matcher tries one way after another. A pattern is taken only if the ways to divide a line of
LINE_LIMIT characters among its parts are few (MOST_WAYS); what a profile cannot need (look-around,
back-references, flags) is not there. A repeated character that cannot also begin what follows is divided in
one way only, so ``LOT (?P<lot>\\S+) EXP (?P<expiry>\\S+)`` costs nothing, and ``(.*)*`` is refused."""

import re
from dataclasses import dataclass

LINE_LIMIT = 200
"""Characters of a line that a pattern is tried on. Ours: the longest printed line of the known readers is
under 100."""

MOST_WAYS = 10_000

_ESCAPES = "dDsSwWtrn"
_QUANTIFIER = re.compile(r"\*|\+|\?|\{(\d{0,3})(,?)(\d{0,3})\}", re.ASCII)
_GROUP = re.compile(r"\((\?:|\?P<[a-z_][a-z0-9_]*>)?(?!\?)", re.ASCII)
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_HEXADECIMAL = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})")
_SAMPLES = [*map(chr, range(256)), "\N{CJK UNIFIED IDEOGRAPH-4E2D}", "\N{FULLWIDTH COLON}"]

Characters = frozenset[str]


class PatternError(ValueError):
    """A pattern that is none, or is refused. ``expected`` is a key of the words that a user sees, for what
    was expected; ``wanted`` is the character, from 1, where it was, empty for the whole."""

    def __init__(self, rule: str, at: int | None = None) -> None:
        super().__init__(rule, at)
        self.expected = f"expected.pattern_{rule}"
        self.wanted = "" if at is None else str(at + 1)


@dataclass(frozen=True, slots=True)
class _One:
    """One character out of a set; an empty set is one that the samples do not show."""

    samples: Characters


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: "_Part"
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Sequence:
    """No parts: nothing, as an anchor or an empty branch."""

    parts: "tuple[_Part, ...]"


@dataclass(frozen=True, slots=True)
class _Either:
    branches: "tuple[_Part, ...]"


_Part = _One | _Repeat | _Sequence | _Either


def compiled(text: str) -> re.Pattern[str]:
    """``text`` ready for ``fullmatch``. Raises PatternError."""
    reader = _Reader(text)
    whole = reader.alternatives()
    if reader.at < len(text):
        raise PatternError("brackets", reader.at)
    if _ways(whole, frozenset()) > MOST_WAYS:
        raise PatternError("bounded")
    try:
        return re.compile(text, re.ASCII)
    except re.error as error:
        raise PatternError("whole", error.pos or 0) from error
    except OverflowError as error:
        raise PatternError("bounded") from error


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._alphabet = [*_SAMPLES, *text]
        self.at = 0

    def alternatives(self) -> _Part:
        """Branches up to ``)`` or the end."""
        branches = [self._sequence()]
        while self._text[self.at : self.at + 1] == "|":
            self.at += 1
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _Either(tuple(branches))

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self.at < len(self._text) and self._text[self.at] not in "|)":
            parts.append(self._repeated(self._atom()))
        return _Sequence(tuple(parts))

    def _atom(self) -> _Part:
        text, at = self._text, self.at
        if text[at] in "^$":
            self.at += 1
            return _Sequence(())
        if text[at] == "(":
            return self._group()
        if text[at] in "*+?{":
            raise PatternError("repeated", at)
        atom = self._one_character(at)
        self.at += len(atom)
        try:
            matches = re.compile(atom, re.ASCII).fullmatch
        except re.error as error:
            raise PatternError("whole", at) from error
        return _One(frozenset(sample for sample in self._alphabet if matches(sample)))

    def _group(self) -> _Part:
        found = _GROUP.match(self._text, self.at)
        if not found:
            raise PatternError("group", self.at)
        opened, self.at = self.at, found.end()
        inside = self.alternatives()
        if self._text[self.at : self.at + 1] != ")":
            raise PatternError("brackets", opened)
        self.at += 1
        return inside

    def _one_character(self, at: int) -> str:
        text = self._text
        if text[at] == "[":
            found = _CLASS.match(text, at)
            if not found:
                raise PatternError("brackets", at)
            return found[0]
        if text[at] != "\\":
            return text[at]
        if hexadecimal := _HEXADECIMAL.match(text, at):
            return hexadecimal[0]
        after = text[at + 1 : at + 2]
        if not after or (after.isalnum() and after not in _ESCAPES):
            raise PatternError("escape", at)
        return text[at : at + 2]

    def _repeated(self, part: _Part) -> _Part:
        found = _QUANTIFIER.match(self._text, self.at)
        if not found:
            return part
        low, high = _bounds(found)
        self.at = found.end()
        if self._text[self.at : self.at + 1] == "?":
            self.at += 1
        elif _QUANTIFIER.match(self._text, self.at):
            raise PatternError("one_repeat", self.at)
        return _Repeat(part, low, high)


def _bounds(found: re.Match[str]) -> tuple[int, int]:
    """How often, at least and at most."""
    if found[0] in ("*", "+", "?"):
        return {"*": (0, LINE_LIMIT), "+": (1, LINE_LIMIT), "?": (0, 1)}[found[0]]
    low = int(found[1] or 0)
    high = int(found[3] or LINE_LIMIT) if found[2] else low
    if not found[1] + found[3] or not low <= high <= LINE_LIMIT:
        raise PatternError("bounds", found.start())
    return low, high


def _first(part: _Part, after: Characters) -> Characters:
    """What ``part`` may begin with, ``after`` being what may stand there when it is empty."""
    match part:
        case _One(samples):
            return samples
        case _Repeat(inside, low, _):
            return _first(inside, after) | (after if low == 0 else frozenset())
        case _Either(branches):
            return frozenset().union(*(_first(branch, after) for branch in branches))
        case _Sequence(parts):
            for inside in reversed(parts):
                after = _first(inside, after)
            return after


def _ways(part: _Part, after: Characters) -> int:
    """In how many ways ``part`` can divide what it matches, ``after`` being what may follow it (nothing: the
    end)."""
    match part:
        case _One():
            return 1
        case _Repeat():
            return _ways_repeated(part, after)
        case _Either(branches):
            return sum(_ways(branch, after) for branch in branches)
        case _Sequence(parts):
            ways = 1
            for inside in reversed(parts):
                ways = min(ways * _ways(inside, after), MOST_WAYS + 1)
                after = _first(inside, after)
            return ways


def _ways_repeated(repeat: _Repeat, after: Characters) -> int:
    begins = _first(repeat.part, frozenset())
    inside = _ways(repeat.part, after | begins)
    if inside == 1:
        decided = repeat.low == repeat.high or (begins and not begins & after)
        return 1 if decided else repeat.high - repeat.low + 1
    ways = 0
    for times in range(repeat.low, repeat.high + 1):
        ways += inside**times
        if ways > MOST_WAYS:
            break
    return ways
