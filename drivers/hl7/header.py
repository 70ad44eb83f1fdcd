"""What MSH says of a message: how to read it, and what its answer must repeat."""

import re
from dataclasses import dataclass

from drivers.errors import RemoteProtocolError
from drivers.hl7.charset import candidates, codec_of, encoding_of
from drivers.hl7.segments import Marks, Segment

_FIRST_SEGMENT = re.compile(rb"[^\r\n]*")


@dataclass(frozen=True, slots=True)
class Header:
    """MSH, and the codec it was decoded with. ``readable`` is False when the rest of the message is in a
    character set that nobody here can read, or does not keep to the one it names."""

    segment: Segment
    encoding: str
    readable: bool
    flags: tuple[str, ...] = ()

    @classmethod
    def read(cls, content: bytes, otherwise: str) -> "Header":
        """Of a message's bytes; ``otherwise`` is the profile's encoding.

        MSH is decoded to find MSH-18, and again with what that says: a name before it may be in another
        encoding than the profile's, in which it would swallow the delimiter behind it. Raises
        RemoteProtocolError: ``wire.no_header``, ``wire.bad_delimiters``."""
        found = _FIRST_SEGMENT.match(content)
        first = found[0] if found else b""
        found_in = _named(first) or _able(first, otherwise)
        segment = _msh(first, found_in)
        encoding, flags = encoding_of(segment.value(18, repeat=1) or "", otherwise, content)
        if encoding is None or not _decodes(content, encoding):
            return cls(segment, found_in, readable=False)
        return cls(_msh(first, encoding), encoding, readable=True, flags=flags)

    @property
    def control_id(self) -> str:
        """MSH-10 as sent."""
        return self.segment.raw(10)

    @property
    def kind(self) -> tuple[str, str]:
        """MSH-9: message type and event."""
        return self.segment.value(9, 1) or "", self.segment.value(9, 2) or ""

    @property
    def version(self) -> str:
        """MSH-12.1; empty when it was not sent."""
        return self.segment.value(12, 1) or ""


def _msh(first: bytes, encoding: str) -> Segment:
    text = first.decode(encoding)
    return Segment(text, Marks.declared_in(text)._replace(encoding=encoding))


def _named(first: bytes) -> str | None:
    """The encoding in which this MSH names that very encoding."""
    for codec in candidates(first):
        if _decodes(first, codec) and codec_of(_msh(first, codec).value(18, repeat=1) or "") == codec:
            return codec
    return None


def _able(content: bytes, encoding: str) -> str:
    """``encoding`` when it fits, else one that fits anything and gives the same bytes back."""
    return encoding if _decodes(content, encoding) else "latin-1"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode(content: bytes, otherwise: str) -> tuple[Header, list[Segment]]:
    """A message's header and all its segments, MSH first.

    Raises RemoteProtocolError: those of ``Header.read``, and ``wire.charset``."""
    header = Header.read(content, otherwise)
    if not header.readable:
        raise RemoteProtocolError("wire.charset", charset=header.segment.raw(18))
    text = content.decode(header.encoding).replace("\r\n", "\r").replace("\n", "\r")
    return header, [Segment(line, header.segment.marks) for line in text.split("\r") if line]
