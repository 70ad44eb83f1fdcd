"""An officer's key: an OpenSSH private-key file under a passphrase, and a side file with who it is and the
PIN.

The passphrase is asked at sign-on and opens the file (bcrypt, rounds raised: about half a second). The PIN is
asked for each signature after that; what checks it is keyed by the private half, so the side file without the
passphrase gives a thief nothing to try PINs against.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PrivateFormat,
    load_ssh_private_key,
)

from station.domain.errors import StationError
from station.keystore import keyfile
from station.log import ed25519
from station.log.statement import BADGE

SCHEMA = "roadside-station/officer-key/1"
KDF_ROUNDS = 64
"""bcrypt rounds of the key file; ssh-keygen's own default is 16 to 24."""
PASSPHRASE_LENGTH = 12
PIN_LENGTH = 6
NONCE_BYTES = 12
_KEYS = {"schema", "badge", "key_id", "public_key", "file_sha256", "pin", "seal"}


class UnlockedOfficer:
    """An officer who has signed on: a ``Signer`` for as long as the object is held."""

    def __init__(self, badge: str, private: Ed25519PrivateKey, pin_verifier: str) -> None:
        self.badge = badge
        self.public_key_raw = private.public_key().public_bytes_raw()
        self._key_id = ed25519.key_id(self.public_key_raw)
        self._private = private
        self._pin_verifier = pin_verifier

    @property
    def key_id(self) -> str:
        """Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER."""
        return self._key_id

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519 signature. Asking for the PIN first is the caller's duty."""
        return self._private.sign(data)

    def check_pin(self, pin: str) -> bool:
        """Whether this is the officer's PIN, in constant time. Counting wrong ones is the domain's matter."""
        return hmac.compare_digest(_pin_verifier(self._private, self.badge, pin), self._pin_verifier)

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        """``secret`` for this officer alone: nonce, AES-256-GCM ciphertext and tag."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._wrapping_key()).encrypt(nonce, secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """The inverse of :meth:`wrap`; StationError ``vault.damaged`` when it is not ours or was changed."""
        try:
            return AESGCM(self._wrapping_key()).decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to
            )
        except (InvalidTag, ValueError) as error:
            raise StationError("vault.damaged") from error

    def _wrapping_key(self) -> bytes:
        return _derived(self._private, b"roadside-station/officer-wrap/1")


@dataclass(frozen=True)
class OfficerKey:
    """The public side of a key on disk: enough to enrol its owner."""

    badge: str
    key_id: str
    public_key_raw: bytes

    @classmethod
    def create(
        cls, path: Path, badge: str, passphrase: str, pin: str, *, rounds: int = KDF_ROUNDS
    ) -> "OfficerKey":
        """A new key at ``path`` (OpenSSH) and ``path`` with ``.json``.

        StationError ``keys.passphrase_short``, ``keys.pin_form``, ``keys.badge_form`` or
        ``keys.officer_exists``.
        """
        secret = _passphrase_bytes(passphrase)
        if len(secret.decode()) < PASSPHRASE_LENGTH:
            raise StationError("keys.passphrase_short", length=PASSPHRASE_LENGTH)
        if not pin_is_well_formed(pin):
            raise StationError("keys.pin_form", length=PIN_LENGTH)
        if not BADGE.fullmatch(badge):
            raise StationError("keys.badge_form")
        private = Ed25519PrivateKey.generate()
        encryption = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(rounds).build(secret)
        container = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)
        try:
            keyfile.write_new(path, container)
        except FileExistsError as error:
            raise StationError("keys.officer_exists", badge=badge) from error
        # The side file second: a key without one cannot sign on, and creating it again says so.
        side = _side_file(private, badge, container, _pin_verifier(private, badge, pin))
        keyfile.replace(_side_path(path), side)
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> "OfficerKey":
        """Who the key at ``path`` belongs to, as its side file claims; only :meth:`unlock` proves it."""
        side = _read_side(path)
        public_key = bytes.fromhex(side["public_key"])
        return cls(side["badge"], ed25519.key_id(public_key), public_key)

    @staticmethod
    def unlock(path: Path, passphrase: str) -> UnlockedOfficer:
        """Sign on.

        StationError ``keys.passphrase_wrong``, ``keys.officer_missing`` or ``keys.officer_damaged``.
        """
        side = _read_side(path)
        container = _container(path)
        if hashlib.sha256(container).hexdigest() != side["file_sha256"]:
            raise _damaged(path)
        private = _opened(container, passphrase, path)
        if not hmac.compare_digest(_seal(private, side), side["seal"]):
            raise _damaged(path)
        return UnlockedOfficer(side["badge"], private, side["pin"])

    @staticmethod
    def change_pin(path: Path, officer: UnlockedOfficer, pin: str) -> UnlockedOfficer:
        """Give the signed-on ``officer`` another PIN; the old object keeps the old one."""
        if not pin_is_well_formed(pin):
            raise StationError("keys.pin_form", length=PIN_LENGTH)
        private = officer._private  # noqa: SLF001  # the same module's other half
        verifier = _pin_verifier(private, officer.badge, pin)
        keyfile.replace(_side_path(path), _side_file(private, officer.badge, _container(path), verifier))
        return UnlockedOfficer(officer.badge, private, verifier)


def pin_is_well_formed(pin: str) -> bool:
    """At least six digits; full-width digits from a Chinese input method count as digits."""
    digits = unicodedata.normalize("NFKC", pin)
    return len(digits) >= PIN_LENGTH and digits.isascii() and digits.isdigit()


def _passphrase_bytes(passphrase: str) -> bytes:
    """NFKC, so that the same passphrase typed through another input method opens the key."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _derived(private: Ed25519PrivateKey, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(private.private_bytes_raw())


def _mac(private: Ed25519PrivateKey, purpose: bytes, *parts: str) -> str:
    message = b"\x00".join(part.encode("utf-8", "surrogatepass") for part in parts)
    return hmac.new(_derived(private, purpose), message, hashlib.sha256).hexdigest()


def _pin_verifier(private: Ed25519PrivateKey, badge: str, pin: str) -> str:
    digits = unicodedata.normalize("NFKC", pin)
    return _mac(private, b"roadside-station/officer-pin/1", badge, digits)


def _seal(private: Ed25519PrivateKey, side: dict[str, str]) -> str:
    """Binds badge and PIN to the key: a side file put together from two officers' does not pass."""
    parts = [side[name] for name in sorted(_KEYS - {"seal"})]
    return _mac(private, b"roadside-station/officer-side-file/1", *parts)


def _side_file(private: Ed25519PrivateKey, badge: str, container: bytes, pin_verifier: str) -> bytes:
    public_key = private.public_key().public_bytes_raw()
    side = {
        "schema": SCHEMA,
        "badge": badge,
        "key_id": ed25519.key_id(public_key),
        "public_key": public_key.hex(),
        "file_sha256": hashlib.sha256(container).hexdigest(),
        "pin": pin_verifier,
    }
    return json.dumps(side | {"seal": _seal(private, side)}, ensure_ascii=False, indent=1).encode()


def _side_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _read_side(path: Path) -> dict[str, str]:
    try:
        side = json.loads(_side_path(path).read_bytes())
    except FileNotFoundError as error:
        raise StationError("keys.officer_missing", path=path.name) from error
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if not _is_side(side):
        raise _damaged(path)
    checked: dict[str, str] = side
    return checked


def _is_side(side: object) -> bool:
    if not isinstance(side, dict) or side.keys() != _KEYS:
        return False
    if not all(isinstance(value, str) for value in side.values()) or side["schema"] != SCHEMA:
        return False
    try:
        return ed25519.key_id(bytes.fromhex(side["public_key"])) == str(side["key_id"])
    except ValueError:
        return False


def _container(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise StationError("keys.officer_missing", path=path.name) from error
    except OSError as error:
        raise _damaged(path) from error


def _opened(container: bytes, passphrase: str, path: Path) -> Ed25519PrivateKey:
    try:
        key = load_ssh_private_key(container, _passphrase_bytes(passphrase) or b" ")
    except (ValueError, TypeError) as error:
        # The file is whole (its hash was compared), so what does not fit is the passphrase.
        raise StationError("keys.passphrase_wrong") from error
    except UnsupportedAlgorithm as error:
        raise _damaged(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _damaged(path)
    return key


def _damaged(path: Path) -> StationError:
    return StationError("keys.officer_damaged", path=path.name)
