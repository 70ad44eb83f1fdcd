"""The message that is being received: its accepted frames, and where its records begin and end."""

from drivers.events import Message
from drivers.lis.framing import CR, ETX

_CR = bytes([CR])
_TERMINATOR = (b"L", b"l")
_HEADER = (b"H", b"h")


class Inbox:
    """Accepted frames of one message.

    A record ends at CR, and also at ETX for a sender that leaves the last CR out. Record letters are looked
    for in the bytes: CR, and an ASCII letter after it, is no part of a longer character in any encoding a
    profile may name.
    """

    __slots__ = ("_frames", "_unended", "letter", "size")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything: it was delivered, or is held elsewhere."""
        self._frames: list[bytes] = []
        """Without their LF."""
        self.letter = b""
        """First letter of a record that goes on in the next frame; empty at the start of a record."""
        self._unended = False
        """Whether some record was ended by ETX alone."""
        self.size = 0

    def begins_message(self, raw: bytes) -> bool:
        """Whether this sound frame starts with a header record."""
        return not self.letter and raw[2:3] in _HEADER

    def completes(self, raw: bytes) -> bool:
        """Whether a terminator record is complete once this sound frame is stored."""
        if (self.letter or raw[2:3]) in _TERMINATOR:
            start = 2
        else:
            start = self._last_terminator(raw)
            if not start:
                return False
        return raw[-5] == ETX or raw.find(_CR, start, -5) >= 0

    @staticmethod
    def _last_terminator(raw: bytes) -> int:
        """Where the last terminator in this frame starts, behind a CR; 0 when there is none.

        Nearly always it is the last record or there is none."""
        start = raw.rfind(_CR, 2, -6) + 1
        if start and raw[start : start + 1] in _TERMINATOR:
            return start
        return max(raw.rfind(b"\rL", 2, -5), raw.rfind(b"\rl", 2, -5)) + 1

    def store_records(self, bare: list[bytes]) -> int:
        """Take sound frames without their LF, each one whole record; returns their bytes."""
        self._frames += bare
        size = len(bare) + (len(bare[0]) if len(bare) == 1 else sum(map(len, bare)))
        self.size += size
        return size

    def store(self, raw: bytes) -> None:
        """Take a sound frame."""
        text = raw[2:-5]
        self._frames.append(raw[:-1])
        self.size += len(raw)
        if text[-1:] == _CR:
            self.letter = b""
        elif raw[-5] == ETX:
            self.letter, self._unended = b"", True
        elif text:
            start = text.rfind(_CR) + 1
            self.letter = text[start : start + 1] if start else self.letter or text[:1]

    def message(self, last: bytes | None = None) -> Message:
        """What is stored, with ``last`` after it; ``last`` is not stored by this."""
        frames = self._frames if last is None else [*self._frames, last[:-1]]
        texts = [frame[2:-4] for frame in frames]
        if self._unended or texts[-1][-1:] != _CR:
            texts = [_ended(frame) for frame in frames]
        return Message(b"\n".join(frames) + b"\n", b"".join(texts))


def _ended(bare: bytes) -> bytes:
    """A frame's text, with CR where ETX alone ended its last record."""
    text = bare[2:-4]
    return text if bare[-4] != ETX or text[-1:] == _CR else text + _CR
