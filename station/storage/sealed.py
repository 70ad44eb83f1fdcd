"""Personal values and raw exchanges beside an entry: salted, committed to, encrypted, bound to a place."""

import os

from station.domain.ports import Vault
from station.log.commitment import SALT_BYTES, commit, commit_raw, committed_bytes

INDEXED_FIELDS = frozenset({"number", "name", "phone", "plate", "licence_no"})
"""Fields an officer can search by, exactly, over a keyed blind index."""

RAW_FIELD = ":raw"


def bound_to(log_id: str, seq: int, field: str) -> bytes:
    """What a ciphertext is authenticated with, so that it cannot be moved to another entry or field."""
    return f"{log_id}/{seq}/{field}".encode()


def seal_value(vault: Vault, key: bytes, place: tuple[str, int], field: str, value: str) -> tuple[str, bytes]:
    """The commitment (hex) that goes into the entry and the ciphertext of salt and value kept beside it."""
    salt = os.urandom(SALT_BYTES)
    return commit(salt, field, value), vault.encrypt(
        key, salt + committed_bytes(value), bound_to(*place, field)
    )


def seal_raw(vault: Vault, key: bytes, place: tuple[str, int], raw: bytes) -> tuple[str, bytes]:
    """The same for the untouched bytes of one exchange."""
    salt = os.urandom(SALT_BYTES)
    return commit_raw(salt, raw), vault.encrypt(key, salt + raw, bound_to(*place, RAW_FIELD))


def open_value(
    vault: Vault, key: bytes, place: tuple[str, int], field: str, ciphertext: bytes
) -> tuple[bytes, str]:
    """Salt and value; ``StationError("vault.damaged")`` when the ciphertext does not belong here."""
    plain = vault.decrypt(key, ciphertext, bound_to(*place, field))
    return plain[:SALT_BYTES], plain[SALT_BYTES:].decode()


def open_raw(vault: Vault, key: bytes, place: tuple[str, int], ciphertext: bytes) -> tuple[bytes, bytes]:
    """Salt and raw bytes."""
    plain = vault.decrypt(key, ciphertext, bound_to(*place, RAW_FIELD))
    return plain[:SALT_BYTES], plain[SALT_BYTES:]
