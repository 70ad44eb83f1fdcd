"""Where a value stands in a LIS02-A2 message, as a profile writes it.

``O.3`` is field 3 of the order record, ``H.5.2`` its second component, ``O.3(2).1`` the first component of
the second repeat, and ``C[4.1=LOT].4.2`` the same of the comment record whose field 4, component 1, says
``LOT``."""

import re
from dataclasses import dataclass

from drivers.lis.records import Record
from drivers.place import Place

FORMS = "O.3 | H.5.2 | C[4.1=LOT].4.2"
"""Examples for who wrote one wrong."""

_SHAPE = re.compile(
    r"(?P<letter>[A-Z])"
    r"(?:\[(?P<key_field>[1-9]\d?)(?:\.(?P<key_component>[1-9]\d?))?=(?P<key>[^\]]+)\])?"
    r"\.(?P<field>[1-9]\d?)(?:\((?P<repeat>[1-9]\d?)\))?(?:\.(?P<component>[1-9]\d?))?"
)


@dataclass(frozen=True, slots=True)
class Address(Place):
    """One place: record letter, which of them, field, repeat and component, all counted from 1."""

    letter: str
    field: int
    component: int | None = None
    repeat: int = 1
    key_field: int | None = None
    key_component: int | None = None
    key: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Address":
        """From its written form. Raises ValueError."""
        found = _SHAPE.fullmatch(text)
        if not found:
            raise ValueError(text)
        part = found.groupdict()
        component = _number(part["component"])
        if part["repeat"] and component is None:
            component = 1
        return cls(
            part["letter"],
            int(part["field"]),
            component,
            int(part["repeat"] or 1),
            _number(part["key_field"]),
            _number(part["key_component"]),
            part["key"],
        )

    def meets(self, record: Record) -> bool:
        """Whether ``record`` is one that this address speaks of."""
        if record.letter != self.letter:
            return False
        return self.key_field is None or record.value(self.key_field, self.key_component) == self.key

    def read(self, record: Record) -> str | None:
        """The value there; None when absent."""
        return record.value(self.field, self.component, self.repeat)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
