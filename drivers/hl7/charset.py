"""Which encoding a message's text is in: MSH-18 (HL7 table 0211), else the profile's."""

from collections.abc import Iterator

_DECLARED = {
    "UNICODE UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "GB 18030-2000": "gb18030",
    **{f"8859/{part}": f"iso8859-{part}" for part in (*range(1, 10), 15)},
}
_ASCII = ("", "ASCII")


def encoding_of(declared: str, otherwise: str, content: bytes) -> tuple[str | None, tuple[str, ...]]:
    """The codec's name, None for a character set that cannot be read, and flags.

    ASCII that is not (``charset_not_declared``) is read as the profile says. ``UNICODE`` means UCS-2, which a
    block cannot carry; makers write it and send UTF-8 (``charset_unicode``)."""
    if declared in _ASCII:
        return ("ascii", ()) if content.isascii() else (otherwise, ("charset_not_declared",))
    return _DECLARED.get(declared), ("charset_unicode",) if declared == "UNICODE" else ()


def candidates(first: bytes) -> Iterator[str]:
    """The codecs of the names that stand anywhere in the first segment's bytes."""
    return (codec for name, codec in _DECLARED.items() if name.encode() in first)


def codec_of(declared: str) -> str | None:
    """The codec's name of what MSH-18 says, None for what names none that is known."""
    return _DECLARED.get(declared)
