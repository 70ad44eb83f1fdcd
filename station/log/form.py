"""Typed reading of signed JSON objects: a field of another type, or a key too many, is not our form."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from station.domain.errors import StationError
from station.domain.facts import Json

LEAF = re.compile(r"[0-9a-f]{64}")
_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


def refuse(field: str) -> StationError:
    """The error for a field that is missing or of the wrong form."""
    return StationError("log.form", field=field)


def exactly(value: Json, keys: Iterable[str], field: str) -> dict[str, Json]:
    """``value`` as an object with exactly ``keys``."""
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise refuse(field)
    return value


def text(source: Mapping[str, Json], field: str, pattern: re.Pattern[str] | None = None) -> str:
    """A string field that matches ``pattern`` as a whole."""
    value = source.get(field)
    if not isinstance(value, str) or (pattern is not None and not pattern.fullmatch(value)):
        raise refuse(field)
    return value


def integer(source: Mapping[str, Json], field: str) -> int:
    """An integer field; a boolean is not one."""
    value = source.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise refuse(field)
    return value


def texts(source: Mapping[str, Json], field: str, pattern: re.Pattern[str] | None = None) -> tuple[str, ...]:
    """A list of strings that each match ``pattern``."""
    values = source.get(field)
    if not isinstance(values, list):
        raise refuse(field)
    return tuple(text({field: value}, field, pattern) for value in values)


def objects(source: Mapping[str, Json], field: str) -> list[dict[str, Json]]:
    """A list of objects; a missing field is an empty list."""
    values = source.get(field, [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise refuse(field)
    return [value for value in values if isinstance(value, dict)]


def base64_bytes(source: Mapping[str, Json], field: str, length: int | None = None) -> bytes:
    """The bytes of a padded standard Base64 field (RFC 4648 section 4), its only spelling."""
    encoded = text(source, field)
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refuse(field) from error
    if base64.b64encode(data).decode() != encoded or (length is not None and len(data) != length):
        raise refuse(field)
    return data


def base64_text(data: bytes) -> str:
    """``data`` as padded standard Base64."""
    return base64.b64encode(data).decode("ascii")


def utc_text(at: datetime) -> str:
    """``2026-11-24T02:13:08.123Z``: UTC to the millisecond below. A naive time is our own mistake."""
    if at.utcoffset() is None:
        raise refuse("utc")
    return to_millisecond(at).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def utc_time(source: Mapping[str, Json], field: str) -> datetime:
    """The aware UTC time of a field written by :func:`utc_text`."""
    written = text(source, field, _UTC)
    try:
        return datetime.fromisoformat(written)
    except ValueError as error:
        raise refuse(field) from error


def to_millisecond(at: datetime) -> datetime:
    """``at`` in UTC without what is below a millisecond, as it is written."""
    moved = at.astimezone(UTC)
    return moved - timedelta(microseconds=moved.microsecond % 1000)
