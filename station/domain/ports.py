"""What the domain needs from outside, where two implementations truly exist."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Moment:
    """One reading of the clocks. Sequence orders entries, never this.

    ``at`` is aware UTC; ``boottime_ms`` counts milliseconds since boot including suspend and is comparable
    only under one ``boot_id``; ``offset_ms`` is the wall clock's known error against ``source``, if known.
    """

    at: datetime
    boot_id: str
    boottime_ms: int
    source: str
    offset_ms: int | None = None


class Clock(Protocol):
    """The wall clock and the monotonic clock that also runs while the lid is closed."""

    def utc(self) -> datetime:
        """Aware UTC wall clock."""
        ...

    def boottime(self) -> float:
        """Seconds since boot, suspend included."""
        ...

    def moment(self) -> Moment:
        """Both clocks, read together, with their source."""
        ...


class Signer(Protocol):
    """A key that signs: the device's or an officer's."""

    @property
    def key_id(self) -> str:
        """Lower-case hex SHA-256 of the public key's SubjectPublicKeyInfo DER."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Raw signature over ``data`` (64 bytes for Ed25519)."""
        ...


class Vault(Protocol):
    """Encryption of personal values and raw exchanges under data keys sealed to the home's public half.

    Making and sealing a data key and encrypting need nobody signed on. Opening a sealed key and the blind
    index do: they raise ``StationError("vault.locked")`` until an officer has signed on.
    """

    def new_data_key(self) -> tuple[bytes, bytes]:
        """A fresh 32-byte data key and the same key sealed to the public half."""
        ...

    def open_data_key(self, sealed: bytes) -> bytes:
        """The data key inside ``sealed``."""
        ...

    def encrypt(self, data_key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
        """AES-256-GCM: 12-byte nonce followed by ciphertext and tag; ``bound_to`` is authenticated."""
        ...

    def decrypt(self, data_key: bytes, ciphertext: bytes, bound_to: bytes) -> bytes:
        """The plaintext, or ``StationError("vault.damaged")``."""
        ...

    def token(self, field: str, value: str) -> bytes:
        """32-byte keyed blind-index token of one value (HMAC-SHA-256), for exact search."""
        ...
