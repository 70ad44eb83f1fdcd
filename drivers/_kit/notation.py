"""Bytes as a profile writes them: text, with ``<STX>`` for a control character and ``<A5 5A>`` for any
bytes.

In an answer ``<@1>`` stands for byte 1 of the block that is answered, counted from 0. ``FF`` is the byte FF;
a form feed is ``<0C>``."""

import re

_CONTROL = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT - CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC "
    "FS GS RS US SP"
)
_NAMES = {name: bytes([value]) for value, name in enumerate(_CONTROL.split()) if name != "-"}
_LETTERS = {value: name for name, (value,) in _NAMES.items()}
_PART = re.compile(r"<([^<>]*)>")
_HEX = re.compile(r"[0-9A-Fa-f]{2}( ?[0-9A-Fa-f]{2})*")
_FROM_BLOCK = re.compile(r"@(\d{1,4})", re.ASCII)

FORMS = "<STX> | R,<CR><LF> | <A5 5A>"

Template = tuple[bytes | int, ...]
"""Parts of an answer: bytes, or the place of a byte in the block."""


def bytes_of(text: str) -> bytes:
    """``text`` as bytes. Raises ValueError for anything else than ASCII, names and digits."""
    parts = template_of(text)
    if any(isinstance(part, int) for part in parts):
        raise ValueError(text)
    return b"".join(part for part in parts if isinstance(part, bytes))


def text_of(data: bytes) -> str:
    """``data`` in this notation: printing ASCII as it is, names for control characters, digits for the rest.

    ``bytes_of`` gives the same bytes again; nothing in it is a control character.
    """
    return "".join(_written(byte) for byte in data)


def template_of(text: str) -> Template:
    """``text`` as the parts of an answer. Raises ValueError."""
    parts: list[bytes | int] = []
    for number, piece in enumerate(_PART.split(text)):
        if number % 2:
            parts.append(_named(piece))
        elif piece:
            if "<" in piece or not piece.isascii() or not piece.isprintable():
                raise ValueError(text)
            parts.append(piece.encode("ascii"))
    return tuple(parts)


def filled(template: Template, block: bytes) -> bytes:
    """The answer to ``block``; a byte the block does not have is left out."""
    return b"".join(part if isinstance(part, bytes) else block[part : part + 1] for part in template)


def _written(byte: int) -> str:
    if 0x20 <= byte < 0x7F and byte != ord("<"):
        return chr(byte)
    return f"<{_LETTERS.get(byte) or f'{byte:02X}'}>"


def _named(name: str) -> bytes | int:
    if name in _NAMES:
        return _NAMES[name]
    if found := _FROM_BLOCK.fullmatch(name):
        return int(found[1])
    if _HEX.fullmatch(name):
        return bytes.fromhex(name)
    raise ValueError(name)
