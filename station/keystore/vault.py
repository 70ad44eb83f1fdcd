"""The home's vault: data keys of personal values and raw exchanges, sealed so that writing needs nobody
signed on.

An X25519 pair: the public half lies open in the vault file, so a result that arrives at night can be
encrypted; the private half is there only wrapped, once for each enrolled officer. Data keys are sealed by
HPKE (RFC 9180, base mode) with an info string that names purpose and log.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station.domain.errors import StationError
from station.keystore import keyfile
from station.keystore.officer import NONCE_BYTES, UnlockedOfficer
from station.log import form

SCHEMA = "roadside-station/vault/1"
DATA_KEY_BYTES = 32
KEYS_REMEMBERED = 64
"""Data keys kept open while somebody is signed on: those of the screenings at hand."""
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SUITE_1 = b"\x01"
"""First byte of a sealed data key: which suite. A later suite gets another number and this one stays
readable."""


class HomeVault:
    """Implements ``station.domain.ports.Vault`` over one file."""

    def __init__(self, path: Path, log_id: str, public: X25519PublicKey, wrapped: dict[str, bytes]) -> None:
        self._path = path
        self._log_id = log_id
        self._public = public
        self._wrapped = dict(wrapped)
        self._private: X25519PrivateKey | None = None
        self._index_key: bytes | None = None
        self._opened_keys: dict[bytes, bytes] = {}
        self._ready: tuple[bytes, bytes] | None = None

    @classmethod
    def create(cls, path: Path, log_id: str, first: UnlockedOfficer) -> "HomeVault":
        """A new vault, open, with one officer enrolled; StationError ``vault.exists`` rather than over an old
        one.

        The first officer is there from the start: a private half that nobody holds would lose every value.
        """
        if path.exists():
            raise StationError("vault.exists")
        private = X25519PrivateKey.generate()
        vault = cls(path, log_id, private.public_key(), {})
        vault._take(private)
        vault.enrol(first)
        return vault

    @classmethod
    def load(cls, path: Path) -> "HomeVault":
        """The vault at ``path``, locked. StationError ``vault.missing`` or ``vault.damaged``."""
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise StationError("vault.missing") from error
        except OSError as error:
            raise StationError("vault.damaged") from error
        return cls(path, *_content(data))

    @property
    def locked(self) -> bool:
        """Whether nobody has signed on since the start."""
        return self._private is None

    @property
    def log_id(self) -> str:
        """The log whose values it keeps; a log is named after its device key."""
        return self._log_id

    @property
    def badges(self) -> frozenset[str]:
        """Who can open it."""
        return frozenset(self._wrapped)

    def open_with(self, officer: UnlockedOfficer) -> None:
        """Open with a signed-on officer's key. StationError ``vault.not_enrolled`` or ``vault.damaged``."""
        if officer.badge not in self._wrapped:
            raise StationError("vault.not_enrolled", badge=officer.badge)
        secret = officer.unwrap(self._wrapped[officer.badge], self._bound_to(officer.badge))
        self._take(X25519PrivateKey.from_private_bytes(secret))

    def enrol(self, officer: UnlockedOfficer) -> None:
        """Let ``officer`` open it from now on, by the key held now; StationError ``vault.locked`` when it is
        shut."""
        secret = self._opened().private_bytes_raw()
        self._wrapped[officer.badge] = officer.wrap(secret, self._bound_to(officer.badge))
        self._save()

    def expel(self, badge: str) -> None:
        """Forget the wrapped copy of ``badge``. Who once opened the vault may have kept what was in it."""
        self._wrapped.pop(badge, None)
        self._save()

    def lock(self) -> None:
        """Forget the private half: at sign-off of the last officer."""
        self._private = self._index_key = None
        self._opened_keys = {}

    def new_data_key(self) -> tuple[bytes, bytes]:
        """A fresh 32-byte data key and the same key sealed: one byte of suite, 32 of encapsulation,
        ciphertext."""
        ready, self._ready = self._ready, None
        key, sealed = ready or self._made()
        if not self.locked:
            self._remember(sealed, key)
        return key, sealed

    def prepare(self) -> None:
        """Seal the next data key ahead, while nothing waits for it."""
        if self._ready is None:
            self._ready = self._made()

    def _made(self) -> tuple[bytes, bytes]:
        key = os.urandom(DATA_KEY_BYTES)
        return key, SUITE_1 + SUITE.encrypt(key, self._public, info=self._info(b"data-key"))

    def open_data_key(self, sealed: bytes) -> bytes:
        """The data key inside ``sealed``; StationError ``vault.locked`` or ``vault.damaged``."""
        private = self._opened()
        known = self._opened_keys.get(sealed)
        if known is not None:
            return known
        if sealed[:1] != SUITE_1:
            raise StationError("vault.damaged")
        try:
            key = SUITE.decrypt(sealed[1:], private, info=self._info(b"data-key"))
        except (InvalidTag, ValueError) as error:
            raise StationError("vault.damaged") from error
        self._remember(sealed, key)
        return key

    def encrypt(self, data_key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
        """AES-256-GCM: 12-byte random nonce, ciphertext, tag; ``bound_to`` is authenticated, not kept."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(data_key).encrypt(nonce, plaintext, bound_to)

    def decrypt(self, data_key: bytes, ciphertext: bytes, bound_to: bytes) -> bytes:
        """The plaintext, or StationError ``vault.damaged``."""
        try:
            return AESGCM(data_key).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError) as error:
            raise StationError("vault.damaged") from error

    def token(self, field: str, value: str) -> bytes:
        """HMAC-SHA-256 of field, zero byte and value in NFC, under a key of its own derived from the private
        half."""
        self._opened()
        message = field.encode() + b"\x00" + unicodedata.normalize("NFC", value).encode("utf-8")
        return hmac.new(self._index_key or b"", message, hashlib.sha256).digest()

    def _remember(self, sealed: bytes, key: bytes) -> None:
        """Keep what the private half, which is in memory too, would open again; the oldest goes first."""
        kept = self._opened_keys
        kept[sealed] = key
        if len(kept) > KEYS_REMEMBERED:
            kept.pop(next(iter(kept)), None)

    def _opened(self) -> X25519PrivateKey:
        if self._private is None:
            raise StationError("vault.locked")
        return self._private

    def _take(self, private: X25519PrivateKey) -> None:
        self._private = private
        derivation = HKDF(SHA256(), 32, salt=None, info=self._info(b"blind-index"))
        self._index_key = derivation.derive(private.private_bytes_raw())

    def _info(self, purpose: bytes) -> bytes:
        return b"roadside-station/" + purpose + b"/1\x00" + self._log_id.encode()

    def _bound_to(self, badge: str) -> bytes:
        # With the public half: one put in by someone else would make us seal to him, and shows at sign-on.
        return (
            self._info(b"vault-wrap") + b"\x00" + badge.encode() + b"\x00" + self._public.public_bytes_raw()
        )

    def _save(self) -> None:
        content = {
            "schema": SCHEMA,
            "log_id": self._log_id,
            "public_key": form.base64_text(self._public.public_bytes_raw()),
            "wrapped": {badge: form.base64_text(data) for badge, data in sorted(self._wrapped.items())},
        }
        keyfile.replace(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _content(data: bytes) -> tuple[str, X25519PublicKey, dict[str, bytes]]:
    """Log, public half and wrapped copies. The schema first: a later one may look like anything."""
    try:
        source = json.loads(data)
        schema = source["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise StationError("vault.damaged") from error
    if schema != SCHEMA:
        raise StationError("vault.schema_unknown", schema=str(schema))
    try:
        public = X25519PublicKey.from_public_bytes(form.base64_bytes(source, "public_key", 32))
        wrapped = {badge: form.base64_bytes(source["wrapped"], badge) for badge in source["wrapped"]}
        return form.text(source, "log_id"), public, wrapped
    except (ValueError, KeyError, TypeError, AttributeError, StationError) as error:
        raise StationError("vault.damaged") from error
