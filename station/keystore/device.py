"""The device key: signs every entry, unattended, so it is a plain file only the station's user can read."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from station.domain.errors import StationError
from station.keystore import keyfile
from station.log import ed25519


class DeviceKey:
    """An Ed25519 key in PKCS#8 PEM; a ``Signer``. ``key_id`` is also the fingerprint that stands on paper."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key_raw = private.public_key().public_bytes_raw()
        self._key_id = ed25519.key_id(self.public_key_raw)

    @property
    def key_id(self) -> str:
        """Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER."""
        return self._key_id

    @property
    def fingerprint(self) -> str:
        """The key id: what ``verify.sh`` is given from paper."""
        return self._key_id

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519 signature."""
        return self._private.sign(data)

    @classmethod
    def create(cls, path: Path) -> "DeviceKey":
        """A new key, written to ``path``; StationError ``keys.device_exists`` rather than over an old one."""
        key = cls(Ed25519PrivateKey.generate())
        pem = key._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            keyfile.write_new(path, pem)
        except FileExistsError as error:
            raise StationError("keys.device_exists", path=str(path)) from error
        return key

    @classmethod
    def load(cls, path: Path) -> "DeviceKey":
        """The key at ``path``.

        StationError ``keys.device_missing``, ``keys.device_exposed`` (others may read the file: the key must
        be taken as known to them) or ``keys.device_damaged``.
        """
        try:
            exposed, pem = keyfile.is_exposed(path), path.read_bytes()
        except FileNotFoundError as error:
            raise StationError("keys.device_missing", path=str(path)) from error
        except OSError as error:
            raise StationError("keys.device_unreadable", path=str(path)) from error
        if exposed:
            raise StationError("keys.device_exposed", path=str(path))
        return cls(_private_key(pem, path))


def _private_key(pem: bytes, path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StationError("keys.device_damaged", path=str(path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StationError("keys.device_damaged", path=str(path))
    return key
