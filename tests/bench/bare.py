"""The least a durable, signed record can cost: its rows canonicalised, signed and committed by sqlite3."""

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import rfc8785
from sqlalchemy import ClauseElement, bindparam, insert, select
from sqlalchemy.dialects import sqlite

from station.domain.ports import Signer
from station.log.envelope import PAYLOAD_TYPE, pae
from station.storage import projected, schema
from station.storage.engine import check_pragmas

BY_SEQ = (schema.entry, schema.data_key, schema.personal, schema.raw, schema.outbox)
BY_SCREENING = (projected.screening, projected.measurement)

Rows = list[tuple[str, list[tuple[Any, ...]]]]


def timed_ms(bare: sqlite3.Connection, rows: Rows, signer: Signer) -> float:
    """Canonicalise and sign every entry among ``rows``, then commit them all; milliseconds."""
    payloads = [
        json.loads(row[6]) for statement, found in rows if statement == _INSERT["entry"] for row in found
    ]
    started = time.perf_counter()
    for fields in payloads:
        signer.sign(pae(PAYLOAD_TYPE, rfc8785.dumps(fields)))
    copy(bare, rows)
    return (time.perf_counter() - started) * 1000


def copy(bare: sqlite3.Connection, rows: Rows) -> None:
    """Commit ``rows`` durably."""
    bare.execute("BEGIN IMMEDIATE")
    for statement, found in rows:
        bare.executemany(statement, found)
    bare.execute("COMMIT")


def rows_of(source: sqlite3.Connection, screening_id: str, after_seq: int) -> Rows:
    """Everything the store wrote for the newest entries, with the statement that writes it again."""
    rows = [(table, source.execute(_SELECT[table.name], (after_seq,)).fetchall()) for table in BY_SEQ]
    rows += [
        (table, source.execute(_SELECT[table.name], (screening_id,)).fetchall()) for table in BY_SCREENING
    ]
    rows.append((schema.head, source.execute(_SELECT["head"]).fetchall()))
    return [(_INSERT[table.name], found) for table, found in rows if found]


def _sql(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=sqlite.dialect()))


_INSERT = {
    table.name: _sql(insert(table).prefix_with("OR REPLACE"))
    for table in (*BY_SEQ, *BY_SCREENING, schema.head)
}
_SELECT = {
    **{table.name: _sql(select(table).where(table.c.seq > bindparam("seq"))) for table in BY_SEQ},
    **{
        table.name: _sql(select(table).where(table.c.screening_id == bindparam("id")))
        for table in BY_SCREENING
    },
    "head": _sql(select(schema.head)),
}


def last_seq(connection: sqlite3.Connection) -> int:
    """The newest entry there, -1 when there is none."""
    return int(connection.execute("SELECT coalesce(max(seq), -1) FROM entry").fetchone()[0])


def raw_connection(path: Path) -> sqlite3.Connection:
    """A connection with the store's own durability."""
    connection = sqlite3.connect(path, isolation_level=None)
    check_pragmas(connection)
    return connection
