"""Canonical JSON (RFC 8785): one value has one sequence of bytes, and only those bytes are accepted.

What is signed is kept and verified as bytes; this module only makes them and reads them back. On top of the
RFC: numbers are integers within ±(2**53 - 1), no floats; text is brought to NFC when written. Reading does
not ask for NFC, because the Unicode tables of a later Python must not make an old entry unreadable.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import NoReturn, cast

import rfc8785

from station.domain.errors import StationError
from station.domain.facts import Json

INTEGER_LIMIT = 2**53 - 1
"""Largest integer every JSON reader agrees on (RFC 7493 2.2)."""

DEPTH_LIMIT = 32
"""Levels of nesting; ours are at most six, and a parser must not be driven into its recursion limit."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True)


def dumps(value: Json) -> bytes:
    """The canonical bytes of ``value``. StationError ``log.*`` when it has none that we would sign."""
    return _encode(_checked(value, 0))


def loads(data: bytes) -> Json:
    """The value whose canonical bytes are ``data``. StationError ``log.*`` for anything else."""
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_refuse_float, parse_constant=_refuse_float
        )
    except UnicodeDecodeError as error:
        raise StationError("log.not_utf8") from error
    except RecursionError as error:
        raise StationError("log.too_deep", limit=DEPTH_LIMIT) from error
    except ValueError as error:
        raise StationError("log.not_json") from error
    _check_read(value, 0)
    if _encode(value) != data:
        raise StationError("log.not_canonical")
    return cast("Json", value)


def _encode(value: Json) -> bytes:
    """The bytes of a value that holds no floats.

    In ASCII the standard library's encoder orders keys and escapes text as the RFC does, several times
    faster; beyond it keys go by UTF-16, which is the other library's matter.
    """
    try:
        text = _ENCODER.encode(value)
        return text.encode("ascii") if text.isascii() else rfc8785.dumps(value)
    except UnicodeEncodeError as error:
        raise StationError("log.lone_surrogate") from error
    except rfc8785.CanonicalizationError as error:
        raise StationError("log.lone_surrogate") from error


def _checked(value: Json, depth: int) -> Json:
    """``value`` with its text in NFC, or an error naming what cannot be signed."""
    if depth > DEPTH_LIMIT:
        raise StationError("log.too_deep", limit=DEPTH_LIMIT)
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, (dict, Mapping)):  # dict first: the abstract class answers several times slower
        made = {_key(key): _checked(item, depth + 1) for key, item in value.items()}
        if len(made) != len(value):
            raise StationError("log.duplicate_key")
        return made
    if isinstance(value, (list, tuple)):
        return [_checked(item, depth + 1) for item in value]
    return _scalar(value)


def _check_read(value: object, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise StationError("log.too_deep", limit=DEPTH_LIMIT)
    if isinstance(value, dict):
        for item in value.values():
            _check_read(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_read(item, depth + 1)
    elif not isinstance(value, str):
        _scalar(value)


def _scalar(value: object) -> int | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        _refuse_float(str(value))
    if not isinstance(value, int):
        raise StationError("log.not_json", type=type(value).__name__)
    if abs(value) > INTEGER_LIMIT:
        raise StationError("log.integer_range", limit=INTEGER_LIMIT)
    return value


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise StationError("log.not_json", type=type(key).__name__)
    return key if key.isascii() else unicodedata.normalize("NFC", key)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise StationError("log.duplicate_key")
    return made


def _refuse_float(text: str) -> NoReturn:
    raise StationError("log.float", number=text)
