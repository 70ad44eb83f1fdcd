"""LIS02-A2 records: text to fields, repeats and components.

Text is decoded before it is split, because the second byte of a GB18030 character may equal a delimiter.
Delimiters come from the header record and hold for its message. Fields are split when first asked for."""

from typing import Any

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.lis.delimiters import DELETED, Delimiters, unescape
from drivers.profile import Profile

Field = str | list[str] | list[list[str]]
"""A field: its text; or its components; or, when it repeats, a list of components for each repeat."""


DECLARED = 5
"""Characters of a header up to the end of its declaration."""


class Record:
    """One record. Fields are counted from 1, the letter being the first."""

    __slots__ = ("_fields", "_marks", "letter", "text")

    def __init__(self, text: str, marks: Delimiters) -> None:
        self.text = text
        self.letter = text[:1].upper()
        """Its type, in capitals."""
        self._marks = marks
        self._fields: list[str] | None = None

    @property
    def delimiters(self) -> str:
        """Field, repeat, component and escape, as the message declared them."""
        return self._marks.declared

    def _raw_fields(self) -> list[str]:
        if self._fields is None:
            self._fields = self.text.split(self._marks.field)
        return self._fields

    def __len__(self) -> int:
        """How many fields were sent."""
        return len(self._raw_fields())

    def raw(self, field: int) -> str:
        """A field as it was sent, escapes and all; empty when it is not there."""
        fields = self._raw_fields()
        return fields[field - 1] if field <= len(fields) else ""

    def value(self, field: int, component: int | None = None, repeat: int = 1) -> str | None:
        """One value, unescaped and stripped of blanks; None when it is absent, empty or deleted.

        Without ``component`` the whole field is meant, its delimiters included if it has any: what was not
        expected is not cut off."""
        fields = self._fields or self._raw_fields()
        text = fields[field - 1] if field <= len(fields) else ""
        marks = self._marks
        if component is not None and text:
            parts = text.split(marks.repeat)
            parts = parts[repeat - 1].split(marks.component) if repeat <= len(parts) else []
            text = parts[component - 1] if component <= len(parts) else ""
        text = text.strip()
        if text == DELETED:
            return None
        if marks.escape in text:
            text = unescape(text, marks).strip()
        return text or None

    def repeats(self, field: int) -> list[list[str]]:
        """A field's repeats, each its components, unescaped."""
        return [self._components(part) for part in self.raw(field).split(self._marks.repeat)]

    def fields(self) -> list[Field]:
        """All fields, split as far as they go. The delimiter declaration of a header stays one text."""
        text = self.text
        field, repeat, component, escape, _ = self._marks
        if escape in text or repeat in text:
            raw = self._raw_fields()
            declared = 2 if self.letter == "H" else 0
            return [*raw[:declared], *[self._split(part) for part in raw[declared:]]]
        return plain_fields(text, field, component)

    def _split(self, text: str) -> Field:
        marks = self._marks
        if marks.repeat in text:
            return [self._components(part) for part in text.split(marks.repeat)]
        if marks.component in text:
            return self._components(text)
        return unescape(text, marks)

    def _components(self, text: str) -> list[str]:
        marks = self._marks
        return [unescape(part, marks) for part in text.split(marks.component)]


def plain_fields(text: str, field: str, component: str) -> list[Field]:
    """The fields of a record in which nothing is escaped and nothing repeats."""
    fields: list[Any] = text.split(field)
    at, place, counted = text.find(component), 0, 0
    while at >= 0:
        place += text.count(field, counted, at)
        fields[place] = fields[place].split(component)
        counted = text.find(field, at)
        at = text.find(component, counted) if counted >= 0 else -1
    return fields


def decode(text: bytes, encoding: str) -> list[Record]:
    """The records of one message, header first.

    ``text`` is a Message's: records ended by CR. Raises RemoteProtocolError: ``wire.encoding``,
    ``wire.no_header``, ``wire.bad_delimiters``."""
    lines, marks, _ = _lines(text, encoding)
    return [Record(line, marks) for line in lines]


def fields_of(message: Message, profile: Profile) -> list[list[Field]]:
    """The records of ``message``, each a list of its fields. Raises as ``decode``."""
    lines, marks, behind = _lines(message.text, profile.encoding)
    field, repeat, component, escape, _ = marks
    header, body = lines[0], lines[1:]
    if escape in behind or repeat in behind:
        return [Record(line, marks).fields() for line in lines]
    declared: list[Field] = [header[:1], header[2:DECLARED]]
    head = declared + plain_fields(header[DECLARED:], field, component)[1:]
    return [head, *[plain_fields(line, field, component) for line in body]]


def _lines(text: bytes, encoding: str) -> tuple[list[str], Delimiters, str]:
    """The records, their delimiters, and all that stands behind the declaration of these."""
    try:
        decoded = text.decode("ascii" if text.isascii() else encoding)
    except UnicodeDecodeError as error:
        raise RemoteProtocolError("wire.encoding", encoding=encoding, position=error.start) from error
    lines = [line for line in decoded.split("\r") if line]
    marks = Delimiters.declared_in(lines[0] if lines else "", encoding)
    return lines, marks, decoded.lstrip("\r")[DECLARED:]
