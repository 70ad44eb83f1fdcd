"""On which line of a TOML file something stands: tables, arrays of tables, dotted keys, arrays over several
lines, one element a line. A key inside an inline table is where its table begins."""

import re
from collections.abc import Iterator

Place = tuple[str | int, ...]

_SEGMENT = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.)?""")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def line_of(text: str, place: Place) -> int:
    """The line where ``place`` is set, the first of several where no number is named, else where what it
    belongs to begins; 0 when none of it is there."""
    best, length = 0, 0
    for line, found in _places(text):
        shared = found[: len(place)]
        if len(shared) > length and place[: len(shared)] == shared:
            best, length = line, len(shared)
    return best


def _places(text: str) -> Iterator[tuple[int, Place]]:
    table: Place = ()
    counts: dict[Place, int] = {}
    array: Place | None = None
    element, depth = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        plain = _STRINGS.sub("''", line).split("#", 1)[0].strip()
        if array is not None:
            if plain.strip("],"):
                yield number, (*array, element)
                element += 1
            depth += _opened(plain)
            array = array if depth > 0 else None
        elif plain.startswith("["):
            table = _table(line, counts)
            yield number, table
        elif "=" in plain:
            key = (*table, *_segments(line))
            yield number, key
            depth, element = _opened(plain.split("=", 1)[1]), 0
            array = key if depth > 0 else None


def _opened(plain: str) -> int:
    return plain.count("[") - plain.count("]")


def _table(line: str, counts: dict[Place, int]) -> Place:
    """The table that a head begins; in an array of tables with its number."""
    head = line.strip()
    several = head.startswith("[[")
    names: Place = ()
    for segment in _segments(head.lstrip("[")):
        names = (*names, segment)
        if names in counts and names != tuple(_segments(head.lstrip("["))):
            names = (*names, counts[names] - 1)
    if several:
        counts[names] = counts.get(names, 0) + 1
        return (*names, counts[names] - 1)
    return names


def _segments(text: str) -> list[str]:
    """The parts of a dotted key at the beginning of ``text``."""
    parts, at = [], 0
    while found := _SEGMENT.match(text, at):
        parts.append(next(part for part in found.groups()[:3] if part is not None))
        at = found.end()
        if not found[4]:
            break
    return parts
