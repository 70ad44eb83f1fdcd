"""A log entry as the domain sees it: what happened, without signatures or storage."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
"""What an entry's body may hold. Floats are not in it: they have no canonical form we would sign."""


@dataclass(frozen=True)
class Fact:
    """One committed entry: its place in the log, its kind and its body.

    ``leaf`` is the lower-case hex leaf hash; ``at`` is aware UTC. ``boot_id`` and ``boottime_ms`` are the
    other half of the entry's moment; they are comparable under one boot only.
    """

    seq: int
    leaf: str
    kind: str
    at: datetime
    body: Mapping[str, Json]
    origin: str = "device"
    screening_id: str | None = None
    boot_id: str = ""
    boottime_ms: int = 0


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """``facts`` by sequence, each once. Sequence orders entries, never the clock."""
    return [fact for _, fact in sorted({fact.seq: fact for fact in facts}.items())]


def texts(value: Json) -> Iterator[str]:
    """Every text in ``value``, at any depth; the names of fields are not among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
