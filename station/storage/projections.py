"""``apply``: the one function that keeps the projections, after every append and in a rebuild alike.

What it writes depends on the log up to the fact alone, never on the clock or on who asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict

from sqlalchemy import Connection, Table, and_, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.sql.dml import Delete, Update

from station.domain import kinds, lockout
from station.domain.body import Body
from station.domain.facts import Fact
from station.domain.lockout import Lockout
from station.storage import kept, projected
from station.storage.followup_columns import followup_columns
from station.storage.rows import to_ms
from station.storage.screening_columns import screening_columns

Value = str | int | None
Handler = Callable[[Connection, str, Fact], None]


def apply(connection: Connection, log_id: str, fact: Fact) -> None:
    """Brings every projection up to ``fact``, which is already stored, in the caller's transaction."""
    if handler := _HANDLERS.get(fact.kind):
        handler(connection, log_id, fact)
    for screening_id in _screenings_of(fact):
        _refresh(connection, log_id, screening_id, fact.seq)


def _screenings_of(fact: Fact) -> tuple[str, ...]:
    if fact.screening_id is not None:
        return (fact.screening_id,)
    return Body.of(fact).texts("screenings") if fact.kind == kinds.STATEMENT_SIGNED else ()


def _refresh(connection: Connection, log_id: str, screening_id: str, until_seq: int) -> None:
    columns = screening_columns(kept.facts_about(connection, log_id, screening_id, until_seq))
    if columns:
        connection.execute(_PUT_SCREENING, {"log_id": log_id, "screening_id": screening_id, **columns})


def _put(table: Table) -> Insert:
    """Insert, or replace everything but the key."""
    statement = insert(table)
    key = {column.name for column in table.primary_key}
    rest = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
    return statement.on_conflict_do_update(index_elements=sorted(key), set_=rest)


def _by_key(table: Table, *key: str) -> Update:
    return update(table).where(and_(*(table.c[name] == bindparam(f"key_{name}") for name in key)))


def _without(table: Table, *key: str) -> Delete:
    return delete(table).where(and_(*(table.c[name] == bindparam(f"key_{name}") for name in key)))


_PUT_SCREENING = _put(projected.screening)
_PUT_OFFICER = _put(projected.officer)
_PUT_SHIFT = _put(projected.shift)
_CLOSE_SHIFT = _by_key(projected.shift, "log_id", "shift_id")
_LINK = insert(projected.link)
_PUT_MEASUREMENT = _put(projected.measurement)
_CLAIM_MEASUREMENT = _by_key(projected.measurement, "leaf")
_PUT_UNMATCHED = _put(projected.unmatched)
_SETTLE = _without(projected.unmatched, "leaf")
_PUT_FOLLOWUP = _put(projected.followup)
_PUT_LOCKOUT = _put(projected.lockout)
LOCKOUT = select(
    projected.lockout.c.refused,
    projected.lockout.c.refused_pins,
    projected.lockout.c.boot_id,
    projected.lockout.c.boottime_ms,
).where(projected.lockout.c.log_id == bindparam("log_id"), projected.lockout.c.badge == bindparam("badge"))
"""The fields of a domain ``Lockout``, in its order."""


def _place(log_id: str, fact: Fact) -> dict[str, Value]:
    return {"log_id": log_id, "seq": fact.seq}


def _officer_enrolled(connection: Connection, log_id: str, fact: Fact) -> None:
    body = Body.of(fact)
    connection.execute(
        _PUT_OFFICER,
        {
            **_place(log_id, fact),
            **{name: body.text(name) for name in ("badge", "name", "sex", "role")},
            **{name: body.maybe(name) for name in ("key_id", "public_key")},
        },
    )


def _access(connection: Connection, log_id: str, fact: Fact) -> None:
    badge = Body.of(fact).text("badge")
    row = connection.execute(LOCKOUT, {"log_id": log_id, "badge": badge}).first()
    state = lockout.after(Lockout(*row) if row else Lockout(), fact)
    connection.execute(_PUT_LOCKOUT, {**_place(log_id, fact), "badge": badge, **asdict(state)})


def _shift_opened(connection: Connection, log_id: str, fact: Fact) -> None:
    body = Body.of(fact)
    columns = {name: body.text(name) for name in ("shift_id", "place", "post", "basis")}
    opened = {"opened_at_ms": to_ms(fact.at), "closed_at_ms": None}
    connection.execute(_PUT_SHIFT, {**_place(log_id, fact), **columns, **opened})
    _concerns_shift(connection, log_id, fact)


def _shift_closed(connection: Connection, log_id: str, fact: Fact) -> None:
    key = {"key_log_id": log_id, "key_shift_id": Body.of(fact).text("shift_id")}
    connection.execute(_CLOSE_SHIFT, {**key, "closed_at_ms": to_ms(fact.at)})
    _concerns_shift(connection, log_id, fact)


def _concerns_shift(connection: Connection, log_id: str, fact: Fact) -> None:
    connection.execute(_LINK, {"about": Body.of(fact).text("shift_id"), **_place(log_id, fact)})


def _statement_signed(connection: Connection, log_id: str, fact: Fact) -> None:
    if fact.screening_id is None and (batch := _screenings_of(fact)):
        connection.execute(_LINK, [{"about": about, **_place(log_id, fact)} for about in batch])


def _measurement_received(connection: Connection, log_id: str, fact: Fact) -> None:
    body = Body.of(fact)
    columns = {name: body.text(name) for name in ("identity", "content", "lane")}
    kept_as = {"leaf": fact.leaf, "screening_id": fact.screening_id}
    connection.execute(_PUT_MEASUREMENT, {**_place(log_id, fact), **columns, **kept_as})
    if fact.screening_id is None:
        _into_tray(connection, log_id, fact, body.row("binding").maybe("reason"))


def _exchange_held(connection: Connection, log_id: str, fact: Fact) -> None:
    _into_tray(connection, log_id, fact, Body.of(fact).maybe("reason"))


def _into_tray(connection: Connection, log_id: str, fact: Fact, reason: str | None) -> None:
    body = Body.of(fact)
    columns: Mapping[str, Value] = {
        "leaf": fact.leaf,
        "kind": fact.kind,
        "lane": body.text("lane"),
        "reason": reason,
        "specimen_no": body.maybe("specimen_no"),
        "test_no": body.maybe("test_no"),
        "received_at_ms": to_ms(fact.at),
    }
    connection.execute(_PUT_UNMATCHED, {**_place(log_id, fact), **columns})


def _measurement_claimed(connection: Connection, _log_id: str, fact: Fact) -> None:
    leaf = Body.of(fact).text("measurement")
    connection.execute(_CLAIM_MEASUREMENT, {"key_leaf": leaf, "screening_id": fact.screening_id})
    connection.execute(_SETTLE, {"key_leaf": leaf})


def _measurement_set_aside(connection: Connection, _log_id: str, fact: Fact) -> None:
    connection.execute(_SETTLE, {"key_leaf": Body.of(fact).text("measurement")})


def _followup_moved(connection: Connection, log_id: str, fact: Fact) -> None:
    if fact.screening_id is None:
        return
    facts = kept.facts_about(connection, log_id, fact.screening_id, fact.seq)
    columns = followup_columns(facts, Body.of(fact).text("followup_id"))
    connection.execute(_PUT_FOLLOWUP, {"log_id": log_id, "changed_at_ms": to_ms(fact.at), **columns})


_HANDLERS: Mapping[str, Handler] = {
    kinds.OFFICER_ENROLLED: _officer_enrolled,
    kinds.ACCESS_REFUSED: _access,
    kinds.ACCESS_GRANTED: _access,
    kinds.SHIFT_OPENED: _shift_opened,
    kinds.SHIFT_CHANGED: _concerns_shift,
    kinds.SHIFT_CLOSED: _shift_closed,
    kinds.STATEMENT_SIGNED: _statement_signed,
    kinds.MEASUREMENT_RECEIVED: _measurement_received,
    kinds.EXCHANGE_HELD: _exchange_held,
    kinds.MEASUREMENT_CLAIMED: _measurement_claimed,
    kinds.MEASUREMENT_SET_ASIDE: _measurement_set_aside,
    kinds.FOLLOWUP_OPENED: _followup_moved,
    kinds.LAB_FINDING_ENTERED: _followup_moved,
    kinds.MEASURE_PROPOSED: _followup_moved,
    kinds.FOLLOWUP_HANDED_OVER: _followup_moved,
    kinds.FOLLOWUP_ACCEPTED: _followup_moved,
    kinds.FOLLOWUP_RETURNED: _followup_moved,
}
