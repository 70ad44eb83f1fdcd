"""Throwing the projections away and folding them again from the log."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select, tuple_

from station.storage import kept, projected, projections, schema, versions
from station.storage.recent import RecentFacts

if TYPE_CHECKING:
    from station.storage.store import Store

_BATCH_ROWS = 500
_entry = schema.entry
_AFTER = (
    select(_entry.c.log_id, _entry.c.seq, _entry.c.leaf_hash, _entry.c.payload)
    .where(tuple_(_entry.c.log_id, _entry.c.seq) > tuple_(bindparam("log_id"), bindparam("seq")))
    .order_by(_entry.c.log_id, _entry.c.seq)
    .limit(_BATCH_ROWS)
)

Snapshot = Mapping[str, Sequence[tuple[Any, ...]]]


def rebuild(store: "Store") -> int:
    """Refolds every projection in one transaction, so nobody sees half of them; returns the entries read."""
    with store.connection() as connection:
        return rebuild_all(connection)


def bring_up(connection: Connection) -> None:
    """Refolds when the projections have another form than ours."""
    if versions.found(connection).get(versions.PROJECTIONS) != projected.PROJECTION_VERSION:
        rebuild_all(connection)


def rebuild_all(connection: Connection) -> int:
    """Drops the projections and folds the whole log in the caller's transaction; returns the entries read."""
    projected.metadata.drop_all(connection)
    projected.metadata.create_all(connection)
    place, count, recent = ("", -1), 0, RecentFacts("")
    while rows := connection.execute(_AFTER, {"log_id": place[0], "seq": place[1]}).all():
        for log_id, _seq, leaf_hash, payload in rows:
            recent = recent if recent.log_id == log_id else RecentFacts(log_id)
            fact = kept.fact_of(leaf_hash, payload)
            projections.refresh(connection, recent, projections.apply(connection, recent, fact))
        place, count = (rows[-1].log_id, rows[-1].seq), count + len(rows)
    versions.record(connection, versions.PROJECTIONS, projected.PROJECTION_VERSION)
    return count


def snapshot(connection: Connection) -> Snapshot:
    """Every row of every projection, ordered by key: equal snapshots are equal projections."""
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in projected.metadata.sorted_tables
    }
