"""The head of a log as others keep it: a C2SP checkpoint, signed by the device key.

A checkpoint is three lines (origin, size, root in Base64) in a signed note. Sources:
https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note. Cosignatures of witnesses are further lines
of the same note; lines of keys we do not know are passed over, as the note format asks.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Protocol

from station.domain.errors import StationError
from station.domain.ports import Signer
from station.log import ed25519
from station.log.entry import LOG_ID
from station.log.head import Head
from station.log.merkle import HASH_BYTES

ORIGIN_PREFIX = "roadside-station/"
SIGNATURE_PREFIX = "\u2014 "
ED25519_TYPE = b"\x01"
KEY_HASH_BYTES = 4


class NoteSigner(Signer, Protocol):
    """A signer whose public key is at hand: a note names its key by a hash over it."""

    @property
    def public_key_raw(self) -> bytes:
        """32 bytes of Ed25519 public key."""
        ...


@dataclass(frozen=True)
class Checkpoint:
    """A log of ``size`` entries has this ``root`` (32 bytes); ``signature`` is the device key's, 64 bytes."""

    origin: str
    size: int
    root: bytes
    signature: bytes

    @property
    def log_id(self) -> str:
        """The log it speaks of."""
        return self.origin.removeprefix(ORIGIN_PREFIX)

    @property
    def body(self) -> str:
        """The text under the signature, with its last newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def note(self, public_key: bytes) -> str:
        """The signed note, byte for byte as it was issued."""
        signature = key_hash(self.origin, public_key) + self.signature
        line = f"{SIGNATURE_PREFIX}{self.origin} {base64.b64encode(signature).decode()}\n"
        return f"{self.body}\n{line}"

    def signed_by(self, public_key: bytes) -> bool:
        """Whether the signature over the body is this key's."""
        return ed25519.verifies(public_key, self.signature, self.body.encode())

    def agrees(self, root: bytes) -> bool:
        """Whether ``root``, recomputed at :attr:`size`, is the one seen then."""
        return self.root == root


def origin_of(log_id: str) -> str:
    """The origin line, which is also the name of the key."""
    return ORIGIN_PREFIX + log_id


def key_hash(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a note names an Ed25519 key: SHA-256 of name, newline, type 1 and the key."""
    digest = hashlib.sha256(name.encode() + b"\n" + ED25519_TYPE + public_key).digest()
    return digest[:KEY_HASH_BYTES]


def issue(head: Head, signer: NoteSigner) -> str:
    """The signed note for ``head``, ending in a newline."""
    unsigned = Checkpoint(origin_of(head.log_id), head.size, head.root(), b"")
    signature = signer.sign(unsigned.body.encode())
    signed = Checkpoint(unsigned.origin, unsigned.size, unsigned.root, signature)
    return signed.note(signer.public_key_raw)


def verify(text: str, public_key: bytes, origin: str) -> Checkpoint:
    """The checkpoint in a signed note.

    StationError ``log.checkpoint_form``, ``log.checkpoint_origin``, ``log.checkpoint_unsigned`` (no line of
    this key) or ``log.checkpoint_signature``.
    """
    body, lines = _taken_apart(text)
    signature = note_signature(body, lines, origin, public_key)
    found, size, root = _read_body(body)
    if found != origin:
        raise StationError("log.checkpoint_origin", expected=origin, found=found)
    return Checkpoint(found, size, root, signature)


def note_signature(body: str, lines: list[str], name: str, public_key: bytes) -> bytes:
    """The verified signature of ``name`` over the note's text. The first line of name and key decides."""
    wanted = key_hash(name, public_key)
    for line in lines:
        owner, signature = _signature_line(line)
        if owner == name and signature[:KEY_HASH_BYTES] == wanted:
            if ed25519.verifies(public_key, signature[KEY_HASH_BYTES:], body.encode()):
                return signature[KEY_HASH_BYTES:]
            raise StationError("log.checkpoint_signature", origin=name)
    raise StationError("log.checkpoint_unsigned", origin=name)


def _taken_apart(text: str) -> tuple[str, list[str]]:
    """The note's text with its newline, and its signature lines."""
    start = text.rfind("\n\n")
    if start < 0 or not text.endswith("\n"):
        raise StationError("log.checkpoint_form")
    lines = text[start + 2 : -1].split("\n")
    if any(ord(character) < 0x20 and character != "\n" for character in text):
        raise StationError("log.checkpoint_form")
    return text[: start + 1], lines


def _signature_line(line: str) -> tuple[str, bytes]:
    owner, _, encoded = line.removeprefix(SIGNATURE_PREFIX).partition(" ")
    if not line.startswith(SIGNATURE_PREFIX) or not owner:
        raise StationError("log.checkpoint_form")
    return owner, _base64(encoded)


def _read_body(body: str) -> tuple[str, int, bytes]:
    """Origin, size and root; a checkpoint of ours has no extension lines."""
    lines = body[:-1].split("\n")
    if len(lines) != 3 or not LOG_ID.fullmatch(lines[0].removeprefix(ORIGIN_PREFIX)):
        raise StationError("log.checkpoint_form")
    size = lines[1]
    if not (size.isascii() and size.isdigit()) or str(int(size)) != size:
        raise StationError("log.checkpoint_form")
    root = _base64(lines[2])
    if len(root) != HASH_BYTES:
        raise StationError("log.checkpoint_form")
    return lines[0], int(size), root


def _base64(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise StationError("log.checkpoint_form") from error
    if base64.b64encode(data).decode() != encoded:
        raise StationError("log.checkpoint_form")
    return data
