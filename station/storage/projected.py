"""Tables the screens read. They hold no personal value, can be dropped, and are refolded from the log.

Times are milliseconds of UTC since 1970; lists are JSON text.
"""

from sqlalchemy import Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text

PROJECTION_VERSION = 4
"""Raise it with any change here or in ``projections.py``: the next start rebuilds."""

metadata = MetaData()


def _table(name: str, key: str, *columns: Column[int] | Column[str]) -> Table:
    place = (Column("log_id", Text, nullable=False), Column("seq", Integer, nullable=False))
    return Table(name, metadata, *columns, *place, PrimaryKeyConstraint(*key.split()), sqlite_strict=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _maybe(name: str) -> Column[str]:
    return Column(name, Text)


officer = _table(
    "p_officer",
    "log_id badge",
    _text("badge"),
    _text("name"),
    _text("sex"),
    _text("role"),
    _maybe("key_id"),
    _maybe("public_key"),
)

lockout = _table(
    "p_lockout",
    "log_id badge",
    _text("badge"),
    Column("refused", Integer, nullable=False),
    Column("refused_pins", Integer, nullable=False),
    _text("boot_id"),
    Column("boottime_ms", Integer, nullable=False),
)

shift = _table(
    "p_shift",
    "log_id shift_id",
    _text("shift_id"),
    _text("place"),
    _text("post"),
    _text("basis"),
    Column("opened_at_ms", Integer, nullable=False),
    Column("closed_at_ms", Integer),
)

link = _table("p_link", "about log_id seq", _text("about"))
"""Entries that concern a shift, or a screening named only in their body (a batch of countersignatures)."""

screening = _table(
    "p_screening",
    "log_id screening_id",
    _text("screening_id"),
    _text("shift_id"),
    _text("post"),
    _text("basis"),
    _text("specimen_kind"),
    _maybe("specimen_no"),
    _maybe("lane"),
    _maybe("ticket"),
    Column("opened_at_ms", Integer, nullable=False),
    Column("closed_at_ms", Integer),
    _text("origin"),
    _maybe("outcome"),
    _maybe("verdict"),
    _maybe("measurement"),
    _maybe("first_badge"),
    _maybe("second_badge"),
    Column("expects_measurement", Integer, nullable=False),
    Column("awaiting_countersign", Integer, nullable=False),
)
Index("p_screening_by_seq", screening.c.log_id, screening.c.seq)
Index("p_screening_by_shift", screening.c.shift_id, screening.c.seq)
Index("p_screening_by_specimen", screening.c.specimen_no)
Index("p_screening_expecting", screening.c.lane, sqlite_where=screening.c.expects_measurement == 1)
Index(
    "p_screening_awaiting",
    screening.c.log_id,
    screening.c.seq,
    sqlite_where=screening.c.awaiting_countersign == 1,
)
Index(
    "p_screening_open", screening.c.log_id, screening.c.seq, sqlite_where=screening.c.closed_at_ms.is_(None)
)

measurement = _table(
    "p_measurement",
    "leaf",
    _text("leaf"),
    _text("identity"),
    _text("content"),
    _text("lane"),
    _maybe("screening_id"),
)
Index("p_measurement_by_identity", measurement.c.identity)

control_test = _table(
    "p_control_test",
    "log_id lane",
    _text("lane"),
    _text("leaf"),
    Column("received_at_ms", Integer, nullable=False),
)
"""The newest test of control material (质控) on each lane."""

unmatched = _table(
    "p_unmatched",
    "leaf",
    _text("leaf"),
    _text("kind"),
    _text("lane"),
    _maybe("reason"),
    _maybe("specimen_no"),
    _maybe("test_no"),
    Column("received_at_ms", Integer, nullable=False),
)

followup = _table(
    "p_followup",
    "log_id followup_id",
    _text("followup_id"),
    _text("screening_id"),
    _text("kind"),
    _text("rule"),
    _text("pack"),
    _text("state"),
    Column("opened_at_ms", Integer, nullable=False),
    Column("changed_at_ms", Integer, nullable=False),
    _maybe("finding"),
    _maybe("measure"),
    _maybe("legal_basis"),
    _maybe("document_no"),
    _maybe("list_no"),
    _maybe("receiver"),
    _maybe("handed_at"),
    _maybe("receipt_no"),
    _maybe("returned_reason"),
)
Index("p_followup_by_state", followup.c.log_id, followup.c.state, followup.c.seq)
Index("p_followup_by_screening", followup.c.screening_id)
