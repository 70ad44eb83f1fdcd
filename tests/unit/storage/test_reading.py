"""What the screens ask, and what they get."""

from datetime import timedelta

import pytest

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.lockout import Lockout
from station.log.entry import Draft
from station.storage.rows import ScreeningFilter
from station.storage.store import Store
from tests.unit.storage import story
from tests.unit.storage.stand import START, Stand


def test_a_negative_signed_by_one_officer_waits_until_the_batch_is_countersigned(store: Store) -> None:
    with store.unit() as unit:
        story.negative(unit, "S-1")
        assert [row.screening_id for row in unit.awaiting_countersign()] == ["S-1"]
        unit.append(story.statement("countersign", "0522", None, "S-1"))
    with store.reading() as reading:
        assert reading.awaiting_countersign() == []
        row = reading.screening("S-1")
        assert reading.facts("S-1")[-1].kind == kinds.STATEMENT_SIGNED
    assert row is not None
    assert (row.outcome, row.verdict) == ("completed", "negative")
    assert (row.first_badge, row.second_badge) == ("0417", "0522")


def test_a_list_is_paged_newest_first_without_gap_or_repeat(store: Store) -> None:
    with store.unit() as unit:
        for number in range(7):
            unit.append(story.opening(f"S-{number}"))
    seen: list[str] = []
    cursor: int | None = None
    with store.reading() as reading:
        for _ in range(4):
            page = reading.screenings(cursor, limit=3)
            seen += [row.screening_id for row in page.rows]
            cursor = page.next
            if cursor is None:
                break
    assert seen == [f"S-{number}" for number in range(6, -1, -1)]
    assert cursor is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (ScreeningFilter(shift_id=story.SHIFT), ["S-3", "S-1"]),
        (ScreeningFilter(outcome="completed"), ["S-1"]),
        (ScreeningFilter(verdict="negative", lane="lane-1"), ["S-1"]),
        (ScreeningFilter(specimen_no="U-1"), ["S-1"]),
        (ScreeningFilter(lane="lane-9"), ["S-3"]),
        (ScreeningFilter(opened_from=START + timedelta(hours=1)), ["S-3"]),
        (ScreeningFilter(opened_until=START + timedelta(hours=1)), ["S-2", "S-1"]),
    ],
)
def test_a_list_is_narrowed_by_what_was_asked(
    store: Store, stand: Stand, filters: ScreeningFilter, expected: list[str]
) -> None:
    with store.unit() as unit:
        story.negative(unit, "S-1")
        unit.append(story.opening("S-2", shift_id="SHIFT-0"))
        stand.clock.pass_s(3600)
        unit.append(story.opening("S-3", lane="lane-9"))
    with store.reading() as reading:
        assert [row.screening_id for row in reading.screenings(filters=filters).rows] == expected


def test_a_number_finds_its_screenings_and_no_others(store: Store) -> None:
    with store.unit() as unit:
        for screening_id, number in (
            ("S-1", story.NUMBER),
            ("S-2", "990000199001011234"),
            ("S-3", story.NUMBER),
        ):
            unit.append(story.opening(screening_id))
            story.identify(unit, screening_id, number)
    with store.reading() as reading:
        assert [row.screening_id for row in reading.screenings_by_token("number", story.NUMBER)] == [
            "S-3",
            "S-1",
        ]
        assert reading.screenings_by_token("number", story.NUMBER[:-1]) == []


def test_a_number_that_was_corrected_no_longer_finds_the_screening(store: Store) -> None:
    with store.unit() as unit:
        unit.append(story.opening("S-1"))
        story.identify(unit, "S-1", "990000199001011234")
        story.identify(unit, "S-1")
    with store.reading() as reading:
        assert reading.screenings_by_token("number", "990000199001011234") == []
        assert len(reading.screenings_by_token("number", story.NUMBER)) == 1
        assert reading.personal("S-1")["number"] == story.NUMBER


def test_a_search_before_sign_on_or_by_another_field_is_refused(store: Store, stand: Stand) -> None:
    with store.reading() as reading:
        with pytest.raises(StationError, match=r"storage\.not_searchable"):
            reading.screenings_by_token("birth_date", "1988-07-01")
        stand.vault.locked = True
        with pytest.raises(StationError, match=r"vault\.locked"):
            reading.screenings_by_token("number", story.NUMBER)


def test_a_result_binds_only_to_a_screening_that_expects_it_on_that_lane(store: Store) -> None:
    with store.unit() as unit:
        story.negative(unit, "S-1")
        unit.append(story.opening("S-2"))
        unit.append(story.collected("S-2", "U-2"))
        unit.append(story.loaded("S-2", "lane-1"))
        found = unit.screening_for_specimen("lane-1", "U-2")
        assert found is not None
        assert found.screening_id == "S-2"
        assert unit.screening_for_specimen("lane-1", "U-1") is None
        assert unit.screening_for_specimen("lane-2", "U-2") is None
        assert unit.screening_for_specimen("lane-1", None) == found


def test_a_result_that_two_screenings_could_claim_binds_to_neither(store: Store) -> None:
    with store.unit() as unit:
        for screening_id in ("S-1", "S-2"):
            unit.append(story.opening(screening_id))
            unit.append(story.collected(screening_id, "U-1"))
            unit.append(story.loaded(screening_id, "lane-1"))
        assert unit.screening_for_specimen("lane-1", "U-1") is None


def test_the_same_message_is_known_by_identity_and_content(store: Store) -> None:
    with store.unit() as unit:
        first = unit.append(story.measurement("S-1", "a", "1"))
        other = unit.append(story.measurement(None, "a", "2"))
    with store.reading() as reading:
        newest = reading.measurement_by_identity("a" * 64)
        exact = reading.measurement_by_identity("a" * 64, "1" * 64)
        assert reading.measurement_by_identity("b" * 64) is None
    assert newest is not None
    assert exact is not None
    assert (newest.leaf, exact.leaf, exact.screening_id) == (other.leaf, first.leaf, "S-1")


def test_the_tray_holds_a_result_until_it_is_claimed_or_set_aside(store: Store) -> None:
    with store.unit() as unit:
        strays = [unit.append(story.measurement(None, identity, "1")) for identity in "abc"]
        held = unit.append(Draft(kinds.EXCHANGE_HELD, {"lane": "lane-1", "reason": "half"}), raw=story.RAW)
        assert [row.leaf for row in unit.unmatched()] == [fact.leaf for fact in strays]
        assert unit.unmatched()[0].reason == "no_such_specimen"
        unit.append(story.settled(kinds.MEASUREMENT_CLAIMED, strays[0].leaf, "S-1"))
        unit.append(story.settled(kinds.MEASUREMENT_SET_ASIDE, strays[1].leaf))
        assert [row.leaf for row in unit.unmatched()] == [strays[2].leaf]
        assert [row.leaf for row in unit.held()] == [held.leaf]
        row = unit.measurement_by_identity("a" * 64)
    assert row is not None
    assert row.screening_id == "S-1"


def test_a_follow_up_shows_how_far_it_has_come(store: Store) -> None:
    story.night(store)
    with store.reading() as reading:
        assert reading.followups(["to_hand_over"]).rows == ()
        [row] = reading.followups(["handed_over", "accepted"]).rows
        assert reading.followup("F-1") == row
        assert reading.followups_of("S-2") == [row]
        assert reading.followup("F-2") is None
    assert (row.kind, row.finding, row.measure, row.list_no) == (
        "licence",
        "confirmed",
        "cancellation",
        "L-1",
    )
    with store.unit() as unit:
        unit.append(story.followup(kinds.FOLLOWUP_RETURNED, reason="seal_missing"))
        returned = unit.followup("F-1")
        unit.append(story.followup(kinds.FOLLOWUP_HANDED_OVER, list_no="L-2", receiver="DMV", handed_at="x"))
        unit.append(story.followup(kinds.FOLLOWUP_ACCEPTED, receipt_no="R-1", receiver="DMV"))
        accepted = unit.followup("F-1")
    assert returned is not None
    assert accepted is not None
    assert (returned.state, returned.returned_reason) == ("returned", "seal_missing")
    assert (accepted.state, accepted.list_no, accepted.receipt_no) == ("accepted", "L-2", "R-1")


def test_a_shift_is_open_until_it_is_closed_and_tells_who_stands_there(store: Store) -> None:
    with store.unit() as unit:
        assert unit.open_shift() is None
        story.shift(unit)
        shift = unit.open_shift()
        assert shift is not None
        assert (shift.shift_id, shift.place) == (story.SHIFT, "G209")
        assert [fact.kind for fact in unit.shift_facts(story.SHIFT)] == [
            kinds.SHIFT_OPENED,
            kinds.SHIFT_CHANGED,
        ]
        unit.append(Draft(kinds.SHIFT_CLOSED, {"shift_id": story.SHIFT}))
        assert unit.open_shift() is None
        assert len(unit.shift_facts(story.SHIFT)) == 3


def test_refusals_are_counted_over_a_restart_until_the_badge_is_let_in(stand: Stand) -> None:
    refused = Draft(kinds.ACCESS_REFUSED, {"badge": "0417", "factor": "pin"})
    for _ in range(2):
        with stand.store() as store, store.unit() as unit:
            unit.append(refused)
    with stand.store() as store, store.unit() as unit:
        assert unit.lockout("0417") == Lockout(2, 2, stand.clock.boot_id, stand.clock.boottime_ms)
        assert unit.lockout("0522") == Lockout()
        unit.append(Draft(kinds.ACCESS_GRANTED, {"badge": "0417", "factor": "pin"}))
        assert unit.lockout("0417") == Lockout()


def test_the_officers_are_those_last_enrolled(store: Store) -> None:
    with store.unit() as unit:
        unit.append(story.enrolled("0522"))
        unit.append(story.enrolled("0417", "assistant"))
        unit.append(story.enrolled("0417"))
        assert [(row.badge, row.role) for row in unit.officers()] == [
            ("0417", "officer"),
            ("0522", "officer"),
        ]
        assert unit.officer("0999") is None
