"""Where a value stands in a printed block: a name that the profile's own ``[printed]`` table gives to a part
of it, or several names, whose values are joined by a blank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.place import Place

FORMS = "specimen_no | date time"
"""Examples for who wrote one wrong."""

_SHAPE = re.compile(r"[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named(Place):
    """One name or several."""

    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Named":
        """From its written form. Raises ValueError."""
        if not _SHAPE.fullmatch(text):
            raise ValueError(text)
        return cls(tuple(text.split(" ")))

    def read(self, values: Mapping[str, str]) -> str | None:
        """The value there; None when nothing is."""
        if len(self.names) == 1:
            return values.get(self.names[0]) or None
        return " ".join(values.get(name, "") for name in self.names).strip() or None
