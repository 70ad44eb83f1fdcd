"""One LIS01-A2 frame: ``STX FN text ETB|ETX C1 C2 CR LF`` (6.3.1), checked byte by byte.

A frame is taken from STX to the next LF. LF may not occur in text (6.6.2), so a frame whose end is damaged
is noticed at its LF and not at a time-out, and no control byte inside a damaged frame is mistaken for one
of the link's."""

from drivers._kit.checksum import sum_mod_256

STX, ETX, EOT, ENQ, ACK, LF, CR, NAK, ETB = 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0D, 0x15, 0x17

FRAME_LIMIT = 64_000
"""Characters of a frame with its overhead (LIS01-A2 6.3.1.2); E1381-95 had 247."""

FORBIDDEN = bytes([0, 0x01, STX, ETX, EOT, ENQ, ACK, LF, 0x10, 0x11, 0x12, 0x13, 0x14, NAK, 0x16, ETB])
"""SOH STX ETX EOT ENQ ACK LF DLE DC1-DC4 NAK SYN ETB: not allowed in text (6.6.2). NUL is no character of
LIS02-A2, and noise that no sum can see."""

OVERHEAD = 7
"""STX, number, ETB or ETX, checksum, CR and LF."""

_TEXT = bytes(byte for byte in range(256) if byte not in FORBIDDEN and byte != CR)
_SKELETON = bytes([STX, CR, ETX, CR, LF])
_HEX = tuple(b"%02X" % value for value in range(256))


def damage(raw: bytes) -> str | None:
    """What is wrong with ``raw`` (STX to LF inclusive), or None for a sound frame.

    One of ``no_end``, ``checksum``, ``frame_number``, ``control_character``.
    """
    if len(raw) < OVERHEAD or raw[-2] != CR or (raw[-5] != ETX and raw[-5] != ETB):
        return "no_end"
    if raw[-4:-2] != _HEX[sum_mod_256(raw[1:-4])] and not _same_in_lower_case(raw):
        return "checksum"
    if not 0x30 <= raw[1] <= 0x37:
        return "frame_number"
    text = raw[2:-5]
    if len(text.translate(None, FORBIDDEN)) != len(text):
        return "control_character"
    return None


def _same_in_lower_case(raw: bytes) -> bool:
    """The standard wants capitals; small letters say the same sum."""
    return raw[-4:-2].upper() == _HEX[sum_mod_256(raw[1:-4])]


def one_record_each(data: bytes) -> bool:
    """Whether ``data`` is whole frames one after another, each ended by ETX and with one CR in its text.

    It compares control bytes only, all frames in one pass; where in a frame they stand, and its checksum
    and number, are still to be looked at."""
    return data.translate(None, _TEXT) == _SKELETON * data.count(LF)


def framed(records: list[bytes], longest_text: int, *, packed: bool) -> list[bytes]:
    """``records`` (each ended by its CR) as frames with at most ``longest_text`` bytes of text.

    Packed they are one text, cut where a frame is full; else each begins a frame of its own. ETB ends a frame
    whose text goes on in the next, ETX the others. Numbers begin at 1 (6.3.2.1)."""
    texts = [b"".join(records)] if packed else records
    pieces = [
        (text[start : start + longest_text], ETB if start + longest_text < len(text) else ETX)
        for text in texts
        for start in range(0, len(text), longest_text)
    ]
    return [_frame(number & 7, text, end) for number, (text, end) in enumerate(pieces, 1)]


def _frame(number: int, text: bytes, end: int) -> bytes:
    body = b"%d%b%c" % (number, text, end)
    return b"\x02%b%b\r\n" % (body, _HEX[sum_mod_256(body)])
