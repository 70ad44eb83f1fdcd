"""LIS02-A2 records: text to fields, repeats and components.

Text is decoded before it is split, because the second byte of a GB18030 character may equal a delimiter.
Delimiters come from the header record and hold for its message. Fields are split when first asked for."""

from drivers.errors import RemoteProtocolError
from drivers.lis.delimiters import Delimiters, unescape

Field = str | list[str] | list[list[str]]
"""A field: its text; or its components; or, when it repeats, a list of components for each repeat."""

DELETED = '""'
"""In LIS02-A2 the sender wants a value removed. For a result it is no value."""


class Record:
    """One record. ``letter`` is its type in capitals; fields are counted from 1, the letter being the
    first."""

    __slots__ = ("_delimiters", "_encoding", "_fields", "letter", "text")

    def __init__(self, text: str, delimiters: Delimiters, encoding: str) -> None:
        self.text = text
        self.letter = text[:1].upper()
        self._delimiters = delimiters
        self._encoding = encoding
        self._fields: list[str] | None = None

    @property
    def delimiters(self) -> str:
        """Field, repeat, component and escape, as the message declared them."""
        return str(self._delimiters)

    def _raw_fields(self) -> list[str]:
        if self._fields is None:
            self._fields = self.text.split(self._delimiters.field)
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
        text = self.raw(field)
        if component is not None:
            parts = text.split(self._delimiters.repeat)
            parts = parts[repeat - 1].split(self._delimiters.component) if repeat <= len(parts) else []
            text = parts[component - 1] if component <= len(parts) else ""
        text = unescape(text, self._delimiters, self._encoding).strip()
        return None if text in ("", DELETED) else text

    def fields(self) -> list[Field]:
        """All fields, split as far as they go. The delimiter declaration of a header stays one text."""
        marks, text = self._delimiters, self.text
        component = marks.component
        if self.letter == "H":
            raw = self._raw_fields()
            return [raw[0], raw[1], *(self._split(field) for field in raw[2:])]
        if marks.escape in text or marks.repeat in text:
            return [self._split(field) for field in self._raw_fields()]
        if component in text:
            return [
                field.split(component) if component in field else field for field in text.split(marks.field)
            ]
        return list(self._raw_fields())

    def _split(self, text: str) -> Field:
        marks = self._delimiters
        if marks.repeat in text:
            return [self._components(part) for part in text.split(marks.repeat)]
        if marks.component in text:
            return self._components(text)
        return unescape(text, marks, self._encoding)

    def _components(self, text: str) -> list[str]:
        marks, encoding = self._delimiters, self._encoding
        return [unescape(part, marks, encoding) for part in text.split(marks.component)]


def decode(text: bytes, encoding: str) -> list[Record]:
    """The records of one message, header first.

    ``text`` is a Message's: records ended by CR. Raises RemoteProtocolError: ``wire.encoding``,
    ``wire.no_header``, ``wire.bad_delimiters``."""
    try:
        decoded = text.decode("ascii" if text.isascii() else encoding)
    except UnicodeDecodeError as error:
        raise RemoteProtocolError("wire.encoding", encoding=encoding, position=error.start) from error
    lines = [line for line in decoded.split("\r") if line]
    delimiters = Delimiters.declared_in(lines[0] if lines else "")
    return [Record(line, delimiters, encoding) for line in lines]
