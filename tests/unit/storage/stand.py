"""A store on the test stand: a device key, a vault in memory that can be locked, a clock set by hand."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.ports import Moment
from station.log import ed25519
from station.log.entry import Draft
from station.storage.store import Store

LOG_ID = "test-log"
SOFTWARE = "roadside-station 0"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class DeviceKey:
    """An Ed25519 key from fixed bytes."""

    def __init__(self, seed: bytes = bytes(32)) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key_raw = self._private.public_key().public_bytes_raw()
        self.key_id = ed25519.key_id(self.public_key_raw)

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)


class MemoryVault:
    """Seals data keys under one key; ``locked`` acts as before sign-on."""

    def __init__(self) -> None:
        self.locked = False
        self._home = AESGCM(b"h" * 32)

    def new_data_key(self) -> tuple[bytes, bytes]:
        key, nonce = os.urandom(32), os.urandom(12)
        return key, nonce + self._home.encrypt(nonce, key, None)

    def open_data_key(self, sealed: bytes) -> bytes:
        self._must_be_open()
        return self._home.decrypt(sealed[:12], sealed[12:], None)

    def encrypt(self, data_key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
        nonce = os.urandom(12)
        return nonce + AESGCM(data_key).encrypt(nonce, plaintext, bound_to)

    def decrypt(self, data_key: bytes, ciphertext: bytes, bound_to: bytes) -> bytes:
        try:
            return AESGCM(data_key).decrypt(ciphertext[:12], ciphertext[12:], bound_to)
        except InvalidTag:
            raise StationError("vault.damaged") from None

    def token(self, field: str, value: str) -> bytes:
        self._must_be_open()
        mac = hmac.HMAC(b"i" * 32, hashes.SHA256())
        mac.update(f"{field}\0{value}".encode())
        return mac.finalize()

    def _must_be_open(self) -> None:
        if self.locked:
            raise StationError("vault.locked")


@dataclass
class SetClock:
    """Both clocks, moved by the test: ``pass_s`` moves both, ``set_back`` the wall clock alone."""

    at: datetime = START
    boot_id: str = "boot-1"
    boottime_ms: int = 1_000
    step_ms: int = 0
    read: int = field(default=0)

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.boottime_ms += round(seconds * 1000)

    def utc(self) -> datetime:
        return self.at

    def boottime(self) -> float:
        return self.boottime_ms / 1000

    def moment(self) -> Moment:
        self.pass_s(self.step_ms / 1000)
        return Moment(self.at, self.boot_id, self.boottime_ms, "test")


@dataclass
class Stand:
    """What stores of one test share."""

    path: Path
    signer: DeviceKey = field(default_factory=DeviceKey)
    vault: MemoryVault = field(default_factory=MemoryVault)
    clock: SetClock = field(default_factory=SetClock)

    def open(self) -> Store:
        return Store.open(
            self.path,
            signer=self.signer,
            vault=self.vault,
            clock=self.clock,
            software=SOFTWARE,
            log_id=LOG_ID,
        )

    def log_opened(self) -> Draft:
        """The first entry of a log that is to verify."""
        return Draft(
            kinds.LOG_OPENED,
            {
                "device_public_key": base64.b64encode(self.signer.public_key_raw).decode(),
                "device_key_id": self.signer.key_id,
                "home": "home-1",
                "post": "checkpoint",
                "jurisdiction": "cn",
                "training": False,
                "clock_factor": "1",
            },
        )

    @contextmanager
    def store(self) -> Iterator[Store]:
        store = self.open()
        try:
            yield store
        finally:
            store.close()
