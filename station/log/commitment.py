"""Salted commitments: what stands in a signed body in place of a personal value or of raw bytes.

The salt is what keeps an identity number, of which there are few, from being guessed from its hash; it is
kept encrypted beside the value. Whoever is shown salt and value can check them against the log.
"""

import hashlib
import unicodedata

from station.domain.errors import StationError

SALT_BYTES = 32


def commit(salt: bytes, field: str, value: str) -> str:
    """Lower-case hex SHA-256 of salt, field name, one zero byte and the value in NFC, both as UTF-8."""
    return hashlib.sha256(_salt(salt) + _name(field) + b"\x00" + committed_bytes(value)).hexdigest()


def commit_raw(salt: bytes, data: bytes) -> str:
    """Lower-case hex SHA-256 of salt and the bytes of an exchange."""
    return hashlib.sha256(_salt(salt) + data).hexdigest()


def committed_bytes(value: str) -> bytes:
    """The bytes of a value as they are committed to and as they are disclosed."""
    try:
        return unicodedata.normalize("NFC", value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise StationError("log.lone_surrogate") from error


def _salt(salt: bytes) -> bytes:
    if len(salt) != SALT_BYTES:
        raise StationError("log.form", field="salt")
    return salt


def _name(field: str) -> bytes:
    if not field.isascii() or not field.isidentifier():
        raise StationError("log.form", field="field")
    return field.encode("ascii")
