"""One transaction: entries and what lies beside them, head, outbox and projections, all or nothing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.ports import Clock, Moment, Signer, Vault
from station.log.entry import Draft
from station.log.envelope import SignedEntry
from station.log.head import seal
from station.log.ulid import ENTROPY_BYTES, ulid
from station.storage import kept, outbox, projections, schema
from station.storage.heads import Clocks, StoredHead, read_head, write_head
from station.storage.prepared import PreparedInsert, PreparedSelect
from station.storage.reading import Reading, RowT
from station.storage.recent import RecentFacts, Told
from station.storage.sealed import INDEXED_FIELDS, seal_raw, seal_value

_INSERT_ENTRY = PreparedInsert(insert(schema.entry))
_INSERT_RAW = PreparedInsert(insert(schema.raw))
_INSERT_PERSONAL = PreparedInsert(insert(schema.personal))
_INSERT_KEY = PreparedInsert(insert(schema.data_key))
_KEY_OF_SCREENING = PreparedSelect(
    select(schema.data_key.c.seq, schema.data_key.c.sealed)
    .where(
        schema.data_key.c.log_id == bindparam("log_id"),
        schema.data_key.c.screening_id == bindparam("screening_id"),
        schema.data_key.c.purpose == "personal",
    )
    .order_by(schema.data_key.c.seq.desc())
    .limit(1)
)
VAULT_LOCKED = "vault.locked"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Writer:
    """What entries are made with. ``software`` is the version that each of them names."""

    signer: Signer
    vault: Vault
    clock: Clock
    software: str


@dataclass
class _Beside:
    """What lies beside one entry, ready to insert after it."""

    keys: list[dict[str, Any]]
    values: list[dict[str, Any]]
    raw: dict[str, Any] | None = None


class UnitOfWork(Reading):
    """Appends entries inside one ``BEGIN IMMEDIATE``; also answers every query, its own entries included."""

    def __init__(self, connection: Connection, writer: Writer, recent: RecentFacts) -> None:
        super().__init__(connection, recent.log_id, writer.vault)
        self._writer = writer
        self._recent = recent
        self._current: StoredHead | None = None
        self._appended: list[Fact] = []
        self._data_keys: dict[str, tuple[int, bytes]] = {}
        self._behind: dict[str, None] = {}

    def append(
        self,
        draft: Draft,
        *,
        personal: Mapping[str, str] = _NOTHING,
        raw: bytes | None = None,
        record_id: str | None = None,
    ) -> Fact:
        """Seals and stores one entry with its personal values and raw bytes; committed when the unit ends.

        With a ``record_id`` that is already in the log, nothing is written and the fact of then is returned.
        A jump of the clock since the last entry is written down first, as an entry of its own.
        """
        if record_id is not None and (known := self._recorded(record_id)):
            return known
        moment = self._writer.clock.moment()
        self._note_jump(moment)
        return self._append(draft, personal, raw, moment, record_id)

    @property
    def appended(self) -> tuple[Fact, ...]:
        """What this unit has appended so far, in log order."""
        return tuple(self._appended)

    def fact(self, leaf: str) -> Fact | None:
        """The fact with this leaf hash (hex), or None. Those of this unit are at hand."""
        own = next((fact for fact in self._appended if fact.leaf == leaf), None)
        return own or super().fact(leaf)

    def finish(self) -> RecentFacts:
        """Writes the head and what is left to write; the store calls it before the commit."""
        self._catch_up()
        if self._appended and self._current and self._current.clocks:
            write_head(self._connection, self._current.head, self._current.clocks)
        return self._recent

    def _catch_up(self) -> None:
        """The rows of the screenings appended to: once for all their entries, but before anybody asks."""
        if self._behind:
            projections.refresh(self._connection, self._recent, self._behind)
            self._behind = {}

    def _rows(self, row_type: type[RowT], query: Select[Any]) -> list[RowT]:
        self._catch_up()
        return super()._rows(row_type, query)

    def _named(self, query: PreparedSelect, **asked: str | None) -> list[dict[str, Any]]:
        self._catch_up()
        return super()._named(query, **asked)

    def _told(self, screening_id: str) -> Told:
        self._stored_head()
        return self._recent.about(self._connection, screening_id)

    def _stored_head(self) -> StoredHead:
        # Read once: the write lock is ours, so nobody else can append before we commit.
        if self._current is None:
            self._current = read_head(self._connection, self._log_id)
            self._recent = self._recent.under(self._current.head.last_leaf)
        return self._current

    def _recorded(self, record_id: str) -> Fact | None:
        row = kept.BY_RECORD.first(self._connection, record_id=record_id)
        return kept.fact_of(*row) if row else None

    def _note_jump(self, moment: Moment) -> None:
        last = self._stored_head().clocks
        jump = Clocks.at(moment).jump_since(last) if last else None
        if jump:
            self._append(Draft(kinds.CLOCK_JUMPED, jump), _NOTHING, None, moment, None)

    def _append(
        self,
        draft: Draft,
        personal: Mapping[str, str],
        raw: bytes | None,
        moment: Moment,
        record_id: str | None,
    ) -> Fact:
        head = self._stored_head().head
        body, beside = self._protect(draft, head.size, personal, raw)
        clocks = Clocks.at(moment)
        record = record_id or ulid(moment.at, os.urandom(ENTROPY_BYTES))
        signed, head = seal(
            replace(draft, body=body), head, self._writer.signer, moment, record, self._writer.software
        )
        self._current = StoredHead(head, clocks)
        fact = kept.fact_of(head.last_leaf, signed.payload)
        self._appended.append(fact)
        self._store(fact, signed, record, beside)
        self._recent.last_leaf = head.last_leaf
        self._behind |= dict.fromkeys(projections.apply(self._connection, self._recent, fact))
        return fact

    def _store(self, fact: Fact, signed: SignedEntry, record_id: str, beside: _Beside) -> None:
        _INSERT_ENTRY.run(
            self._connection,
            {
                "log_id": self._log_id,
                "seq": fact.seq,
                "leaf_hash": bytes.fromhex(fact.leaf),
                "record_id": record_id,
                "kind": fact.kind,
                "screening_id": fact.screening_id,
                "payload": signed.payload,
                "key_id": signed.key_id,
                "signature": signed.signature,
            },
        )
        if beside.keys:
            _INSERT_KEY.run(self._connection, *beside.keys)
        if beside.values:
            _INSERT_PERSONAL.run(self._connection, *beside.values)
        if beside.raw:
            _INSERT_RAW.run(self._connection, beside.raw)
        outbox.INSERT.run(self._connection, outbox.waiting_row(self._log_id, fact.seq, fact.kind))

    def _protect(
        self, draft: Draft, seq: int, personal: Mapping[str, str], raw: bytes | None
    ) -> tuple[dict[str, Json], _Beside]:
        body: dict[str, Json] = dict(draft.body)
        beside = _Beside([], [])
        if personal:
            body["commitments"] = self._protect_values(draft.screening_id, seq, personal, beside)
        if raw is not None:
            body["raw"] = self._protect_raw(seq, raw, beside)
        return body, beside

    def _protect_values(
        self, screening_id: str | None, seq: int, personal: Mapping[str, str], beside: _Beside
    ) -> dict[str, Json]:
        key_seq, key = self._data_key(screening_id, seq, beside)
        commitments: dict[str, Json] = {}
        for field, value in personal.items():
            commitments[field], ciphertext = seal_value(
                self._writer.vault, key, (self._log_id, seq), field, value
            )
            beside.values.append(
                {
                    "log_id": self._log_id,
                    "seq": seq,
                    "field": field,
                    "key_seq": key_seq,
                    "ciphertext": ciphertext,
                    "token": self._token(field, value),
                }
            )
        return commitments

    def _protect_raw(self, seq: int, raw: bytes, beside: _Beside) -> dict[str, Json]:
        key = self._new_key(seq, "raw", None, beside)
        commitment, ciphertext = seal_raw(self._writer.vault, key, (self._log_id, seq), raw)
        beside.raw = {"log_id": self._log_id, "seq": seq, "ciphertext": ciphertext}
        return {"commitment": commitment, "length": len(raw)}

    def _token(self, field: str, value: str) -> bytes | None:
        # A locked vault refuses here: a number that no search would ever find must not slip in.
        return self._writer.vault.token(field, value) if field in INDEXED_FIELDS else None

    def _data_key(self, screening_id: str | None, seq: int, beside: _Beside) -> tuple[int, bytes]:
        if screening_id is None:
            return seq, self._new_key(seq, "personal", None, beside)
        if screening_id not in self._data_keys:
            found = self._opened_key(screening_id)
            self._data_keys[screening_id] = found or (
                seq,
                self._new_key(seq, "personal", screening_id, beside),
            )
        return self._data_keys[screening_id]

    def _opened_key(self, screening_id: str) -> tuple[int, bytes] | None:
        row = _KEY_OF_SCREENING.first(self._connection, log_id=self._log_id, screening_id=screening_id)
        if row is None:
            return None
        seq, sealed = row
        try:
            return seq, self._writer.vault.open_data_key(sealed)
        except StationError as error:
            if error.code != VAULT_LOCKED:
                raise
            # What arrives while nobody is signed on gets a key of its own, sealed to the public half.
            return None

    def _new_key(self, seq: int, purpose: str, screening_id: str | None, beside: _Beside) -> bytes:
        key, sealed = self._writer.vault.new_data_key()
        beside.keys.append(
            {
                "log_id": self._log_id,
                "seq": seq,
                "purpose": purpose,
                "screening_id": screening_id,
                "sealed": sealed,
            }
        )
        return key
