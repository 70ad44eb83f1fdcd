"""A checkpoint on a slip: as a short text for a QR code, and as 8 groups of letters to read over a phone.

The QR text holds the whole checkpoint with its signature, so a slip proves by itself what the station said.
The letters hold the size (28 bits), the first 140 bits of the root and 15 bits to catch a misheard letter, in
base 24 (A to Z without I and O). Finding another log under given letters takes 2**140 tries; making two logs
that share letters takes 2**70 and the device's key.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from station.domain.errors import StationError
from station.log import ed25519
from station.log.checkpoint import Checkpoint, origin_of
from station.log.entry import LOG_ID
from station.log.merkle import HASH_BYTES

QR_PREFIX = "RS1"
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP_LETTERS = 8, 5
SIZE_BITS, ROOT_BITS, CHECK_BITS = 28, 140, 15


@dataclass(frozen=True)
class Compact:
    """What a paper carries: the text for the QR code, and the eight groups under it."""

    qr: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    """What came through the phone: a size and the beginning of the root at that size. It carries no
    signature."""

    size: int
    root_start: int

    def agrees(self, root: bytes) -> bool:
        """Whether ``root``, recomputed at :attr:`size`, begins like the one read out."""
        return _root_start(root) == self.root_start


def compact(checkpoint: Checkpoint) -> Compact:
    """Both short forms. StationError ``log.compact_size`` beyond 2**28 - 1 entries."""
    return Compact(_qr(checkpoint), _letters(checkpoint))


def from_qr(text: str, public_key: bytes) -> Checkpoint:
    """The checkpoint of a scanned slip, its signature checked.

    StationError ``log.compact_form`` or ``log.checkpoint_signature``.
    """
    # From the right: a log's name may hold dots, size and data do not.
    front, _, encoded = text.strip().rpartition(".")
    name, _, size = front.rpartition(".")
    prefix, _, log_id = name.partition(".")
    data = _base64url(encoded)
    whole = prefix == QR_PREFIX and LOG_ID.fullmatch(log_id) and size.isascii() and size.isdigit()
    if not whole or len(data) != HASH_BYTES + ed25519.SIGNATURE_BYTES:
        raise StationError("log.compact_form")
    found = Checkpoint(origin_of(log_id), int(size), data[:HASH_BYTES], data[HASH_BYTES:])
    if not found.signed_by(public_key):
        raise StationError("log.checkpoint_signature", origin=found.origin)
    return found


def from_letters(spoken: str) -> Heard:
    """What the letters say, in any grouping and case; StationError ``log.letters_form`` or
    ``log.letters_check``."""
    letters = "".join(spoken.upper().split()).replace("-", "")
    if len(letters) != GROUPS * GROUP_LETTERS or not set(letters) <= set(ALPHABET):
        raise StationError("log.letters_form", groups=GROUPS, length=GROUP_LETTERS)
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    content, check = number >> CHECK_BITS, number & (1 << CHECK_BITS) - 1
    if content >> SIZE_BITS + ROOT_BITS or _check(content) != check:
        raise StationError("log.letters_check")
    return Heard(content >> ROOT_BITS, content & (1 << ROOT_BITS) - 1)


def _qr(checkpoint: Checkpoint) -> str:
    data = base64.urlsafe_b64encode(checkpoint.root + checkpoint.signature).decode()
    return f"{QR_PREFIX}.{checkpoint.log_id}.{checkpoint.size}.{data}"


def _letters(checkpoint: Checkpoint) -> tuple[str, ...]:
    if checkpoint.size >> SIZE_BITS:
        raise StationError("log.compact_size", limit=1 << SIZE_BITS)
    content = checkpoint.size << ROOT_BITS | _root_start(checkpoint.root)
    number = content << CHECK_BITS | _check(content)
    letters = ""
    for _ in range(GROUPS * GROUP_LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return tuple(letters[at : at + GROUP_LETTERS] for at in range(0, len(letters), GROUP_LETTERS))


def _root_start(root: bytes) -> int:
    return int.from_bytes(root, "big") >> 8 * HASH_BYTES - ROOT_BITS


def _check(content: int) -> int:
    data = b"roadside-station/letters/1\x00" + content.to_bytes((SIZE_BITS + ROOT_BITS + 7) // 8, "big")
    return int.from_bytes(hashlib.sha256(data).digest()[:2], "big") >> 16 - CHECK_BITS


def _base64url(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise StationError("log.compact_form") from error
    if base64.urlsafe_b64encode(data).decode() != encoded:
        raise StationError("log.compact_form")
    return data
