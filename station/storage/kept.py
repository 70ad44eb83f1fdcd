"""Stored entries as the domain's facts."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, union_all

from station.domain.facts import Fact
from station.storage import projected, schema
from station.storage.prepared import PreparedSelect

_entry = schema.entry
_COLUMNS = (_entry.c.leaf_hash, _entry.c.payload)

BY_LEAF = PreparedSelect(select(*_COLUMNS).where(_entry.c.leaf_hash == bindparam("leaf_hash")))
BY_RECORD = PreparedSelect(select(*_COLUMNS).where(_entry.c.record_id == bindparam("record_id")))

_until = _entry.c.seq <= bindparam("until_seq")
_own = select(_entry.c.seq, *_COLUMNS).where(
    _entry.c.log_id == bindparam("log_id"), _entry.c.screening_id == bindparam("about"), _until
)
_linked = (
    select(_entry.c.seq, *_COLUMNS)
    .join_from(
        projected.link,
        _entry,
        (projected.link.c.log_id == _entry.c.log_id) & (projected.link.c.seq == _entry.c.seq),
    )
    .where(
        projected.link.c.log_id == bindparam("log_id"), projected.link.c.about == bindparam("about"), _until
    )
)
_ABOUT = PreparedSelect(union_all(_own, _linked))

NO_END = 2**62


def fact_of(leaf_hash: bytes, payload: bytes) -> Fact:
    """The fact in a payload we stored; its form was checked at sealing, and ``verify_log`` checks again."""
    entry: dict[str, Any] = json.loads(payload)
    return Fact(
        seq=entry["seq"],
        leaf=leaf_hash.hex(),
        kind=entry["kind"],
        at=datetime.fromisoformat(entry["at"]["utc"]),
        body=entry["body"],
        origin=entry["origin"],
        screening_id=entry["screening_id"],
        boot_id=entry["at"]["boot_id"],
        boottime_ms=entry["at"]["boottime_ms"],
    )


def facts_about(connection: Connection, log_id: str, about: str, until_seq: int = NO_END) -> list[Fact]:
    """Every fact of one screening or one shift, in log order, up to and including ``until_seq``."""
    rows = _ABOUT.rows(connection, log_id=log_id, about=about, until_seq=until_seq)
    return [
        fact_of(leaf_hash, payload) for _seq, leaf_hash, payload in sorted(rows, key=lambda row: int(row[0]))
    ]
