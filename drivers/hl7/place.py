"""Where a value stands in an HL7 message, as a profile writes it.

``OBR-2`` is a whole field, ``OBX-3.1`` its first component, ``OBX-3.1.2`` a subcomponent, ``OBX-5(2).1`` the
first component of the second repetition, and ``OBX[3.1=LOT]-5`` the same of the OBX whose field 3, component
1, says ``LOT``."""

import re
from dataclasses import dataclass

from drivers.hl7.segments import Segment
from drivers.place import Place

FORMS = "OBR-2 | OBX-3.1 | OBX[3.1=LOT]-5"
"""Examples for who wrote one wrong."""

_SHAPE = re.compile(
    r"(?P<segment>[A-Z][A-Z0-9]{2})"
    r"(?:\[(?P<key_field>[1-9]\d?)(?:\.(?P<key_component>[1-9]\d?))?=(?P<key>[^\]]+)\])?"
    r"-(?P<field>[1-9]\d?)(?:\((?P<repeat>[1-9]\d?)\))?"
    r"(?:\.(?P<component>[1-9]\d?)(?:\.(?P<subcomponent>[1-9]\d?))?)?"
)


@dataclass(frozen=True, slots=True)
class SegmentPlace(Place):
    """One place: segment, which of them, field, repetition, component, subcomponent, all counted from 1."""

    segment: str
    field: int
    component: int | None = None
    subcomponent: int | None = None
    repeat: int | None = None
    key_field: int | None = None
    key_component: int | None = None
    key: str | None = None

    @classmethod
    def parse(cls, text: str) -> "SegmentPlace":
        """From its written form. Raises ValueError."""
        found = _SHAPE.fullmatch(text)
        if not found:
            raise ValueError(text)
        part = found.groupdict()
        return cls(
            part["segment"],
            int(part["field"]),
            _number(part["component"]),
            _number(part["subcomponent"]),
            _number(part["repeat"]),
            _number(part["key_field"]),
            _number(part["key_component"]),
            part["key"],
        )

    def meets(self, segment: Segment) -> bool:
        """Whether ``segment`` is one that this place speaks of."""
        if segment.name != self.segment:
            return False
        return self.key_field is None or segment.value(self.key_field, self.key_component) == self.key

    def claims(self, segment: Segment) -> bool:
        """Whether ``segment`` is named by its key: then it says this and is no result."""
        return self.key_field is not None and self.meets(segment)

    def read(self, segment: Segment) -> str | None:
        """The value there; None when absent."""
        return segment.value(self.field, self.component, self.subcomponent, self.repeat)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
