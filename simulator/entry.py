"""What stands in a scenario, key by key: a value that is none is refused before the story begins, since a
fault that never strikes and a cup that nobody puts in look like a reader that does well."""

import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

Entry = Mapping[str, Any]


class ScenarioError(Exception):
    """A scenario, or a hand, asks for something that does not exist."""


def only(entry: Entry, keys: Iterable[str], what: str) -> None:
    """Refuses a key that is none of `keys`, and names the nearest."""
    known = sorted(keys)
    strange = sorted(set(entry) - set(known))
    if strange:
        near = nearest(strange[0], known)
        raise ScenarioError(f"{what} has no {', '.join(strange)}{near}; it knows {', '.join(known)}")


def one_of(entry: Entry, key: str, words: Iterable[str], otherwise: str) -> str:
    """One of these words."""
    among = list(words)
    value = str(entry.get(key, otherwise))
    if value not in among:
        raise ScenarioError(f"{key} is one of {', '.join(among)}, not {value}{nearest(value, among)}")
    return value


def text(entry: Entry, key: str, what: str) -> str:
    """A text that must be there."""
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise ScenarioError(f'{what} needs {key} = "…"')
    return value


def switch(entry: Entry, key: str, *, otherwise: bool = False) -> bool:
    """true or false; a word such as "false" would be true."""
    value = entry.get(key, otherwise)
    if not isinstance(value, bool):
        raise ScenarioError(f"{key} is true or false, not {value!r}")
    return value


def whole(entry: Entry, key: str, otherwise: int, *, least: int = 0, most: float = math.inf) -> int:
    """A whole number from `least` to `most`."""
    value = entry.get(key, otherwise)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        upto = "" if most == math.inf else f", at most {most}"
        raise ScenarioError(f"{key} is a whole number, at least {least}{upto}, not {value!r}")
    return value


def number(entry: Entry, key: str, otherwise: float) -> float:
    """A number, of either sign."""
    value = entry.get(key, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ScenarioError(f"{key} is a number, not {value!r}")
    return float(value)


def seconds(entry: Entry, key: str, otherwise: float = 0.0) -> float:
    """A time that can pass."""
    found = number(entry, key, otherwise)
    if found < 0:
        raise ScenarioError(f"{key}: {found} is no time")
    return found


def table(entry: Entry, key: str) -> Entry:
    """A table, empty when it is not there."""
    value = entry.get(key, {})
    if not isinstance(value, Mapping):
        raise ScenarioError(f"{key} is a table, not {value!r}")
    return value


def tables(entry: Entry, key: str) -> list[Entry]:
    """Several tables, none when they are not there."""
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise ScenarioError(f"{key} is a list of tables, [[{key}]]")
    return value


def nearest(word: str, words: Iterable[str]) -> str:
    """The word that was likely meant, for a message; nothing where none is near."""
    near = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f" (nearest: {near[0]})" if near else ""
