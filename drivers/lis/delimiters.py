"""The four delimiters of a LIS02-A2 message, as its header record declares them, and the escapes made with
them."""

import re
from functools import lru_cache
from typing import NamedTuple

from drivers.errors import RemoteProtocolError

DELETED = '""'
"""In LIS02-A2 the sender wants a value removed. For a result it is no value."""


class Delimiters(NamedTuple):
    """Field, repeat, component and escape character, and the encoding that escaped bytes are in."""

    field: str
    repeat: str
    component: str
    escape: str
    encoding: str

    @property
    def declared(self) -> str:
        """The four characters in this order."""
        return "".join(self[:4])

    @classmethod
    def declared_in(cls, header: str, encoding: str) -> "Delimiters":
        """From ``H|\\^&|...``: the field delimiter follows the letter, the others are field 2 in this order.

        Raises RemoteProtocolError: ``wire.no_header``, ``wire.bad_delimiters``.
        """
        if header[:1] not in ("H", "h"):
            raise RemoteProtocolError("wire.no_header", found=header[:1])
        four = header[1:5]
        if not _usable(four) or header[5:6] not in ("", four[0]):
            raise RemoteProtocolError("wire.bad_delimiters", found=header[1:6])
        return cls(four[0], four[1], four[2], four[3], encoding)


@lru_cache(maxsize=16)
def _usable(four: str) -> bool:
    return len(set(four)) == 4 and all(
        mark.isascii() and mark.isprintable() and not mark.isalnum() for mark in four
    )


@lru_cache(maxsize=16)
def _escapes(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(f"{mark}([^{mark}]*){mark}")


def unescape(text: str, delimiters: Delimiters) -> str:
    """``text`` with its escapes replaced (LIS02-A2): &F& &S& &R& &E&, &H& and &N& dropped, &X..& as
    bytes.

    A local escape (&Z..&), one nobody knows, and bytes that are no text stay as they were sent: nothing is
    guessed."""
    if delimiters.escape not in text:
        return text
    plain = {
        "F": delimiters.field,
        "S": delimiters.component,
        "R": delimiters.repeat,
        "E": delimiters.escape,
        "H": "",
        "N": "",
    }

    def replaced(found: re.Match[str]) -> str:
        body = found[1]
        if body in plain:
            return plain[body]
        return _from_hex(body[1:], delimiters.encoding, found[0]) if body[:1] == "X" else found[0]

    return _escapes(delimiters.escape).sub(replaced, text)


def escape(text: str, delimiters: Delimiters) -> str:
    """``text`` so that ``unescape`` gives it back and no delimiter is in it.

    A text that is the delete marker is written in hexadecimal."""
    if text == DELETED:
        return f"{delimiters.escape}X{text.encode().hex().upper()}{delimiters.escape}"
    return text.translate(_written(delimiters))


@lru_cache(maxsize=16)
def _written(marks: Delimiters) -> dict[int, str]:
    named = {marks.field: "F", marks.repeat: "R", marks.component: "S", marks.escape: "E"}
    return {ord(mark): f"{marks.escape}{name}{marks.escape}" for mark, name in named.items()}


def _from_hex(digits: str, encoding: str, otherwise: str) -> str:
    try:
        return bytes.fromhex(digits).decode(encoding) or otherwise
    except ValueError:
        return otherwise
