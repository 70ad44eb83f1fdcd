"""Segments of HL7 v2 as a reader writes them: fields by number, what somebody keyed escaped."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Signs:
    """The five delimiters a message declares in MSH-1 and MSH-2."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @property
    def declared(self) -> str:
        """MSH-2."""
        return self.component + self.repetition + self.escape + self.subcomponent

    def segment(self, name: str, fields: Mapping[int, str]) -> str:
        """One segment without CR, its fields given by number; trailing empty ones are left out."""
        values = (fields.get(place, "") for place in range(1, max(fields) + 1))
        return self.field.join([name, *values]).rstrip(self.field)

    def header(self, fields: Mapping[int, str]) -> str:
        """MSH, whose first field is the delimiter itself; `fields` are those from MSH-3 on."""
        rest = (fields.get(place, "") for place in range(3, max(fields) + 1))
        return self.field.join(["MSH", self.declared, *rest]).rstrip(self.field)

    def components(self, *parts: str) -> str:
        """One field of several components, trailing empty ones left out."""
        return self.component.join(parts).rstrip(self.component)

    def keyed(self, text: str) -> str:
        """What somebody keyed, fit for a field: no control characters, delimiters escaped."""
        names = {
            self.field: "F",
            self.component: "S",
            self.subcomponent: "T",
            self.repetition: "R",
            self.escape: "E",
        }
        return "".join(
            f"{self.escape}{names[sign]}{self.escape}" if sign in names else sign
            for sign in text
            if sign.isprintable()
        )
