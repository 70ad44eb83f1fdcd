"""Evidence tables: what was signed, what belongs beside it, and what still has to be delivered.

Alembic alone creates and changes them, and only by adding; ``migrations/versions`` holds the frozen steps and
the suite compares their result with this module. Tables that can be thrown away are in ``projected.py``.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

SCHEMA_VERSION = 1
"""Counts the revisions in ``migrations/versions``; kept in the database as ``version.schema``."""

metadata = MetaData()

entry = Table(
    "entry",
    metadata,
    Column("log_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False, unique=True),
    Column("record_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("screening_id", Text),
    Column("payload", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "seq"),
    sqlite_strict=True,
)
Index(
    "entry_of_screening",
    entry.c.screening_id,
    entry.c.seq,
    sqlite_where=entry.c.screening_id.is_not(None),
    postgresql_where=entry.c.screening_id.is_not(None),
)


def _of_entry() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["log_id", "seq"], ["entry.log_id", "entry.seq"])


data_key = Table(
    "data_key",
    metadata,
    Column("log_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("screening_id", Text),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "seq", "purpose"),
    CheckConstraint("purpose IN ('personal', 'raw')", name="data_key_purpose"),
    _of_entry(),
    sqlite_strict=True,
)
Index(
    "data_key_of_screening",
    data_key.c.screening_id,
    data_key.c.seq,
    sqlite_where=data_key.c.screening_id.is_not(None),
    postgresql_where=data_key.c.screening_id.is_not(None),
)

raw = Table(
    "raw",
    metadata,
    Column("log_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log_id", "seq"),
    _of_entry(),
    sqlite_strict=True,
)

personal = Table(
    "personal",
    metadata,
    Column("log_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("key_seq", Integer, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("token", LargeBinary),
    PrimaryKeyConstraint("log_id", "seq", "field"),
    _of_entry(),
    sqlite_strict=True,
)
Index(
    "personal_by_token",
    personal.c.field,
    personal.c.token,
    sqlite_where=personal.c.token.is_not(None),
    postgresql_where=personal.c.token.is_not(None),
)

head = Table(
    "head",
    metadata,
    Column("log_id", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("last_leaf", LargeBinary, nullable=False),
    Column("last_at_ms", Integer, nullable=False),
    Column("last_boot_id", Text, nullable=False),
    Column("last_boottime_ms", Integer, nullable=False),
    PrimaryKeyConstraint("log_id"),
    sqlite_strict=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("log_id", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at_ms", Integer),
    Column("lease_owner", Text),
    Column("lease_until_ms", Integer),
    Column("last_error", Text),
    Column("receipt_id", Text),
    PrimaryKeyConstraint("log_id", "seq"),
    CheckConstraint("state IN ('ready', 'leased', 'acked', 'parked', 'dead')", name="outbox_state"),
    _of_entry(),
    sqlite_strict=True,
)
Index(
    "outbox_ready",
    outbox.c.priority,
    outbox.c.seq,
    sqlite_where=outbox.c.state == "ready",
    postgresql_where=outbox.c.state == "ready",
)
Index(
    "outbox_leased",
    outbox.c.lease_until_ms,
    sqlite_where=outbox.c.state == "leased",
    postgresql_where=outbox.c.state == "leased",
)

version = Table(
    "version",
    metadata,
    Column("part", Text, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("part"),
    sqlite_strict=True,
)
