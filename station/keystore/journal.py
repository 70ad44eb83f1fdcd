"""The journal of a port: every byte in and out, encrypted, also while nobody is signed on.

A segment file is: the magic line; four bytes of length; a header of that length (canonical JSON with the lane
and the segment's data key sealed to the vault); then records. A record is four bytes of length and
AES-256-GCM over one byte of direction, eight of milliseconds since boot and the data, nonce = record number,
header hash authenticated. One port has one writer. A record that a power cut tore is left out on reading; a
changed one is an error.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from station.domain.errors import StationError
from station.domain.ports import Clock, Vault
from station.log import canonical, form
from station.log.ulid import ENTROPY_BYTES, ulid

MAGIC = b"roadside-station/journal/1\n"
SEGMENT_BYTES = 8 * 1024 * 1024
LENGTH_BYTES = 4
Direction: TypeAlias = Literal["in", "out"]
_DIRECTIONS: dict[Direction, bytes] = {"in": b"\x00", "out": b"\x01"}
_FILE = re.compile(r"(.+)-[0-9A-Z]{26}\.bin")
_HEADER_KEYS = ("boot_id", "lane", "opened_at", "sealed_key")


@dataclass(frozen=True)
class Passage:
    """Bytes that went over a port together; ``boottime_ms`` counts under the segment's boot."""

    direction: Direction
    boottime_ms: int
    data: bytes


@dataclass(frozen=True)
class Segment:
    """One segment as read. ``torn`` says that it ends in a record that was not written whole; ``unopened``
    are the numbers, from 0, of records that were changed since; ``unread_bytes`` is how long the torn end is.
    """

    lane: str
    boot_id: str
    opened_at: datetime
    passages: tuple[Passage, ...]
    torn: bool
    unopened: tuple[int, ...] = ()
    unread_bytes: int = 0


class Journal:
    """The journal of one lane, in files ``<lane>-<ulid>.bin``. A new one begins with each start and when
    full."""

    def __init__(
        self, folder: Path, lane: str, vault: Vault, clock: Clock, segment_bytes: int = SEGMENT_BYTES
    ) -> None:
        self._folder = folder
        self._lane = lane
        self._vault = vault
        self._clock = clock
        self._limit = segment_bytes
        self._descriptor: int | None = None
        self._written = self._number = 0
        self._cipher = AESGCM(bytes(32))
        self._bound_to = b""

    def write(self, direction: Direction, data: bytes, now: float) -> None:
        """Append ``data``, seen ``now`` seconds after boot. On the disk only after :meth:`sync`."""
        if self._descriptor is None or self._written >= self._limit:
            self._begin()
        plain = _DIRECTIONS[direction] + int(now * 1000).to_bytes(8, "big") + data
        sealed = self._cipher.encrypt(_nonce(self._number), plain, self._bound_to)
        self._put(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self._number += 1

    def sync(self) -> None:
        """Wait until what was written would survive a power cut."""
        if self._descriptor is not None:
            os.fdatasync(self._descriptor)

    def close(self) -> None:
        """End the segment."""
        if self._descriptor is not None:
            self.sync()
            os.close(self._descriptor)
            self._descriptor = None

    def _begin(self) -> None:
        self.close()
        key, sealed = self._vault.new_data_key()
        moment = self._clock.moment()
        header = canonical.dumps(
            {
                "boot_id": moment.boot_id,
                "lane": self._lane,
                "opened_at": form.utc_text(moment.at),
                "sealed_key": form.base64_text(sealed),
            }
        )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{quote(self._lane, safe='')}-{ulid(moment.at, os.urandom(ENTROPY_BYTES))}.bin"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._descriptor = os.open(self._folder / name, flags, 0o600)
        self._written = self._number = 0
        self._cipher, self._bound_to = AESGCM(key), _header_hash(header)
        self._put(MAGIC + len(header).to_bytes(LENGTH_BYTES, "big") + header)

    def _put(self, data: bytes) -> None:
        """Write all of it. A failed write ends the segment, so that nothing follows a torn record."""
        if self._descriptor is None:
            return
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            os.close(self._descriptor)
            self._descriptor = None
            raise
        self._written += len(data)


def lane_of(path: Path) -> str | None:
    """The lane that a segment's file is named after; None for a file that is named like no segment."""
    found = _FILE.fullmatch(path.name)
    return unquote(found[1]) if found else None


def read_segment(path: Path, vault: Vault) -> Segment:
    """A segment's bytes in order. StationError ``vault.locked``, ``vault.damaged`` or ``log.*`` for a bad
    header; ``vault.damaged`` too for a record that was changed."""
    segment = read_what_opens(path, vault)
    if segment.unopened:
        raise StationError("vault.damaged")
    return segment


def read_what_opens(path: Path, vault: Vault) -> Segment:
    """The same without the records that were changed: each stands for itself, and at its own place only."""
    data = path.read_bytes()
    start = len(MAGIC) + LENGTH_BYTES
    if data[: len(MAGIC)] != MAGIC or len(data) < start:
        raise StationError("vault.damaged")
    end = start + int.from_bytes(data[len(MAGIC) : start], "big")
    header = data[start:end]
    source = form.exactly(canonical.loads(header), _HEADER_KEYS, "journal")
    cipher = AESGCM(vault.open_data_key(form.base64_bytes(source, "sealed_key")))
    records = list(_records(data[end:]))
    passages = [_passage(cipher, number, record, header) for number, record in enumerate(records)]
    # Only the last one may be torn: a file system may have kept its length and lost its bytes.
    whole = records[:-1] if None in passages[-1:] else records
    unread = len(data) - end - sum(LENGTH_BYTES + len(record) for record in whole)
    return Segment(
        lane=form.text(source, "lane"),
        boot_id=form.text(source, "boot_id"),
        opened_at=form.utc_time(source, "opened_at"),
        passages=tuple(passage for passage in passages if passage is not None),
        torn=unread > 0,
        unread_bytes=unread,
        unopened=tuple(number for number, passage in enumerate(passages[:-1]) if passage is None),
    )


def _records(data: bytes) -> Iterator[bytes]:
    place = 0
    while place + LENGTH_BYTES <= len(data):
        length = int.from_bytes(data[place : place + LENGTH_BYTES], "big")
        record = data[place + LENGTH_BYTES : place + LENGTH_BYTES + length]
        if len(record) < length:
            return
        yield record
        place += LENGTH_BYTES + length


def _passage(cipher: AESGCM, number: int, record: bytes, header: bytes) -> Passage | None:
    try:
        plain = cipher.decrypt(_nonce(number), record, _header_hash(header))
    except (InvalidTag, ValueError):
        return None
    direction: Direction = "in" if plain[:1] == _DIRECTIONS["in"] else "out"
    return Passage(direction, int.from_bytes(plain[1:9], "big"), plain[9:])


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _header_hash(header: bytes) -> bytes:
    return hashlib.sha256(MAGIC + header).digest()
