"""The connection to SQLite: rollback journal, every commit flushed, every setting read back.

DELETE+EXTRA and not WAL: SQLite before 3.51.3 (3.50.7, 3.44.6 backported) can lose commits in WAL mode with
two connections (https://www.sqlite.org/wal.html#walresetbug), and one file is easier to seize and copy whole.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from station.domain.errors import StationError

BUSY_TIMEOUT_MS = 5_000
PRAGMAS: dict[str, tuple[str, str | int]] = {
    "journal_mode": ("DELETE", "delete"),
    "synchronous": ("EXTRA", 3),
    "foreign_keys": ("ON", 1),
    "mmap_size": ("0", 0),
    "busy_timeout": (str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
}
"""Name, what we set, and what must be read back on every new connection."""

READING = "station_reading"
"""Execution option of connections that only read: no transaction is opened for them."""


def open_engine(path: Path) -> Engine:
    """An engine over one SQLite file; ``storage.pragma`` at the first connection that disobeys."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=4,
        # The connection used last has the pages of the last commit in its cache.
        pool_use_lifo=True,
        connect_args={
            "check_same_thread": False,
            "cached_statements": 256,
            "timeout": BUSY_TIMEOUT_MS / 1000,
        },
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def check_pragmas(connection: sqlite3.Connection) -> None:
    """Sets each of ``PRAGMAS`` and reads it back."""
    for name, (wanted, expected) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}").fetchall()
        found = connection.execute(f"PRAGMA {name}").fetchone()
        if found is None or found[0] != expected:
            answer = "none" if found is None else str(found[0])
            raise StationError("storage.pragma", pragma=name, expected=str(expected), found=answer)


def _configure(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The sqlite3 module's own transaction control would delay BEGIN until the first write.
    connection.isolation_level = None
    check_pragmas(connection)


def _begin(connection: Connection) -> None:
    # A reader without a transaction gives its shared lock back with each finished statement, so it never
    # stands in the way of a commit. A writer takes its lock before it reads the head.
    if not connection.get_execution_options().get(READING, False):
        connection.connection.execute("BEGIN IMMEDIATE")
