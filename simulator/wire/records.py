"""Records of LIS02-A2 as text: fields put where the standard counts them, the record letter being field 1."""

from collections.abc import Callable, Mapping, Sequence
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


class Heard:
    """The records of a host's message, taken apart by the delimiters of its own header."""

    def __init__(self, message: bytes, charset: str) -> None:
        lines = message.decode(charset, "replace").split("\r")
        header = lines[0] if len(lines[0]) > 4 and lines[0][0] in "Hh" else "H|\\^&"
        self._field, self._repeat, self._component, self._escape = list(header[1:5])
        self._records = [line.split(self._field) for line in lines if line]

    def of(self, letter: str) -> list["Fields"]:
        """Every record of this letter."""
        return [
            Fields(record, self._component, self._plain)
            for record in self._records
            if record[0].upper() == letter
        ]

    def _plain(self, text: str) -> str:
        """A component with its delimiters' escapes taken away."""
        names = {"F": self._field, "S": self._component, "R": self._repeat, "E": self._escape}
        parts = text.split(self._escape)
        for place in range(1, len(parts) - 1, 2):
            parts[place] = names.get(parts[place], self._escape + parts[place] + self._escape)
        return "".join(parts) if len(parts) % 2 else text


class Fields:
    """One record; fields count from 1, the letter being the first, and so do components."""

    def __init__(self, record: Sequence[str], component: str, plain: Callable[[str], str]) -> None:
        self._record = record
        self._component = component
        self._plain = plain

    def value(self, field: int, component: int = 1) -> str:
        """A component, "" where there is none."""
        text = self._record[field - 1] if field <= len(self._record) else ""
        parts = text.split(self._component)
        return self._plain(parts[component - 1]) if component <= len(parts) else ""
