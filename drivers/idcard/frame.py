"""Frames of a GA 450 reader: ``AA AA AA 96 69 | length 2 | body | xor``, docs/protocols/idcard.md.

The length counts the body and the xor byte; the xor is taken over length and body. A command's body is
command and parameter; a reply's is three status bytes and data."""

from dataclasses import dataclass

from drivers._kit.checksum import xor_of

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
BODY_LIMIT = 4096
"""Bytes. The longest reply known, text with photo and two fingerprints, has 2,314."""

FIND = b"\x20\x01"
SELECT = b"\x20\x02"
READ = b"\x30\x01"
SAM_NUMBER = b"\x12\xff"


def command(body: bytes) -> bytes:
    """The frame that asks for ``body``."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([xor_of(counted)])


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: ``status`` is the third status byte, the one with a meaning; ``data`` what follows the
    three."""

    status: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Damaged:
    """A frame that is none. ``reason``: checksum, length."""

    reason: str


class Deframer:
    """Cuts what arrives into replies, in any pieces. Bytes between frames are passed over."""

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def within(self) -> bool:
        """Whether a frame has begun and not ended."""
        return len(self._held) >= len(PREAMBLE)

    def clear(self) -> None:
        """Forget what has begun."""
        self._held.clear()

    def take(self, data: bytes) -> list[Reply | Damaged]:
        """Every frame that ``data`` completes."""
        self._held += data
        found: list[Reply | Damaged] = []
        while (one := self._next()) is not None:
            found.append(one)
        return found

    def _next(self) -> Reply | Damaged | None:
        held = self._held
        begin = held.find(PREAMBLE)
        if begin < 0:
            del held[: max(0, len(held) - len(PREAMBLE) + 1)]
            return None
        del held[:begin]
        body = len(PREAMBLE) + 2
        if len(held) < body:
            return None
        length = int.from_bytes(held[len(PREAMBLE) : body], "big")
        if not 4 <= length <= BODY_LIMIT:
            del held[: len(PREAMBLE)]
            return Damaged("length")
        if len(held) < body + length:
            return None
        whole = bytes(held[: body + length])
        if xor_of(whole[len(PREAMBLE) : -1]) != whole[-1]:
            # The length itself may be what was damaged: the next frame may begin inside this one.
            del held[: len(PREAMBLE)]
            return Damaged("checksum")
        del held[: body + length]
        return Reply(whole[body + 2], whole[body + 3 : -1])
