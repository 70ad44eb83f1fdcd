"""Patterns for the printed lines of a sample: a person said which parts of a line may change."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from drivers import PatternError, line_pattern

OTHER = "other"
"""A part that changes and that no place of a profile takes."""

PROCESSING = "processing"
"""The part that says whether a person or control material was tested."""

NUMBERS = ("value", "cutoff")
"""Parts in whose place a reader may print a sign for none."""

_RESULT_LENGTH = 16
_LENGTH = 60
_CONTROL = {chr(code): f"\\x{code:02X}" for code in (*range(9), *range(10, 32), 127)}
"""Printers are told their type size by control characters in the middle of a line. A TOML file cannot hold
them, and a reader's profile expects those alone that it names."""

_PLAIN = str.maketrans(_CONTROL | {char: f"\\{char}" for char in "\\.^$*+?{}[]|()"})
_BLANKS = re.compile(r" {2,}")
_ANY_BLANKS = re.compile(r" +")

Part = tuple[str, str]
"""A name, and the text that stands for it in the sample's line."""

Between = Callable[[str], str]
PartOf = Callable[[str, str, str], str]
"""Of a part's name, its text, and what follows it in the line."""


def exact_pattern(line: str) -> str:
    """A pattern for a line that never changes."""
    return _literal(line)


def value_pattern(line: str, parts: Sequence[Part], processing: Sequence[str] = ()) -> str:
    """A pattern for a line of which ``parts`` may change and the rest may not; what stands for processing is
    one of these words. Raises ValueError for a part that does not stand in it beside the others."""

    def part_of(name: str, text: str, after: str) -> str:
        if name == PROCESSING and text in processing:
            return "|".join(map(_literal, processing))
        return _value_class(name, text, after)

    return "".join(_pieces(line, parts, part_of, _literal))


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
    choices = ("", *ranges, f"(?:{'|'.join(map(_literal, codes))})")
    texts = [result_pattern(line, parts, choice, absent) for choice in choices]
    return next((text for text in texts if _takes_only(text, line, others)), texts[-1])


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
        yield f"(?:{_literal(absent)}|{named})" if absent and name in NUMBERS else named
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


def _value_class(_name: str, text: str, after: str) -> str:
    return f"{_up_to(after, text, narrow=False)}{{0,{_LENGTH}}}"


def _up_to(after: str, text: str, *, narrow: bool) -> str:
    """The characters of a part: not the one that ends it, so that it can be divided in one way only."""
    stop = after[:1]
    if stop == " " or (narrow and not stop and " " not in text):
        return "." if " " in text else r"\S"
    return f"[^{_in_class(stop)}]" if stop and stop not in text else "."


def _varying(before: str) -> str:
    """Up to a mark that is kept, such as a bracket: the first of its kind where the line has no other."""
    if not before:
        return ""
    inner = "." if before[-1] in before[:-1] else f"[^{_in_class(before[-1])}]"
    return f"{inner}{{0,30}}{_literal(before[-1])}"


def _literal(text: str) -> str:
    return _BLANKS.sub(" +", text.translate(_PLAIN))


def _spread(text: str) -> str:
    """Columns move when a number grows."""
    return _ANY_BLANKS.sub(" +", text.translate(_PLAIN))


def _class_of(code: str, stop: str) -> str:
    """The characters of codes like this one: capitals and digits where it has no others."""
    if re.fullmatch(r"[A-Z0-9]+", code):
        return "[A-Z0-9]"
    if stop and stop not in code:
        return f"[^{_in_class(stop)}]"
    return "." if " " in code else r"\S"


def _in_class(char: str) -> str:
    return f"\\{char}" if char in "]^\\-" else _CONTROL.get(char, char)
