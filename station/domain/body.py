"""Reading the body of a committed fact, whose fields are Json, as the types a fold needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from station.domain.errors import StationError
from station.domain.facts import Fact, Json


@dataclass(frozen=True)
class Body:
    """The fields of one fact. A field of another shape raises ``StationError("facts.unreadable")``."""

    kind: str
    fields: Mapping[str, Json]

    @classmethod
    def of(cls, fact: Fact) -> "Body":
        """The body of ``fact``."""
        return cls(fact.kind, fact.body)

    def text(self, field: str) -> str:
        """A text that must be there."""
        value = self.fields.get(field)
        if not isinstance(value, str):
            raise self._unreadable(field)
        return value

    def maybe(self, field: str) -> str | None:
        """A text, or None when absent or null."""
        return None if self.fields.get(field) is None else self.text(field)

    def day(self, field: str) -> date:
        """A date written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(field))
        except ValueError:
            raise self._unreadable(field) from None

    def whole(self, field: str) -> int | None:
        """A whole number, or None when absent or null."""
        value = self.fields.get(field)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self._unreadable(field)
        return value

    def holds(self, field: str) -> bool:
        """Whether a truth is there and true; absent counts as false."""
        value = self.fields.get(field, False)
        if not isinstance(value, bool):
            raise self._unreadable(field)
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        values = self._list(field)
        if not all(isinstance(value, str) for value in values):
            raise self._unreadable(field)
        return tuple(str(value) for value in values)

    def rows(self, field: str) -> tuple["Body", ...]:
        """A list of objects; empty when absent."""
        return tuple(self._row(field, value) for value in self._list(field))

    def row(self, field: str) -> "Body":
        """One object; empty when absent."""
        return self._row(field, self.fields.get(field) or {})

    def names(self, field: str) -> frozenset[str]:
        """The names in an object, such as the fields that have a commitment."""
        return frozenset(self.row(field).fields)

    def _list(self, field: str) -> list[Json]:
        value = self.fields.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._unreadable(field)
        return value

    def _row(self, field: str, value: Json) -> "Body":
        if not isinstance(value, dict):
            raise self._unreadable(field)
        return Body(f"{self.kind}.{field}", value)

    def _unreadable(self, field: str) -> StationError:
        return StationError("facts.unreadable", kind=self.kind, field=field)
