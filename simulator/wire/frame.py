"""Frames of LIS01-A2 as a sender makes them: `STX FN text ETB|ETX C1 C2 CR LF` (6.3)."""

from collections.abc import Iterable

STX, ETX, EOT, ENQ, ACK, NAK, ETB = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15", b"\x17"
CR, LF = b"\r", b"\n"

TEXT_LIMIT = 240
"""Characters of text in one frame, the limit of E1381-95 that small readers keep to."""


def checksum(body: bytes) -> bytes:
    """Two upper-case hex digits: the sum of `body`, frame number through ETB or ETX, modulo 256 (6.3.3)."""
    return b"%02X" % (sum(body) % 256)


def frame(number: int, text: bytes, end: bytes) -> bytes:
    """One frame as bytes; `number` is the running count from 1, sent modulo 8."""
    body = b"%d" % (number % 8) + text + end
    return STX + body + checksum(body) + CR + LF


def one_record_a_frame(records: Iterable[bytes]) -> list[bytes]:
    """A frame for each record (CR included here); a record too long for one goes on behind an ETB."""
    return _numbered(piece for record in records for piece in _pieces(record + CR))


def packed(records: Iterable[bytes]) -> list[bytes]:
    """The whole message as one text, cut where a frame is full; a cut may fall inside a character."""
    return _numbered(_pieces(b"".join(record + CR for record in records)))


def _pieces(text: bytes) -> list[tuple[bytes, bytes]]:
    cuts = [text[start : start + TEXT_LIMIT] for start in range(0, len(text), TEXT_LIMIT)]
    return [*((cut, ETB) for cut in cuts[:-1]), (cuts[-1], ETX)]


def _numbered(pieces: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    return [frame(number, text, end) for number, (text, end) in enumerate(pieces, start=1)]
