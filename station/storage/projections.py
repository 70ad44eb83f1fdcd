"""``apply`` and ``refresh`` keep the projections, after every append and in a rebuild alike.

What they write depend on the log up to the fact alone, never on the clock or on who asks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import Delete, Update

from station.domain import kinds, lockout
from station.domain.body import Body
from station.domain.facts import Fact
from station.domain.lockout import Lockout
from station.domain.measurement import CONTROL_TEST
from station.storage import projected
from station.storage.followup_columns import followup_columns
from station.storage.prepared import PreparedInsert, PreparedSelect, put
from station.storage.recent import RecentFacts
from station.storage.rows import to_ms
from station.storage.screening_columns import screening_columns

Value = str | int | None
Handler = Callable[[Connection, str, Fact], None]


def apply(connection: Connection, recent: RecentFacts, fact: Fact) -> tuple[str, ...]:
    """Brings the projections up to ``fact``, which is already stored, in the caller's transaction.

    All but the rows of the screenings it is about, whose names are returned: ``refresh`` writes those, once
    however many facts of one screening come together.
    """
    if handler := _HANDLERS.get(fact.kind):
        handler(connection, recent.log_id, fact)
    screenings = _screenings_of(fact)
    for screening_id in screenings:
        told = recent.with_fact(connection, screening_id, fact)
        for followup_id in _followups_of(fact, told.facts):
            _followup_moved(connection, recent.log_id, fact, told.facts, followup_id)
    return screenings


def refresh(connection: Connection, recent: RecentFacts, screenings: Iterable[str]) -> None:
    """Writes the rows of ``screenings`` as their facts tell them by now; none for one not opened yet."""
    told = {name: screening_columns(recent.about(connection, name)) for name in screenings}
    rows = [{"log_id": recent.log_id, "screening_id": name, **row} for name, row in told.items() if row]
    _PUT_SCREENING.run(connection, *rows)


def _screenings_of(fact: Fact) -> tuple[str, ...]:
    if fact.screening_id is not None:
        return (fact.screening_id,)
    if fact.kind != kinds.STATEMENT_SIGNED:
        return ()
    return tuple(dict.fromkeys(Body.of(fact).texts("screenings")))


def _by_key(table: Table, *key: str) -> Update:
    return update(table).where(and_(*(table.c[name] == bindparam(f"key_{name}") for name in key)))


def _without(table: Table, *key: str) -> Delete:
    return delete(table).where(and_(*(table.c[name] == bindparam(f"key_{name}") for name in key)))


_PUT_SCREENING = put(projected.screening)
_PUT_OFFICER = put(projected.officer)
_PUT_SHIFT = put(projected.shift)
_CLOSE_SHIFT = _by_key(projected.shift, "log_id", "shift_id")
_LINK = PreparedInsert(insert(projected.link))
_PUT_MEASUREMENT = put(projected.measurement)
_CLAIM_MEASUREMENT = _by_key(projected.measurement, "leaf")
_PUT_CONTROL_TEST = put(projected.control_test)
_PUT_UNMATCHED = put(projected.unmatched)
_SETTLE = _without(projected.unmatched, "leaf")
_PUT_FOLLOWUP = put(projected.followup)
_PUT_LOCKOUT = put(projected.lockout)
_lockout = projected.lockout.c
LOCKOUT = PreparedSelect(
    select(_lockout.refused, _lockout.refused_pins, _lockout.boot_id, _lockout.boottime_ms).where(
        _lockout.log_id == bindparam("log_id"), _lockout.badge == bindparam("badge")
    )
)
"""The fields of a domain ``Lockout``, in its order."""


def _place(log_id: str, fact: Fact) -> dict[str, Value]:
    return {"log_id": log_id, "seq": fact.seq}


def _officer_enrolled(connection: Connection, log_id: str, fact: Fact) -> None:
    body = Body.of(fact)
    _PUT_OFFICER.run(
        connection,
        {
            **_place(log_id, fact),
            **{name: body.text(name) for name in ("badge", "name", "sex", "role")},
            **{name: body.maybe(name) for name in ("key_id", "public_key")},
        },
    )


def _access(connection: Connection, log_id: str, fact: Fact) -> None:
    badge = Body.of(fact).text("badge")
    row = LOCKOUT.first(connection, log_id=log_id, badge=badge)
    state = lockout.after(Lockout(*row) if row else Lockout(), fact)
    _PUT_LOCKOUT.run(connection, {**_place(log_id, fact), "badge": badge, **asdict(state)})


def _shift_opened(connection: Connection, log_id: str, fact: Fact) -> None:
    body = Body.of(fact)
    columns = {name: body.text(name) for name in ("shift_id", "place", "post", "basis")}
    opened = {"opened_at_ms": to_ms(fact.at), "closed_at_ms": None}
    _PUT_SHIFT.run(connection, {**_place(log_id, fact), **columns, **opened})
    _concerns_shift(connection, log_id, fact)


def _shift_closed(connection: Connection, log_id: str, fact: Fact) -> None:
    key = {"key_log_id": log_id, "key_shift_id": Body.of(fact).text("shift_id")}
    connection.execute(_CLOSE_SHIFT, {**key, "closed_at_ms": to_ms(fact.at)})
    _concerns_shift(connection, log_id, fact)


def _concerns_shift(connection: Connection, log_id: str, fact: Fact) -> None:
    _LINK.run(connection, {"about": Body.of(fact).text("shift_id"), **_place(log_id, fact)})


def _statement_signed(connection: Connection, log_id: str, fact: Fact) -> None:
    if fact.screening_id is None and (batch := _screenings_of(fact)):
        _LINK.run(connection, *({"about": about, **_place(log_id, fact)} for about in batch))


def _measurement_received(connection: Connection, log_id: str, fact: Fact) -> None:
    body = Body.of(fact)
    columns = {name: body.text(name) for name in ("identity", "content", "lane")}
    kept_as = {"leaf": fact.leaf, "screening_id": fact.screening_id}
    _PUT_MEASUREMENT.run(connection, {**_place(log_id, fact), **columns, **kept_as})
    reason = body.row("binding").maybe("reason")
    if body.holds("control_test"):
        _control_tested(connection, log_id, fact)
    if fact.screening_id is None and reason != CONTROL_TEST:
        _into_tray(connection, log_id, fact, reason)


def _control_tested(connection: Connection, log_id: str, fact: Fact) -> None:
    columns = {"lane": Body.of(fact).text("lane"), "leaf": fact.leaf, "received_at_ms": to_ms(fact.at)}
    _PUT_CONTROL_TEST.run(connection, {**_place(log_id, fact), **columns})


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
    _PUT_UNMATCHED.run(connection, {**_place(log_id, fact), **columns})


def _measurement_claimed(connection: Connection, _log_id: str, fact: Fact) -> None:
    leaf = Body.of(fact).text("measurement")
    connection.execute(_CLAIM_MEASUREMENT, {"key_leaf": leaf, "screening_id": fact.screening_id})
    connection.execute(_SETTLE, {"key_leaf": leaf})


def _measurement_set_aside(connection: Connection, _log_id: str, fact: Fact) -> None:
    connection.execute(_SETTLE, {"key_leaf": Body.of(fact).text("measurement")})


def _followups_of(fact: Fact, facts: Sequence[Fact]) -> tuple[str, ...]:
    """The follow-ups that ``fact`` moves: its own, or all of a screening that is declared void."""
    if fact.kind == kinds.SCREENING_VOIDED:
        return tuple(Body.of(one).text("followup_id") for one in facts if one.kind == kinds.FOLLOWUP_OPENED)
    return (Body.of(fact).text("followup_id"),) if fact.kind in _OF_FOLLOWUP else ()


def _followup_moved(
    connection: Connection, log_id: str, fact: Fact, facts: Sequence[Fact], followup_id: str
) -> None:
    columns = followup_columns(facts, followup_id)
    _PUT_FOLLOWUP.run(connection, {"log_id": log_id, "changed_at_ms": to_ms(fact.at), **columns})


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
    kinds.MEASUREMENT_CONFIRMED: _measurement_claimed,
    kinds.MEASUREMENT_CLAIMED: _measurement_claimed,
    kinds.MEASUREMENT_SET_ASIDE: _measurement_set_aside,
}

_OF_FOLLOWUP = frozenset(
    {
        kinds.FOLLOWUP_OPENED,
        kinds.LAB_FINDING_ENTERED,
        kinds.MEASURE_PROPOSED,
        kinds.FOLLOWUP_HANDED_OVER,
        kinds.FOLLOWUP_ACCEPTED,
        kinds.FOLLOWUP_RETURNED,
    }
)
