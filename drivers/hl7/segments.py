"""HL7 v2 text: segments of fields, repetitions, components and subcomponents, and the escapes in them.

Text is decoded before it is split, because the second byte of a GB18030 character may equal a delimiter.
Fields are numbered as the standard does: MSH-1 is the field delimiter itself."""

import re
from functools import lru_cache
from typing import NamedTuple

from drivers.errors import RemoteProtocolError

DELETED = '""'
"""The sender wants a value removed. For a result it is no value."""


class Marks(NamedTuple):
    """The delimiters of a message, and the encoding that escaped bytes are in."""

    field: str
    component: str
    repeat: str
    escape: str
    subcomponent: str
    encoding: str = "ascii"

    @classmethod
    def declared_in(cls, header: str) -> "Marks":
        r"""From ``MSH|^~\&|...``; from 2.7 on a fifth may follow and is not used by a reader.

        Raises RemoteProtocolError: ``wire.no_header``, ``wire.bad_delimiters``."""
        if header[:3] != "MSH":
            raise RemoteProtocolError("wire.no_header", found=header[:3])
        field = header[3:4]
        four = header[4:].split(field, 1)[0] if field else ""
        if len(four) not in (4, 5) or not _usable(field + four):
            raise RemoteProtocolError("wire.bad_delimiters", found=header[3:9])
        return cls(field, four[0], four[1], four[2], four[3])


def _usable(marks: str) -> bool:
    return len(set(marks)) == len(marks) and all(
        mark.isascii() and mark.isprintable() and not mark.isalnum() for mark in marks
    )


@lru_cache(maxsize=16)
def _escapes(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(f"{mark}([FSTREHN]|X(?:[0-9A-Fa-f]{{2}})+){mark}")


def unescape(text: str, marks: Marks) -> str:
    """``text`` with its escapes replaced, each once. What is not the standard's stays as it was sent."""
    if marks.escape not in text:
        return text
    plain = {
        "F": marks.field,
        "S": marks.component,
        "T": marks.subcomponent,
        "R": marks.repeat,
        "E": marks.escape,
        "H": "",
        "N": "",
    }

    def replaced(found: re.Match[str]) -> str:
        body = found[1]
        return plain[body] if body in plain else _from_hex(body[1:], marks.encoding, found[0])

    return _escapes(marks.escape).sub(replaced, text)


def _from_hex(digits: str, encoding: str, otherwise: str) -> str:
    try:
        return bytes.fromhex(digits).decode(encoding)
    except ValueError:
        return otherwise


class Segment:
    """One segment. ``raw(n)`` is field n as it was sent."""

    __slots__ = ("_fields", "marks", "name")

    def __init__(self, text: str, marks: Marks) -> None:
        self.marks = marks
        fields = text.split(marks.field)
        if fields[0] == "MSH":
            fields.insert(1, marks.field)
        self.name = fields[0]
        self._fields = fields

    def raw(self, field: int) -> str:
        """A field as it was sent; empty when it is not there."""
        return self._fields[field] if field < len(self._fields) else ""

    def value(
        self,
        field: int,
        component: int | None = None,
        subcomponent: int | None = None,
        repeat: int | None = None,
    ) -> str | None:
        """One value, unescaped and stripped of blanks; None when it is absent, empty or deleted.

        What was not asked for is not cut off: without ``component`` the whole field is meant, and without
        ``repeat`` a field that repeats is given whole, with its delimiters."""
        text = self.raw(field)
        repeats = text.split(self.marks.repeat)
        if repeat is not None:
            text = _nth(repeats, repeat)
        elif any(repeats[1:]):
            component = None
        else:
            text = repeats[0]
        if component is not None:
            text = _nth(text.split(self.marks.component), component)
            if subcomponent is not None:
                text = _nth(text.split(self.marks.subcomponent), subcomponent)
        text = unescape(text, self.marks).strip()
        return None if text in ("", DELETED) else text

    def fields(self) -> list[str | list[str] | list[list[str]]]:
        """All fields, split as far as components; what MSH declares stays one text."""
        declared = 3 if self.name == "MSH" else 1
        return [*self._fields[:declared], *[self._split(text) for text in self._fields[declared:]]]

    def _split(self, text: str) -> str | list[str] | list[list[str]]:
        if self.marks.repeat in text:
            return [self._components(part) for part in text.split(self.marks.repeat)]
        if self.marks.component in text:
            return self._components(text)
        return unescape(text, self.marks)

    def _components(self, text: str) -> list[str]:
        return [unescape(part, self.marks) for part in text.split(self.marks.component)]


def _nth(parts: list[str], number: int) -> str:
    return parts[number - 1] if number <= len(parts) else ""
