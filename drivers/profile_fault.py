"""Puts what is wrong with a profile file into parameters a person can act on."""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drivers.errors import ProfileError

_NONE = "-"
_AT_LINE = re.compile(r"at line (\d+)")
_QUOTED = re.compile(r"'([^']*)'")


def syntax_fault(path: Path, error: Exception) -> ProfileError:
    """The file cannot be read or is no TOML."""
    detail = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    found = _AT_LINE.search(detail) if isinstance(error, tomllib.TOMLDecodeError) else None
    return ProfileError(
        "profile.unreadable", file=str(path), line=int(found[1]) if found else 0, detail=detail
    )


def explain(
    path: Path, text: str, error: ValidationError, model: type[BaseModel], table: tuple[str, ...] = ()
) -> ProfileError:
    """The first fault of a checked file, or of its ``table``, which ``model`` checks."""
    fault = error.errors(include_url=False)[0]
    context: dict[str, Any] = fault.get("ctx", {})
    inner = tuple(str(part) for part in context.get("field", fault["loc"]))
    place = (*table, *inner)
    where: dict[str, str | int] = {"file": str(path), "line": line_of(text, place), "field": ".".join(place)}
    if fault["type"] == "missing":
        return ProfileError("profile.field_missing", **where)
    if fault["type"] == "extra_forbidden":
        return ProfileError(
            "profile.field_unknown", **where, nearest=_nearest(place[-1], _fields(model, inner))
        )
    return _wrong(fault, context, where)


def _wrong(fault: ErrorDetails, context: dict[str, Any], where: dict[str, str | int]) -> ProfileError:
    expected = str(context.get("expected") or fault["msg"])
    words = context.get("words") or _QUOTED.findall(expected)
    found = str(context.get("found", fault["input"]))[:80]
    return ProfileError(
        "profile.field_wrong",
        **where,
        found=found or _NONE,
        expected=expected,
        nearest=_nearest(found, words),
    )


def _nearest(word: str, words: list[str]) -> str:
    return next(iter(get_close_matches(word, words, n=1, cutoff=0.5)), _NONE)


def _fields(model: type[BaseModel], place: tuple[str, ...]) -> list[str]:
    """The keys that may stand beside the one at ``place``."""
    for part in place[:-1]:
        inner = model.model_fields[part].annotation
        options = [inner, *getattr(inner, "__args__", ())]
        model = next(
            option for option in options if isinstance(option, type) and issubclass(option, BaseModel)
        )
    return list(model.model_fields)


def line_of(text: str, place: tuple[str, ...]) -> int:
    """The line where the key at ``place`` is set, or its table begins; 0 when neither is there."""
    table, best = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        head = line.split("#", 1)[0].strip()
        if head.startswith("[") and head.endswith("]") and "=" not in head:
            table = head.strip("[] ")
            if table == place[0]:
                best = number
        elif "=" in head:
            key = head.split("=", 1)[0].strip().strip("\"'")
            if (table, key) == (("", place[0]) if len(place) == 1 or not table else (place[0], place[1])):
                return number
    return best
