"""Evidence tables, the outbox, and the triggers that keep the evidence append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """From an empty database to the first form of the evidence."""
    _entry()
    _beside_the_entry()
    _head_and_outbox()
    _indexes()
    _triggers()


def _table(name: str, *parts: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(name, *parts, sqlite_strict=True)


def _place() -> list[sa.Column[object]]:
    return [sa.Column("log_id", sa.Text, nullable=False), sa.Column("seq", sa.Integer, nullable=False)]


def _of_entry() -> sa.Constraint:
    return sa.ForeignKeyConstraint(["log_id", "seq"], ["entry.log_id", "entry.seq"])


def _entry() -> None:
    _table(
        "entry",
        *_place(),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("record_id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("screening_id", sa.Text),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "seq"),
    )


def _beside_the_entry() -> None:
    _table(
        "data_key",
        *_place(),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("screening_id", sa.Text),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "seq", "purpose"),
        sa.CheckConstraint("purpose IN ('personal', 'raw')", name="data_key_purpose"),
        _of_entry(),
    )
    _table(
        "raw",
        *_place(),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("log_id", "seq"),
        _of_entry(),
    )
    _table(
        "personal",
        *_place(),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("key_seq", sa.Integer, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.Column("token", sa.LargeBinary),
        sa.PrimaryKeyConstraint("log_id", "seq", "field"),
        _of_entry(),
    )


def _head_and_outbox() -> None:
    _table(
        "head",
        sa.Column("log_id", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("last_leaf", sa.LargeBinary, nullable=False),
        sa.Column("last_at_ms", sa.Integer, nullable=False),
        sa.Column("last_boot_id", sa.Text, nullable=False),
        sa.Column("last_boottime_ms", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("log_id"),
    )
    _table(
        "outbox",
        *_place(),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at_ms", sa.Integer),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until_ms", sa.Integer),
        sa.Column("last_error", sa.Text),
        sa.Column("receipt_id", sa.Text),
        sa.PrimaryKeyConstraint("log_id", "seq"),
        sa.CheckConstraint("state IN ('ready', 'leased', 'acked', 'parked', 'dead')", name="outbox_state"),
        _of_entry(),
    )
    _table(
        "version",
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("part"),
    )


def _indexes() -> None:
    _partial("entry_of_screening", "entry", ["screening_id", "seq"], "screening_id IS NOT NULL")
    _partial("data_key_of_screening", "data_key", ["screening_id", "seq"], "screening_id IS NOT NULL")
    _partial("personal_by_token", "personal", ["field", "token"], "token IS NOT NULL")
    _partial("outbox_ready", "outbox", ["priority", "seq"], "state = 'ready'")
    _partial("outbox_leased", "outbox", ["lease_until_ms"], "state = 'leased'")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _triggers() -> None:
    # They stop accidents, not attackers: whoever can write the file can drop them; the signatures stop those.
    for table in ("entry", "raw", "data_key", "personal"):
        _refuse(table, "DELETE")
        _refuse(table, "UPDATE")
    _refuse("outbox", "DELETE")


def _refuse(table: str, action: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'storage.append_only'); END"
    )
