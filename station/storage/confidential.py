"""Reading what is encrypted beside the entries. All of it needs the vault open."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from station.domain.errors import StationError
from station.domain.ports import Vault
from station.storage import schema
from station.storage.sealed import INDEXED_FIELDS, open_raw, open_value

_personal, _entry, _key = schema.personal, schema.entry, schema.data_key
_key_of_value = (
    (_key.c.log_id == _personal.c.log_id)
    & (_key.c.seq == _personal.c.key_seq)
    & (_key.c.purpose == "personal")
)
_VALUE_COLUMNS = (
    _personal.c.seq,
    _personal.c.field,
    _personal.c.ciphertext,
    _personal.c.key_seq,
    _key.c.sealed,
)
# Membership and not a join: SQLite would otherwise walk every personal value of the log.
_VALUES = (
    select(*_VALUE_COLUMNS)
    .join(_key, _key_of_value)
    .where(
        _personal.c.log_id == bindparam("log_id"),
        _personal.c.seq.in_(
            select(_entry.c.seq).where(
                _entry.c.log_id == bindparam("log_id"), _entry.c.screening_id == bindparam("screening_id")
            )
        ),
    )
    .order_by(_personal.c.seq, _personal.c.field)
)
_VALUES_OF_ENTRY = (
    select(*_VALUE_COLUMNS)
    .join(_key, _key_of_value)
    .where(_personal.c.log_id == bindparam("log_id"), _personal.c.seq == bindparam("seq"))
    .order_by(_personal.c.field)
)
_same, _sibling = _personal.alias("same"), _entry.alias("sibling")
_NEWEST_SEQ = (
    select(func.max(_same.c.seq))
    .where(
        _same.c.log_id == _personal.c.log_id,
        _same.c.field == _personal.c.field,
        _same.c.seq.in_(
            select(_sibling.c.seq)
            .where(_sibling.c.log_id == _entry.c.log_id, _sibling.c.screening_id == _entry.c.screening_id)
            .correlate(_entry)
        ),
    )
    .correlate(_personal, _entry)
    .scalar_subquery()
)
_WITH_TOKEN = (
    select(_entry.c.screening_id)
    .join_from(_personal, _entry, (_entry.c.log_id == _personal.c.log_id) & (_entry.c.seq == _personal.c.seq))
    .where(
        _personal.c.log_id == bindparam("log_id"),
        _personal.c.field == bindparam("field"),
        _personal.c.token == bindparam("token"),
        _entry.c.screening_id.is_not(None),
        _personal.c.seq == _NEWEST_SEQ,
    )
)
_RAW = (
    select(schema.raw.c.ciphertext, _key.c.sealed)
    .join_from(
        schema.raw,
        _key,
        (_key.c.log_id == schema.raw.c.log_id) & (_key.c.seq == schema.raw.c.seq) & (_key.c.purpose == "raw"),
    )
    .where(schema.raw.c.log_id == bindparam("log_id"), schema.raw.c.seq == bindparam("seq"))
)


@dataclass(frozen=True)
class Disclosure:
    """A personal value with the salt of its commitment, as it is shown to a court."""

    seq: int
    field: str
    salt: bytes
    value: str


class Confidential:
    """The encrypted side of one log. Every method raises ``StationError("vault.locked")`` before sign-on."""

    def __init__(self, connection: Connection, log_id: str, vault: Vault) -> None:
        self._connection = connection
        self._log_id = log_id
        self._vault = vault
        self._keys: dict[int, bytes] = {}

    def personal(self, screening_id: str) -> dict[str, str]:
        """The newest value of each field of a screening."""
        return {value.field: value.value for value in self.disclosures(screening_id)}

    def disclosures(self, screening_id: str) -> list[Disclosure]:
        """Every value of a screening with its salt, in log order."""
        return self._opened(_VALUES, screening_id=screening_id)

    def disclosures_of_entry(self, seq: int) -> list[Disclosure]:
        """The values beside one entry, also one that belongs to no screening."""
        return self._opened(_VALUES_OF_ENTRY, seq=seq)

    def raw(self, seq: int) -> tuple[bytes, bytes] | None:
        """Salt and untouched bytes of the exchange beside an entry; None if it has none."""
        row = self._connection.execute(_RAW, {"log_id": self._log_id, "seq": seq}).first()
        if row is None:
            return None
        return open_raw(
            self._vault, self._vault.open_data_key(row.sealed), (self._log_id, seq), row.ciphertext
        )

    def screening_ids_with(self, field: str, value: str) -> list[str]:
        """Screenings whose newest ``field`` is exactly ``value``."""
        if field not in INDEXED_FIELDS:
            raise StationError("storage.not_searchable", field=field)
        asked = {"log_id": self._log_id, "field": field, "token": self._vault.token(field, value)}
        return list(self._connection.execute(_WITH_TOKEN, asked).scalars())

    def _opened(self, query: Select[Any], **asked: str | int) -> list[Disclosure]:
        rows = self._connection.execute(query, {"log_id": self._log_id, **asked}).all()
        return [self._disclosure(row) for row in rows]

    def _disclosure(self, row: Row[Any]) -> Disclosure:
        if row.key_seq not in self._keys:
            self._keys[row.key_seq] = self._vault.open_data_key(row.sealed)
        place = (self._log_id, row.seq)
        return Disclosure(
            row.seq,
            row.field,
            *open_value(self._vault, self._keys[row.key_seq], place, row.field, row.ciphertext),
        )
