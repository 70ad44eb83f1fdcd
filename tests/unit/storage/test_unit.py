"""Appending: what goes into the entry, what lies beside it, and that both are there or neither is."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.log.entry import Draft
from station.storage.store import Store
from tests.unit.storage import story
from tests.unit.storage.stand import Stand

NIGHT = Draft(kinds.SIGNED_OFF, {"badge": "0417"})


def columns(stand: Stand, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(stand.path)) as connection:
        return connection.execute(query).fetchall()


def test_entries_form_one_chain_from_the_first_leaf_to_the_head(store: Store) -> None:
    with store.unit() as unit:
        facts = [unit.append(NIGHT) for _ in range(5)]
    with store.reading() as reading:
        entries = reading.entries()
        head = reading.head()
    assert [signed.entry.prev for signed in entries] == ["", *(fact.leaf for fact in facts[:-1])]
    assert head.size == 5
    assert head.last_leaf.hex() == facts[-1].leaf


def test_what_is_stored_is_what_was_signed_by_the_device(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(NIGHT)
    with store.reading() as reading:
        assert all(signed.signed_by(stand.signer.public_key_raw) for signed in reading.entries())


def test_a_unit_that_fails_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(StationError, match=r"log\.form"), store.unit() as unit:
        [unit.append(draft) for draft in (NIGHT, Draft("NO KIND", {}))]
    with store.unit() as unit:
        assert unit.append(NIGHT).seq == 0


def test_a_unit_sees_its_own_entries_before_the_commit(store: Store) -> None:
    with store.unit() as unit:
        unit.append(story.opening("S-1"))
        assert unit.head().size == 1
        assert [fact.kind for fact in unit.facts("S-1")] == [kinds.SCREENING_OPENED]
        assert [row.screening_id for row in unit.open_screenings()] == ["S-1"]


def test_a_result_finds_the_specimen_collected_in_the_same_unit(store: Store) -> None:
    with store.unit() as unit:
        unit.append(story.opening("S-1"))
        unit.append(story.collected("S-1", "U-1"))
        unit.append(story.loaded("S-1", "lane-1"))
        expecting = unit.screening_for_specimen("lane-1", "U-1")
        unit.append(story.measurement("S-1", "a", "b"))
        assert expecting is not None
        assert unit.screening_for_specimen("lane-1", "U-1") is None
        assert unit.specimen_owner("U-1") == "S-1"


def test_the_fact_returned_is_the_fact_read_back(store: Store) -> None:
    with store.unit() as unit:
        decomposed = "e\N{COMBINING ACUTE ACCENT}"
        returned = unit.append(Draft(kinds.SIGNED_OFF, {"badge": decomposed}))
    with store.reading() as reading:
        assert reading.fact(returned.leaf) == returned
    assert returned.body["badge"] == "\N{LATIN SMALL LETTER E WITH ACUTE}"


def test_a_record_id_seen_before_writes_nothing_and_returns_the_fact_of_then(store: Store) -> None:
    record_id = "01JDDDDDDDDDDDDDDDDDDDDDDD"
    with store.unit() as unit:
        first = unit.append(NIGHT, record_id=record_id)
    with store.unit() as unit:
        again = unit.append(NIGHT, record_id=record_id)
        assert unit.head().size == 1
    assert again == first


def test_the_entry_holds_commitments_and_never_a_personal_value(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        fact = story.identify(unit, "S-1")
    with store.reading() as reading:
        [birth_date, number, sex] = reading.disclosures("S-1")
    expected = {
        one.field: hashlib.sha256(one.salt + one.field.encode() + b"\0" + one.value.encode()).hexdigest()
        for one in (birth_date, number, sex)
    }
    assert fact.body["commitments"] == expected
    assert number.value == story.NUMBER
    assert len(number.salt) == 32
    assert story.NUMBER.encode() not in stand.path.read_bytes()


def test_raw_bytes_come_back_untouched_and_fit_their_commitment(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        fact = unit.append(Draft(kinds.EXCHANGE_HELD, {"lane": "1", "reason": "half"}), raw=story.RAW)
    with store.reading() as reading:
        found = reading.raw(fact.seq)
    assert found is not None
    salt, raw = found
    assert raw == story.RAW
    assert fact.body["raw"] == {"commitment": hashlib.sha256(salt + raw).hexdigest(), "length": len(raw)}
    assert story.RAW not in stand.path.read_bytes()


def test_a_ciphertext_moved_to_another_entry_is_refused(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        story.identify(unit, "S-1")
        story.identify(unit, "S-1")
    with closing(sqlite3.connect(stand.path)) as connection:
        connection.execute("DROP TRIGGER personal_no_update")
        connection.execute(
            "UPDATE personal SET ciphertext = first.ciphertext FROM personal AS first"
            " WHERE personal.seq = 1 AND first.seq = 0 AND personal.field = 'sex' AND first.field = 'sex'"
        )
        connection.commit()
    with store.reading() as reading, pytest.raises(StationError, match=r"vault\.damaged"):
        reading.personal("S-1")


def test_a_screening_has_one_data_key_while_the_vault_is_open(store: Store, stand: Stand) -> None:
    for _ in range(2):
        with store.unit() as unit:
            story.identify(unit, "S-1")
    assert columns(stand, "SELECT seq, purpose, screening_id FROM data_key") == [(0, "personal", "S-1")]


def test_a_result_that_arrives_before_sign_on_gets_a_key_of_its_own(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        story.identify(unit, "S-1")
    stand.vault.locked = True
    with store.unit() as unit:
        unit.append(story.measurement("S-1", "a", "1"), personal={"operator": story.OPERATOR}, raw=story.RAW)
    with store.reading() as reading, pytest.raises(StationError, match=r"vault\.locked"):
        reading.personal("S-1")
    stand.vault.locked = False
    with store.reading() as reading:
        assert reading.personal("S-1")["operator"] == story.OPERATOR
    assert columns(stand, "SELECT seq, purpose FROM data_key") == [
        (0, "personal"),
        (1, "personal"),
        (1, "raw"),
    ]


def test_a_searchable_value_is_refused_while_the_vault_is_locked(store: Store, stand: Stand) -> None:
    stand.vault.locked = True
    with pytest.raises(StationError, match=r"vault\.locked"), store.unit() as unit:
        story.identify(unit, "S-1")
    with store.reading() as reading:
        assert reading.head().size == 0


def test_every_entry_waits_in_the_outbox_and_follow_ups_go_first(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(NIGHT)
        unit.append(story.opening("S-2"))
        unit.append(story.followup(kinds.FOLLOWUP_OPENED, kind="licence", rule="r", pack="p"))
    query = "SELECT seq, state, attempts FROM outbox ORDER BY priority, seq"
    assert columns(stand, query) == [(2, "ready", 0), (0, "ready", 0), (1, "ready", 0)]


def jumps(store: Store) -> list[Fact]:
    with store.reading() as reading:
        return [signed.fact for signed in reading.entries() if signed.entry.kind == kinds.CLOCK_JUMPED]


def test_a_clock_set_back_is_written_down_before_the_next_entry(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(NIGHT)
    stand.clock.pass_s(60)
    stand.clock.at = stand.clock.at.replace(year=2025)
    with store.unit() as unit:
        assert unit.append(NIGHT).seq == 2
    [jump] = jumps(store)
    year_ms = 365 * 86_400_000
    assert jump.seq == 1
    assert jump.body == {"wall_ms": 60_000 - year_ms, "boot_ms": 60_000, "difference_ms": -year_ms}


def test_a_clock_two_seconds_off_is_no_jump(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(NIGHT)
    stand.clock.boottime_ms += 2_000
    with store.unit() as unit:
        unit.append(NIGHT)
    assert jumps(store) == []
    stand.clock.boottime_ms += 2_001
    with store.unit() as unit:
        unit.append(NIGHT)
    assert len(jumps(store)) == 1


def test_clocks_of_two_boots_are_not_compared(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(NIGHT)
    stand.clock.boot_id, stand.clock.boottime_ms = "boot-2", 0
    stand.clock.pass_s(3600)
    with store.unit() as unit:
        unit.append(NIGHT)
    assert jumps(store) == []
