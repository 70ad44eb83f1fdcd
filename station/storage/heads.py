"""The log's head as a row: the Merkle frontier and the clocks of the last entry."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from station.domain.facts import Json
from station.domain.ports import Moment
from station.log.head import Head
from station.log.merkle import Frontier
from station.storage.prepared import PreparedSelect, put
from station.storage.rows import to_ms
from station.storage.schema import head as table

_READ = PreparedSelect(
    select(
        table.c.frontier,
        table.c.last_leaf,
        table.c.last_at_ms,
        table.c.last_boot_id,
        table.c.last_boottime_ms,
    ).where(table.c.log_id == bindparam("log_id"))
)
_WRITE = put(table)

JUMP_MS = 2_000
"""Wall clock and monotonic clock may drift apart this far between two entries before it is an event."""


@dataclass(frozen=True)
class Clocks:
    """Both clocks at an entry, in milliseconds; comparable under one ``boot_id`` only."""

    wall_ms: int
    boot_id: str
    boottime_ms: int

    @classmethod
    def at(cls, moment: Moment) -> "Clocks":
        """The clocks of a moment."""
        return cls(to_ms(moment.at), moment.boot_id, moment.boottime_ms)

    def jump_since(self, earlier: "Clocks") -> dict[str, Json] | None:
        """How far each clock went since ``earlier``, when they disagree: a ``clock_jumped`` entry's body."""
        if self.boot_id != earlier.boot_id:
            return None
        wall_ms, boot_ms = self.wall_ms - earlier.wall_ms, self.boottime_ms - earlier.boottime_ms
        if abs(wall_ms - boot_ms) <= JUMP_MS:
            return None
        return {"wall_ms": wall_ms, "boot_ms": boot_ms, "difference_ms": wall_ms - boot_ms}


@dataclass(frozen=True)
class StoredHead:
    """A head and the clocks of its last entry; no clocks before the first."""

    head: Head
    clocks: Clocks | None


def read_head(connection: Connection, log_id: str) -> StoredHead:
    """The head as committed, or as this transaction found it."""
    row = _READ.first(connection, log_id=log_id)
    if row is None:
        return StoredHead(Head(log_id), None)
    frontier, last_leaf, *clocks = row
    return StoredHead(Head(log_id, Frontier.from_bytes(frontier), last_leaf), Clocks(*clocks))


def write_head(connection: Connection, head: Head, clocks: Clocks) -> None:
    """Puts the head in place of the old one."""
    _WRITE.run(
        connection,
        {
            "log_id": head.log_id,
            "size": head.size,
            "frontier": head.frontier.to_bytes(),
            "last_leaf": head.last_leaf,
            "last_at_ms": clocks.wall_ms,
            "last_boot_id": clocks.boot_id,
            "last_boottime_ms": clocks.boottime_ms,
        },
    )
