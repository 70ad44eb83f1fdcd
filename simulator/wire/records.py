"""Records of LIS02-A2 as text: fields put where the standard counts them, the record letter being field 1."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Delimiters:
    """The four signs a message declares in its header."""

    field: str
    repeat: str
    component: str
    escape: str

    @property
    def declared(self) -> str:
        """H.2: what follows the field sign, in the standard's order."""
        return self.repeat + self.component + self.escape

    def record(self, letter: str, fields: Mapping[int, str]) -> str:
        """One record, its fields given by number; trailing empty ones are left out."""
        return self.field.join([letter, *(fields.get(place, "") for place in range(2, max(fields) + 1))])

    def components(self, *parts: str) -> str:
        """One field of several components."""
        return self.component.join(parts)

    def keyed(self, text: str) -> str:
        """What somebody keyed, fit for a field: no control characters, delimiters escaped."""
        names = {self.field: "F", self.component: "S", self.repeat: "R", self.escape: "E"}
        return "".join(
            f"{self.escape}{names[sign]}{self.escape}" if sign in names else sign
            for sign in text
            if sign.isprintable()
        )
