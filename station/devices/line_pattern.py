"""Patterns for the printed lines of a sample: a person said which parts of a line may change."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from drivers import PatternError, Profile, line_pattern
from station.devices.value_shape import TEMPERATURE, form_pattern, in_class, literal, plain, shape_of

OTHER = "other"
"""A part that changes and that no place of a profile takes."""

PROCESSING = "processing"
"""The part that says whether a person or control material was tested."""

REMARK = "remark"
"""The part that is printed only when something is odd."""

NUMBERS = ("value", "cutoff")
"""Parts in whose place a reader may print a sign for none."""

NOTHING_KNOWN: Mapping[str, Any] = MappingProxyType({})

_LABEL = 2
"""Letters of the shortest label, as in ``SN``."""

_RESULT_LENGTH = 16
_LENGTH = 60
_ANY_BLANKS = re.compile(r" +")

Part = tuple[str, str]
"""A name, and the text that stands for it in the sample's line."""

Between = Callable[[str], str]
PartOf = Callable[[str, str, str], str]
"""Of a part's name, its text, and what follows it in the line."""


def exact_pattern(line: str) -> str:
    """A pattern for a line that never changes."""
    return literal(line)


def value_pattern(
    line: str,
    parts: Sequence[Part],
    words: Mapping[str, Sequence[str]] = NOTHING_KNOWN,
    forms: Mapping[str, str] = NOTHING_KNOWN,
    *,
    fixed: bool = False,
) -> str:
    """A pattern for a line of which ``parts`` may change and the rest may not. ``words`` are all that may
    stand for a part, ``forms`` those of days and times. Parts without a label look as they do in the sample
    (``fixed``: and are as long). Raises ValueError for a part that does not stand in it beside the others."""
    if not parts:
        return literal(line)
    bare = _is_bare(line, parts)

    def part_of(name: str, text: str, after: str) -> str:
        if text in words.get(name, ()) and (bare or name == PROCESSING):
            return "|".join(map(literal, words[name]))
        if name in forms:
            return form_pattern(forms[name])
        if bare:
            return _bare_class(name, text, fixed=fixed)
        return _value_class(text, after) if after.strip() else _last_class(text, after)

    *before, fix, last, end = _pieces(line, parts, part_of, literal)
    if bare or end.strip(" +") or any(name == PROCESSING for name, _ in parts):
        return "".join((*before, fix, last, end))
    return "".join(before) + _may_lack(fix, last)


def _is_bare(line: str, parts: Sequence[Part]) -> bool:
    """Whether nothing that could be a label stands beside the parts: two letters, or a Chinese one."""
    at, beside = 0, ""
    for start, end, _ in _spans(line, parts):
        beside += line[at:start]
        at = end
    beside += line[at:]
    return sum(1 + (not char.isascii()) for char in beside if char.isalnum()) < _LABEL


def _may_lack(fix: str, last: str) -> str:
    """A line's last value with the blanks around it, or nothing behind its label."""
    label = fix[:-2] if fix.endswith(" +") else fix.removesuffix(" ")
    return f"{label}(?: {'*' if label == fix else '+'}{last})? *"


def result_pattern(line: str, parts: Sequence[Part], code: str = "", absent: str = "") -> str:
    """A pattern for every line of this shape: what stands before the code may change, what stands between
    may not, but for the number of blanks. ``code`` is the pattern of its codes, ``absent`` what stands in
    place of a number that is none. Raises ValueError."""
    start, _, first = _spans(line, parts)[0]
    before = _varying(line[:start]) if first == "code" else _spread(line[:start])

    def part_of(name: str, text: str, after: str) -> str:
        if name == "code":
            return code or f"{_class_of(text, after[:1])}{{1,{len(text) + 8}}}"
        most = 40 if name == "outcome" else _RESULT_LENGTH
        return f"{_up_to(after, text, narrow=name != 'outcome')}{{1,{most}}}"

    return before + "".join(_pieces(line[start:], parts, part_of, _spread, absent))


def narrowed(
    line: str, parts: Sequence[Part], codes: Iterable[str], others: Sequence[str], absent: str = ""
) -> str:
    """The widest result pattern that takes none of ``others``: any code of this kind, else none shorter than
    those seen, else none longer either, else those alone."""
    codes = list(codes) or [text for name, text in parts if name == "code"]
    shortest, longest = min(map(len, codes)), max(map(len, codes))
    shape = "[A-Z0-9]" if all(re.fullmatch(r"[A-Z0-9]+", code) for code in codes) else r"\S"
    ranges = (f"{shape}{{{shortest},{most}}}" for most in (longest + 8, longest))
    choices = ("", *ranges, f"(?:{'|'.join(map(literal, codes))})")
    texts = [result_pattern(line, parts, choice, absent) for choice in choices]
    return next((text for text in texts if _takes_only(text, line, others)), texts[-1])


def with_sign(line: str, parts: Sequence[Part], absent: str) -> str:
    """The line with ``absent`` in place of the measured number; empty where it has none."""
    spans = _spans(line, parts)
    return next((line[:start] + absent + line[end:] for start, end, name in spans if name == "value"), "")


def without_number(line: str, parts: Sequence[Part], absent: str) -> tuple[str, list[Part]] | None:
    """The line and its parts with ``absent`` in place of the measured number and nothing behind it; None
    where nothing stands behind it, or what no result can lack."""
    spans = _spans(line, parts)
    at = next((start for start, _, name in spans if name == "value"), None)
    if not absent or at is None:
        return None
    kept = [(name, line[start:end]) for start, end, name in spans if start < at]
    end = next(end for start, end, _ in spans if start == at)
    whole = {"code", "outcome"} <= {name for name, _ in kept}
    return (line[:at] + absent, kept) if whole and line[end:].strip() else None


def can_be_read(line: str, parts: Sequence[Part]) -> bool:
    """Whether a reader's profile finds these parts: it refuses a pattern that could divide a line in too many
    ways."""
    return _takes_only(result_pattern(line, parts), line, ())


def takes(pattern: str, line: str) -> bool:
    """Whether a reader's profile would take ``line`` by this pattern. Raises PatternError for one that it
    refuses."""
    return parts_of(pattern, line) is not None


def parts_of(pattern: str, line: str) -> dict[str, str] | None:
    """What stands for each name, without blanks around it, where a reader's profile takes ``line`` by this
    pattern; None where it would not. Raises PatternError."""
    found = line_pattern(pattern).fullmatch(line)
    return {name: (text or "").strip() for name, text in found.groupdict().items()} if found else None


def fitting(profile: Profile, line: str) -> list[int]:
    """Which of a profile's patterns of printed lines take ``line``, from 1."""
    rules = getattr(profile.settings, "lines", ())
    return [number for number, rule in enumerate(rules, 1) if rule.pattern.fullmatch(line)]


def _takes_only(pattern: str, line: str, others: Iterable[str]) -> bool:
    try:
        return takes(pattern, line) and not any(takes(pattern, other) for other in others)
    except PatternError:
        return False


def _pieces(
    line: str, parts: Sequence[Part], part_of: PartOf, between: Between, absent: str = ""
) -> Iterator[str]:
    at = 0
    for start, end, name in _spans(line, parts):
        yield between(line[at:start])
        inner = part_of(name, line[start:end], line[end:])
        named = inner if name == OTHER else f"(?P<{name}>{inner})"
        yield f"(?:{literal(absent)}|{named})" if absent and name in NUMBERS else named
        at = end
    yield between(line[at:])


def _spans(line: str, parts: Sequence[Part]) -> list[tuple[int, int, str]]:
    """Where each part stands, in the line's order; a whole word before a part of one, and none over
    another."""
    taken: list[tuple[int, int, str]] = []
    for name, text in parts:
        found = [match.start() for match in re.finditer(f"(?={re.escape(text)})", line)]
        free = [at for at in found if all(at + len(text) <= a or b <= at for a, b, _ in taken)]
        if not text or not free:
            raise ValueError(text)
        start = next((at for at in free if _is_word(line, at, at + len(text))), free[0])
        taken.append((start, start + len(text), name))
    return sorted(taken)


def _is_word(line: str, start: int, end: int) -> bool:
    return not (line[start - 1 : start].isalnum() or line[end : end + 1].isalnum())


def _bare_class(name: str, text: str, *, fixed: bool) -> str:
    """What a remark says else is not known."""
    if name == REMARK:
        return literal(text)
    return TEMPERATURE if name.endswith("_temperature") else shape_of(text, fixed=fixed)


def _value_class(text: str, after: str) -> str:
    return f"{_up_to(after, text, narrow=False)}{{0,{_LENGTH}}}"


def _last_class(text: str, after: str) -> str:
    """A value that nothing but blanks follows, itself not empty."""
    return rf"\S{{1,{_LENGTH}}}" if after and " " not in text else rf"\S.{{0,{_LENGTH - 1}}}"


def _up_to(after: str, text: str, *, narrow: bool) -> str:
    """The characters of a part: not the one that ends it, so that it can be divided in one way only."""
    stop = after[:1]
    if stop == " " or (narrow and not stop and " " not in text):
        return "." if " " in text else r"\S"
    return f"[^{in_class(stop)}]" if stop and stop not in text else "."


def _varying(before: str) -> str:
    """Up to a mark that is kept, such as a bracket: the first of its kind where the line has no other."""
    if not before:
        return ""
    inner = "." if before[-1] in before[:-1] else f"[^{in_class(before[-1])}]"
    return f"{inner}{{0,30}}{literal(before[-1])}"


def _spread(text: str) -> str:
    """Columns move when a number grows."""
    return _ANY_BLANKS.sub(" +", plain(text))


def _class_of(code: str, stop: str) -> str:
    """The characters of codes like this one: capitals and digits where it has no others."""
    if re.fullmatch(r"[A-Z0-9]+", code):
        return "[A-Z0-9]"
    if stop and stop not in code:
        return f"[^{in_class(stop)}]"
    return "." if " " in code else r"\S"
