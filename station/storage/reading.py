"""What can be asked of the store. Every answer is fetched whole and short, so no read holds up a commit."""

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, literal_column, or_, select

from station.domain.errors import SpecimenState, StationError
from station.domain.facts import Fact
from station.domain.lockout import Lockout
from station.domain.ports import Vault
from station.domain.screening import Screening
from station.log.envelope import SignedEntry
from station.log.head import Head
from station.storage import kept, projected, schema
from station.storage.confidential import Confidential
from station.storage.heads import StoredHead, read_head
from station.storage.prepared import PreparedSelect
from station.storage.projections import LOCKOUT
from station.storage.recent import Told
from station.storage.rows import (
    ControlTestRow,
    FollowupRow,
    MeasurementRow,
    OfficerRow,
    Page,
    ScreeningFilter,
    ScreeningRow,
    ShiftRow,
    UnmatchedRow,
    build,
    to_ms,
)

PAGE_ROWS = 200
MOST_ROWS = 500
"""No statement returns more rows than this."""

RowT = TypeVar("RowT")

_entry = schema.entry
_ENTRIES = (
    select(_entry.c.payload, _entry.c.key_id, _entry.c.signature)
    .where(_entry.c.log_id == bindparam("log_id"), _entry.c.seq > bindparam("after_seq"))
    .order_by(_entry.c.seq)
    .limit(bindparam("limit"))
)
_OF_KIND = (
    select(_entry.c.leaf_hash, _entry.c.payload)
    .where(
        _entry.c.log_id == bindparam("log_id"),
        _entry.c.kind == bindparam("kind"),
        _entry.c.seq < bindparam("before_seq"),
    )
    .order_by(_entry.c.seq.desc())
    .limit(bindparam("limit"))
)
_NEWEST_OF_KIND = PreparedSelect(_OF_KIND)
_LEAF_HASHES = (
    select(_entry.c.leaf_hash)
    .where(_entry.c.log_id == bindparam("log_id"), _entry.c.seq >= bindparam("from_seq"))
    .order_by(_entry.c.seq)
    .limit(bindparam("limit"))
)
_own_head = schema.head.c.log_id == bindparam("log_id")
_newest = (
    select(_entry.c.seq + 1, _entry.c.leaf_hash)
    .where(_entry.c.log_id == bindparam("log_id"))
    .order_by(_entry.c.seq.desc())
    .limit(1)
)
# One statement: between two of them another process may append.
_ENDS = select(
    select(schema.head.c.size).where(_own_head).scalar_subquery(),
    select(schema.head.c.last_leaf).where(_own_head).scalar_subquery(),
    _newest.with_only_columns(_entry.c.seq + 1).scalar_subquery(),
    _newest.with_only_columns(_entry.c.leaf_hash).scalar_subquery(),
)
_SIGNED = select(_entry.c.payload, _entry.c.key_id, _entry.c.signature).where(
    _entry.c.leaf_hash == bindparam("leaf_hash")
)


def _own(table: Table) -> Select[Any]:
    return select(table).where(table.c.log_id == bindparam("log_id"))


_screening, _measurement = projected.screening, projected.measurement
_asked_no: BindParameter[str | None] = bindparam("specimen_no")
_EXPECTING = PreparedSelect(
    _own(_screening)
    .where(
        # Not a bound value: SQLite would not see that the partial index serves.
        _screening.c.expects_measurement == literal_column("1"),
        _screening.c.lane == bindparam("lane"),
        or_(_asked_no.is_(None), _screening.c.specimen_no == _asked_no),
    )
    .limit(2)
)
_SAME_IDENTITY = PreparedSelect(
    _own(_measurement)
    .where(_measurement.c.identity == bindparam("identity"))
    .order_by((_measurement.c.content == bindparam("content")).desc(), _measurement.c.seq.desc())
    .limit(1)
)


class Reading(Confidential):
    """Queries over one log. Rows are snapshots: ask again after a commit."""

    def __init__(self, connection: Connection, log_id: str, vault: Vault) -> None:
        super().__init__(connection, log_id, vault)
        self._connection = connection
        self._log_id = log_id

    def head(self) -> Head:
        """The log's head; an empty one before the first entry."""
        return self._stored_head().head

    def check_head(self) -> None:
        """``StationError("storage.damaged")`` when the newest entry is not the one the head ends with.

        Cheap, for every start; whether the log is true is for ``Store.verify`` to say.
        """
        size, last_leaf, count, newest_leaf = self._connection.execute(_ENDS, {"log_id": self._log_id}).one()
        if (size, last_leaf) != (count, newest_leaf):
            raise StationError("storage.damaged", specimen=SpecimenState.UNKNOWN, detail="HEAD")

    def _stored_head(self) -> StoredHead:
        return read_head(self._connection, self._log_id)

    def facts(self, screening_id: str) -> list[Fact]:
        """Every fact of a screening in log order, batch countersignatures included."""
        return list(self._told(screening_id).facts)

    def folded(self, screening_id: str) -> Screening | None:
        """The screening as its facts tell it, or None."""
        return self._told(screening_id).screening

    def _told(self, screening_id: str) -> Told:
        return Told(tuple(kept.facts_about(self._connection, self._log_id, screening_id)))

    def shift_facts(self, shift_id: str) -> list[Fact]:
        """Every fact of a shift itself (opened, changed, closed) in log order."""
        return kept.facts_about(self._connection, self._log_id, shift_id)

    def fact(self, leaf: str) -> Fact | None:
        """The fact with this leaf hash (hex), or None."""
        row = kept.BY_LEAF.first(self._connection, leaf_hash=bytes.fromhex(leaf))
        return kept.fact_of(*row) if row else None

    def signed(self, leaf: str) -> SignedEntry | None:
        """The signed entry with this leaf hash (hex), or None."""
        row = self._connection.execute(_SIGNED, {"leaf_hash": bytes.fromhex(leaf)}).first()
        return SignedEntry(*row) if row else None

    def entries(self, after_seq: int = -1, limit: int = PAGE_ROWS) -> list[SignedEntry]:
        """Up to ``limit`` (at most 500) signed entries with ``seq > after_seq``, in log order."""
        asked = {"log_id": self._log_id, "after_seq": after_seq, "limit": min(limit, MOST_ROWS)}
        return [SignedEntry(*row) for row in self._connection.execute(_ENTRIES, asked).all()]

    def all_entries(self) -> Iterator[SignedEntry]:
        """The whole log, read a page at a time; a commit can pass between two pages."""
        after_seq = -1
        while page := self.entries(after_seq, MOST_ROWS):
            yield from page
            after_seq += len(page)

    def facts_of_kind(self, kind: str) -> Iterator[Fact]:
        """Every fact of one kind, newest first, read a page at a time."""
        before_seq = kept.NO_END
        asked = {"log_id": self._log_id, "kind": kind, "limit": PAGE_ROWS}
        while rows := self._connection.execute(_OF_KIND, {**asked, "before_seq": before_seq}).all():
            facts = [kept.fact_of(*row) for row in rows]
            yield from facts
            before_seq = facts[-1].seq

    def newest_of_kind(self, kind: str) -> Fact | None:
        """The newest fact of one kind, or None."""
        row = _NEWEST_OF_KIND.first(
            self._connection, log_id=self._log_id, kind=kind, before_seq=kept.NO_END, limit=1
        )
        return kept.fact_of(*row) if row else None

    def leaf_hashes(self, size: int) -> list[bytes]:
        """The leaf hashes of the first ``size`` entries, in log order: what a proof is made from."""
        leaves: list[bytes] = []
        while len(leaves) < size:
            asked = {
                "log_id": self._log_id,
                "from_seq": len(leaves),
                "limit": min(MOST_ROWS, size - len(leaves)),
            }
            page = self._connection.execute(_LEAF_HASHES, asked).scalars().all()
            if not page:
                break
            leaves += page
        return leaves

    def screenings(
        self, cursor: int | None = None, limit: int = PAGE_ROWS, filters: ScreeningFilter | None = None
    ) -> Page[ScreeningRow]:
        """Newest first; pass ``Page.next`` as the cursor of the following page."""
        table = projected.screening
        query = _filtered(_own(table), filters or ScreeningFilter())
        if cursor is not None:
            query = query.where(table.c.seq < cursor)
        wanted = min(limit, MOST_ROWS)
        rows = self._rows(ScreeningRow, query.order_by(table.c.seq.desc()).limit(wanted))
        return Page(tuple(rows), rows[-1].seq if len(rows) == wanted else None)

    def screening(self, screening_id: str) -> ScreeningRow | None:
        """One screening's row, or None."""
        return self._one(ScreeningRow, projected.screening, screening_id=screening_id)

    def screenings_by_token(self, field: str, value: str) -> list[ScreeningRow]:
        """Screenings whose newest ``field`` is exactly ``value``, newest first; needs the vault open."""
        table = projected.screening
        query = _own(table).where(table.c.screening_id.in_(self.screening_ids_with(field, value)))
        return self._rows(ScreeningRow, query.order_by(table.c.seq.desc()).limit(MOST_ROWS))

    def open_screenings(self, shift_id: str | None = None) -> list[ScreeningRow]:
        """Screenings not closed yet, oldest first, of one shift or of all."""
        table = projected.screening
        query = _own(table).where(table.c.closed_at_ms.is_(None))
        if shift_id is not None:
            query = query.where(table.c.shift_id == shift_id)
        return self._rows(ScreeningRow, query.order_by(table.c.seq).limit(MOST_ROWS))

    def awaiting_countersign(self) -> list[ScreeningRow]:
        """Screenings signed by their first officer that wait for the batch, oldest first."""
        table = projected.screening
        query = _own(table).where(table.c.awaiting_countersign == 1)
        return self._rows(ScreeningRow, query.order_by(table.c.seq).limit(MOST_ROWS))

    def screening_for_specimen(self, lane: str, specimen_no: str | None) -> ScreeningRow | None:
        """The screening that expects a result of this specimen on this lane; any number if None.

        None when there is none, and when there are several: a result is never guessed into a screening.
        """
        asked = {"log_id": self._log_id, "lane": lane, "specimen_no": specimen_no}
        rows = self._named(_EXPECTING, **asked)
        return build(ScreeningRow, rows[0]) if len(rows) == 1 else None

    def measurement_by_identity(self, identity: str, content: str | None = None) -> MeasurementRow | None:
        """The newest message with this identity; one with this ``content`` goes before all others."""
        asked = {"log_id": self._log_id, "identity": identity, "content": content}
        rows = self._named(_SAME_IDENTITY, **asked)
        return build(MeasurementRow, rows[0]) if rows else None

    def unmatched(self) -> list[UnmatchedRow]:
        """Results that wait for two officers, oldest first."""
        return self._tray("measurement_received")

    def control_tests(self) -> list[ControlTestRow]:
        """The newest test of control material on each lane that had one."""
        table = projected.control_test
        return self._rows(ControlTestRow, _own(table).order_by(table.c.lane))

    def held(self) -> list[UnmatchedRow]:
        """Exchanges that gave no result and wait for a person, oldest first."""
        return self._tray("exchange_held")

    def _tray(self, kind: str) -> list[UnmatchedRow]:
        table = projected.unmatched
        query = _own(table).where(table.c.kind == kind).order_by(table.c.seq)
        return self._rows(UnmatchedRow, query.limit(MOST_ROWS))

    def followups(
        self, states: Collection[str] = (), cursor: int | None = None, limit: int = PAGE_ROWS
    ) -> Page[FollowupRow]:
        """Follow-ups in any of ``states`` (none given: all), oldest first."""
        table = projected.followup
        query = _own(table)
        if states:
            query = query.where(table.c.state.in_(states))
        if cursor is not None:
            query = query.where(table.c.seq > cursor)
        wanted = min(limit, MOST_ROWS)
        rows = self._rows(FollowupRow, query.order_by(table.c.seq).limit(wanted))
        return Page(tuple(rows), rows[-1].seq if len(rows) == wanted else None)

    def followup(self, followup_id: str) -> FollowupRow | None:
        """One follow-up as it stands, or None."""
        return self._one(FollowupRow, projected.followup, followup_id=followup_id)

    def newest_list_no(self, beginning: str) -> str | None:
        """The highest hand-over list number that begins so and still stands beside a follow-up."""
        number = projected.followup.c.list_no
        query = _own(projected.followup).where(number.startswith(beginning, autoescape=True))
        rows = self._rows(FollowupRow, query.order_by(func.length(number).desc(), number.desc()).limit(1))
        return rows[0].list_no if rows else None

    def followups_of(self, screening_id: str) -> list[FollowupRow]:
        """The follow-ups one screening led to."""
        table = projected.followup
        return self._rows(FollowupRow, _own(table).where(table.c.screening_id == screening_id))

    def officers(self) -> list[OfficerRow]:
        """Everyone enrolled, by badge."""
        return self._rows(OfficerRow, _own(projected.officer).order_by(projected.officer.c.badge))

    def officer(self, badge: str) -> OfficerRow | None:
        """One person by badge, or None."""
        return self._one(OfficerRow, projected.officer, badge=badge)

    def open_shift(self) -> ShiftRow | None:
        """The shift that is open now, or None; its people come from folding ``shift_facts``."""
        table = projected.shift
        query = _own(table).where(table.c.closed_at_ms.is_(None)).order_by(table.c.seq.desc())
        rows = self._rows(ShiftRow, query.limit(1))
        return rows[0] if rows else None

    def shift(self, shift_id: str) -> ShiftRow | None:
        """One shift's row, or None."""
        return self._one(ShiftRow, projected.shift, shift_id=shift_id)

    def lockout(self, badge: str) -> Lockout:
        """What refused PINs and passphrases of this badge cost now."""
        row = LOCKOUT.first(self._connection, log_id=self._log_id, badge=badge)
        return Lockout(*row) if row else Lockout()

    def specimen_owner(self, specimen_no: str) -> str | None:
        """The screening that has this specimen number, or None."""
        table = projected.screening
        query = _own(table).where(table.c.specimen_no == specimen_no).limit(1)
        rows = self._rows(ScreeningRow, query)
        return rows[0].screening_id if rows else None

    def _rows(self, row_type: type[RowT], query: Select[Any]) -> list[RowT]:
        found = self._connection.execute(query, {"log_id": self._log_id}).mappings().all()
        return [build(row_type, row) for row in found]

    def _named(self, query: PreparedSelect, **asked: str | None) -> list[dict[str, Any]]:
        return query.named(self._connection, **asked)

    def _one(self, row_type: type[RowT], table: Table, **key: str) -> RowT | None:
        query = _own(table).where(*(table.c[name] == value for name, value in key.items()))
        return next(iter(self._rows(row_type, query)), None)


def _filtered(query: Select[Any], filters: ScreeningFilter) -> Select[Any]:
    columns = projected.screening.c
    for name in ("shift_id", "outcome", "verdict", "specimen_no", "lane"):
        if (value := getattr(filters, name)) is not None:
            query = query.where(columns[name] == value)
    if filters.opened_from is not None:
        query = query.where(columns.opened_at_ms >= to_ms(filters.opened_from))
    if filters.opened_until is not None:
        query = query.where(columns.opened_at_ms < to_ms(filters.opened_until))
    return query
