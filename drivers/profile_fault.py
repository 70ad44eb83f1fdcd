"""Puts what is wrong with a profile file into parameters a person can act on."""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from drivers.errors import ProfileError
from drivers.toml_lines import line_of

_NONE = "-"
Place = tuple[str | int, ...]
"""Tables and key, a number (from 0) for one of several."""

_EXPECTED = {
    "list_type": '["…", "…"]',
    "string_type": '"…"',
    "int_type": "1, 2, …",
    "float_type": "0.5, 1, …",
    "too_short": '["…"]',
    "bool_type": "true, false",
    "dict_type": "[…]",
    "model_type": "[…]",
    "greater_than": "> {gt}",
    "greater_than_equal": ">= {ge}",
    "less_than": "< {lt}",
    "less_than_equal": "<= {le}",
    "string_pattern_mismatch": "{pattern}",
    "string_too_short": '"…"',
    "string_too_long": "<= {max_length} × …",
    "too_long": "<= {max_length} × …",
}
"""What a value should be, as a file has it: the checker tells it in one language only."""

_NO_TEXT = ("int_type", "float_type", "bool_type", "list_type", "dict_type", "model_type")
"""Of these, a text is never what was expected."""

_UNFORESEEN = "expected.as_documented"
_OR = re.compile(r",? or ")

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
    path: Path, text: str, error: ValidationError, model: type[BaseModel], table: Place = ()
) -> ProfileError:
    """The first fault of a checked file, or of its ``table``, which ``model`` checks."""
    fault = _telling(error.errors(include_url=False))
    context: dict[str, Any] = fault.get("ctx", {})
    inner = tuple(part for part in context.get("field", fault["loc"]) if part != "[key]")
    place = (*table, *inner)
    where: dict[str, str | int] = {
        "file": str(path),
        "line": line_of(text, place) or 1,
        "field": _written(place),
    }
    if fault["type"] == "missing":
        where["field"] = ", ".join(_missing(error, table))
        return ProfileError("profile.field_missing", **where)
    if fault["type"] == "extra_forbidden":
        elsewhere = "" if isinstance(fault["input"], dict | list) else _elsewhere(str(place[-1]), model)
        nearest = elsewhere or _nearest(str(place[-1]), _fields(model, inner))
        return ProfileError("profile.field_unknown", **where, nearest=nearest)
    return _wrong(fault, context, where)


def _missing(error: ValidationError, table: Place) -> list[str]:
    """All that is missing, for one at a time would be many tries."""
    faults = error.errors(include_url=False)
    return [_written((*table, *fault["loc"])) for fault in faults if fault["type"] == "missing"]


def _elsewhere(word: str, model: type[BaseModel]) -> str:
    """The tables of ``model`` that have a key of this very name, each with the key; empty for none."""
    inner = {name: _model_in(field.annotation) for name, field in model.model_fields.items()}
    return ", ".join(f"{name}.{word}" for name, one in inner.items() if one and word in one.model_fields)


def _telling(faults: list[ErrorDetails]) -> ErrorDetails:
    """The first; but where a key is missing and one much like it is unknown, the one that was mistyped."""
    first = faults[0]
    if first["type"] == "missing":
        wanted = [str(first["loc"][-1])]
        unknown = [one for one in faults if one["type"] == "extra_forbidden"]
        beside = [one for one in unknown if one["loc"][:-1] == first["loc"][:-1]]
        alike = (one for one in beside if get_close_matches(str(one["loc"][-1]), wanted, cutoff=0.5))
        return next(alike, first)
    return first


def not_there(path: Path, text: str, place: Place, word: str, words: list[str]) -> ProfileError:
    """A place names something that the protocol's own table does not have."""
    return ProfileError(
        "profile.field_wrong",
        file=str(path),
        line=line_of(text, place),
        field=_written(place),
        found=word,
        expected=", ".join(words),
        wanted="",
        nearest=_nearest(word, words),
    )


def _wrong(fault: ErrorDetails, context: dict[str, Any], where: dict[str, str | int]) -> ProfileError:
    told = _EXPECTED.get(fault["type"], "").format(**context)
    expected = str(context.get("expected") or told or _UNFORESEEN)
    words = context.get("words") or _QUOTED.findall(expected)
    if fault["type"] == "literal_error":
        expected = _OR.sub(", ", expected).replace("'", "")
    found = str(context.get("found", _as_written(fault)))[:80]
    if context.get("found") is None and isinstance(fault["input"], dict | list):
        found = _NONE
    return ProfileError(
        "profile.field_wrong",
        **where,
        found=found or _NONE,
        expected=expected,
        wanted=str(context.get("wanted", "")),
        nearest=_nearest(found, words),
    )


def _as_written(fault: ErrorDetails) -> object:
    """What stands there; a text in its quotes where a number or true is expected, or it would look right."""
    found = fault["input"]
    if isinstance(found, bool):
        return str(found).lower()
    words = fault.get("ctx", {}).get("expected", "")
    wants_text = fault["type"] not in _NO_TEXT and not (fault["type"] == "literal_error" and "'" not in words)
    return found if wants_text or not isinstance(found, str) else f'"{found}"'


def _nearest(word: str, words: list[str]) -> str:
    return next(iter(get_close_matches(word, words, n=1, cutoff=0.5)), _NONE)


def _fields(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand beside the one at ``place``; none where any key may."""
    for part in place[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_in(model.model_fields[part].annotation)
            if inner is None:
                return []
            model = inner
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The table that a key holds, or holds several of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _written(place: Place) -> str:
    """``printed.lines[2].pattern``: one of several counted from 1."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")
