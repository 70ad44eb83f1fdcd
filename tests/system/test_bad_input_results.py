"""Results for nobody, twice, in conflict, with nobody signed on; failed control lines and expired lots."""

from dataclasses import replace

import pytest

from station.domain import kinds
from station.domain.choices import Claim, SetAside
from station.domain.codes import SpecimenKind, Verdict
from station.domain.errors import SpecimenState
from station.domain.path import Step
from station.domain.reason import Reason
from station.services import access, aftermath, readings, screening, unmatched
from station.services.home import Home
from station.services.readings import Kept
from station.services.taking import screening_of
from station.services.training import PIN, passphrase_of
from station.services.workplace import Workplace
from station.storage.rows import UnmatchedRow
from tests.system.refusal import facts_of, nothing_lost, nothing_written, raw_of, refused, verified
from tests.training import (
    ASSISTANT,
    EXPIRY,
    FIRST,
    INVALID,
    LOT,
    NEGATIVE,
    PRESUMPTIVE_POSITIVE,
    SECOND,
    Shift,
    message,
    opened,
)
from tests.unit.storage.stand import SetClock

NOBODYS = "U-999999"


def in_tray(workplace: Workplace) -> list[UnmatchedRow]:
    with workplace.store.reading() as reading:
        return unmatched.tray(reading)


@pytest.fixture
def stray(shift: Shift) -> str:
    """A reactive result under a number nobody has; its leaf."""
    assert shift.result_arrives(NOBODYS, PRESUMPTIVE_POSITIVE) is Kept.UNMATCHED
    (row,) = in_tray(shift.workplace)
    assert (row.reason, row.specimen_no) == ("nobody_waits", NOBODYS)
    return row.leaf


@pytest.fixture
def waiting(shift: Shift) -> str:
    """A screening whose reader works on its cup."""
    return shift.screen(until=Step.READING).screening_id


def held(shift: Shift) -> str:
    """An exchange without its end; its leaf."""
    origin = shift.workplace.origin
    shift.workplace.recorder.do(lambda unit: readings.hold(unit, "1", "silence", b"H|half", origin))
    return in_tray(shift.workplace)[-1].leaf


def claim(shift: Shift, leaf: str, screening_id: str, words: str = "") -> None:
    unmatched.claim(shift.workplace, leaf, screening_id, Claim.NUMBER_MISTYPED, shift.signers, words=words)


def test_a_result_for_nobody_waits_until_two_officers_claim_it(
    shift: Shift, waiting: str, stray: str
) -> None:
    with nothing_lost(shift.workplace):
        claim(shift, stray, waiting, words="读数仪上输错一位")
    reached = shift.now(waiting).verdict
    assert reached is not None
    assert reached.verdict is Verdict.PRESUMPTIVE_POSITIVE
    assert in_tray(shift.workplace) == []
    with shift.workplace.store.reading() as reading:
        assert reading.personal(waiting)["reason_words"] == "读数仪上输错一位"


def test_a_result_for_nobody_is_set_aside_by_two_and_stays_in_the_log(shift: Shift, stray: str) -> None:
    with nothing_lost(shift.workplace):
        unmatched.set_aside(shift.workplace, stray, SetAside.TRIAL_RUN, shift.signers)
    assert in_tray(shift.workplace) == []
    (measured,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert raw_of(shift.workplace, measured) == message(NOBODYS, PRESUMPTIVE_POSITIVE).raw


def test_one_officer_twice_claims_nothing(shift: Shift, waiting: str, stray: str) -> None:
    twice = ((FIRST, PIN), (FIRST, PIN))
    with nothing_written(shift.workplace), refused("screening.two_officers"):
        unmatched.claim(shift.workplace, stray, waiting, Claim.LANE_SWAPPED, twice)
    with nothing_written(shift.workplace), refused("screening.two_officers"):
        unmatched.set_aside(shift.workplace, stray, SetAside.NOBODY_FOUND, twice)
    assert [row.leaf for row in in_tray(shift.workplace)] == [stray]


def test_an_assistant_claims_nothing(shift: Shift, waiting: str, stray: str) -> None:
    with nothing_written(shift.workplace), refused("access.not_signed_on"):
        unmatched.claim(shift.workplace, stray, waiting, Claim.LANE_SWAPPED, ((FIRST, PIN), (ASSISTANT, PIN)))


def test_what_was_claimed_cannot_be_claimed_or_set_aside_again(
    shift: Shift, waiting: str, stray: str
) -> None:
    claim(shift, stray, waiting)
    with nothing_written(shift.workplace), refused("unmatched.not_waiting"):
        claim(shift, stray, waiting)
    with nothing_written(shift.workplace), refused("unmatched.not_waiting"):
        unmatched.set_aside(shift.workplace, stray, SetAside.TRIAL_RUN, shift.signers)


def test_a_result_cannot_be_claimed_for_someone_who_waits_for_none(shift: Shift, stray: str) -> None:
    done = shift.screen()
    with nothing_written(shift.workplace), refused("screening.no_result_expected"):
        claim(shift, stray, done.screening_id)
    assert [row.leaf for row in in_tray(shift.workplace)] == [stray]


def test_half_a_message_is_no_result_that_could_be_claimed(shift: Shift, waiting: str) -> None:
    leaf = held(shift)
    with nothing_written(shift.workplace), refused("unmatched.no_result"):
        claim(shift, leaf, waiting)
    unmatched.set_aside(shift.workplace, leaf, SetAside.TRIAL_RUN, shift.signers)
    assert in_tray(shift.workplace) == []


def test_a_leaf_that_is_not_there_waits_for_nobody(shift: Shift, waiting: str) -> None:
    with nothing_written(shift.workplace), refused("unmatched.not_waiting"):
        claim(shift, "00" * 32, waiting)


def test_a_failed_control_line_is_invalid_and_a_second_cartridge_counts(shift: Shift) -> None:
    begun = shift.screen(INVALID, until=Step.SIGN_FIRST)
    assert begun.verdict is not None
    assert begun.verdict.verdict is Verdict.INVALID
    assert Reason.CONTROL_FAILED.value in begun.verdict.reasons
    home = shift.workplace
    with nothing_lost(home):
        screening.collect(home, begun.screening_id, "U-000502", FIRST, again=True)
        screening.load_cartridge(home, begun.screening_id, lane="1", lot=LOT, expiry=EXPIRY, again=True)
        assert shift.result_arrives("U-000502", NEGATIVE) is Kept.BOUND
    reached = shift.now(begun.screening_id).verdict
    assert reached is not None
    assert reached.verdict is Verdict.NEGATIVE
    with nothing_written(home), refused("screening.no_retest"):
        screening.load_cartridge(home, begun.screening_id, lane="1", lot=LOT, expiry=EXPIRY, again=True)


def test_after_two_failed_cartridges_there_is_no_third(shift: Shift) -> None:
    begun = shift.screen(INVALID, until=Step.SIGN_FIRST).screening_id
    home, limit = shift.workplace, shift.workplace.pack.rules.retest.cartridges_max
    for number in range(1, limit):
        screening.collect(home, begun, f"U-00060{number}", FIRST, again=True)
        screening.load_cartridge(home, begun, lane="1", lot=LOT, expiry=EXPIRY, again=True)
        assert shift.result_arrives(f"U-00060{number}", INVALID) is Kept.BOUND
    with nothing_written(home), refused("screening.retest_spent"):
        screening.load_cartridge(home, begun, lane="1", lot=LOT, expiry=EXPIRY, again=True)
    assert len(facts_of(home, kinds.MEASUREMENT_RECEIVED)) == limit


@pytest.mark.parametrize("expiry", ["2026-11-23", "20261123", "202610", "2026年10月31日"])
def test_an_expired_lot_is_refused_and_the_specimen_is_good(shift: Shift, expiry: str) -> None:
    begun = shift.screen(until=Step.CARTRIDGE).screening_id
    with nothing_written(shift.workplace), refused("cartridge.expired", SpecimenState.GOOD) as error:
        screening.load_cartridge(shift.workplace, begun, lane="1", lot="A06", expiry=expiry)
    assert error[0].params["lot"] == "A06"
    assert shift.go_on(begun, until=Step.READING).specimen is not None


def test_a_lot_may_be_used_on_its_last_day(shift: Shift) -> None:
    begun = shift.screen(until=Step.CARTRIDGE).screening_id
    screening.load_cartridge(shift.workplace, begun, lane="1", lot=LOT, expiry="2026-11-24")
    assert shift.now(begun).loaded is not None


@pytest.mark.parametrize("expiry", ["", "soon", "2027-02-30", "202713", "2027033", "二〇二七年"])
def test_an_expiry_that_is_no_date_is_refused_and_the_specimen_is_good(shift: Shift, expiry: str) -> None:
    begun = shift.screen(until=Step.CARTRIDGE).screening_id
    with nothing_written(shift.workplace), refused("cartridge.bad_expiry", SpecimenState.GOOD):
        screening.load_cartridge(shift.workplace, begun, lane="1", lot=LOT, expiry=expiry)


def test_an_expiry_the_reader_tells_makes_the_result_invalid(shift: Shift, waiting: str) -> None:
    specimen = shift.now(waiting).specimen
    assert specimen is not None
    arrived = message(specimen.specimen_no)
    expired = replace(arrived, measurement=replace(arrived.measurement, expiry="2026-10-31"))
    shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, expired))
    reached = shift.now(waiting).verdict
    assert reached is not None
    assert reached.verdict is Verdict.INVALID
    assert Reason.CARTRIDGE_EXPIRED.value in reached.reasons


def test_a_lane_that_is_not_there_is_refused_with_those_there_are(shift: Shift) -> None:
    with nothing_written(shift.workplace), refused("screening.no_such_lane") as error:
        screening.open_screening(shift.workplace, specimen_kind=SpecimenKind.URINE, lane="9")
    assert error[0].params["known"] == "1, 2"
    begun = shift.screen(until=Step.CARTRIDGE).screening_id
    with nothing_written(shift.workplace), refused("screening.no_such_lane"):
        screening.load_cartridge(shift.workplace, begun, lane="9", lot=LOT, expiry=EXPIRY)


def test_one_test_told_in_two_ways_is_held_as_a_conflict(shift: Shift, waiting: str) -> None:
    specimen = shift.now(waiting).specimen
    assert specimen is not None
    assert shift.result_arrives(specimen.specimen_no, NEGATIVE) is Kept.BOUND
    with nothing_lost(shift.workplace):
        assert shift.result_arrives(specimen.specimen_no, PRESUMPTIVE_POSITIVE) is Kept.UNMATCHED
    (row,) = in_tray(shift.workplace)
    assert row.reason == "identity_conflict"
    reached = shift.now(waiting).verdict
    assert reached is not None
    assert reached.verdict is Verdict.NEGATIVE
    assert shift.result_arrives(specimen.specimen_no, PRESUMPTIVE_POSITIVE) is Kept.REPEATED
    assert in_tray(shift.workplace) == [row]


@pytest.mark.parametrize("until", [Step.READING, Step.DONE])
def test_a_repeat_is_noted_once_and_changes_nothing(shift: Shift, until: Step) -> None:
    begun = shift.screen(until=until)
    assert begun.specimen is not None
    number = begun.specimen.specimen_no
    if until is Step.READING:
        assert shift.result_arrives(number) is Kept.BOUND
    before = shift.now(begun.screening_id)
    with nothing_lost(shift.workplace):
        assert shift.result_arrives(number) is Kept.REPEATED
    (repeated,) = facts_of(shift.workplace, kinds.MEASUREMENT_REPEATED)
    (measured,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert repeated.body["of"] == measured.leaf
    after = shift.now(begun.screening_id)
    assert (after.verdict, after.measurement, after.closed) == (
        before.verdict, before.measurement, before.closed,
    )  # fmt: skip


def test_a_result_while_nobody_is_signed_on_is_sealed_and_read_after_sign_on(
    training_home: Home, night_clock: SetClock
) -> None:
    with opened(training_home, night_clock) as workplace:
        shift = Shift(workplace).begin()
        waiting = shift.screen(until=Step.READING)
        assert waiting.specimen is not None
        number = waiting.specimen.specimen_no
        for badge in (FIRST, SECOND):
            access.sign_off(workplace, badge)
        assert workplace.vault.locked
        assert shift.result_arrives(number) is Kept.BOUND
        with workplace.store.reading() as reading, refused("vault.locked"):
            reading.personal(waiting.screening_id)
        (measured,) = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
        with workplace.store.reading() as reading, refused("vault.locked"):
            reading.raw(measured.seq)
        assert shift.now(waiting.screening_id).verdict is not None
        verified(workplace)
    sealed = b"".join(path.read_bytes() for path in training_home.root.rglob("*") if path.is_file())
    assert message(number).raw not in sealed
    with opened(training_home, night_clock) as workplace:
        access.sign_on(workplace, SECOND, passphrase_of(SECOND))
        assert raw_of(workplace, measured) == message(number).raw
        with workplace.store.reading() as reading:
            personal = reading.personal(waiting.screening_id)
            assert screening_of(reading, waiting.screening_id).measurement is not None
        assert personal["operator"] == FIRST
        assert personal["number"]


def test_a_used_specimen_number_is_refused_and_names_it(shift: Shift) -> None:
    used = shift.screen().specimen
    assert used is not None
    begun = shift.screen(until=Step.SPECIMEN).screening_id
    with nothing_written(shift.workplace), refused("screening.specimen_number_used") as error:
        screening.collect(shift.workplace, begun, used.specimen_no.lower(), FIRST)
    assert error[0].params["specimen_no"] == used.specimen_no


def test_a_stranger_tells_nobody_anything(shift: Shift) -> None:
    begun = shift.screen(PRESUMPTIVE_POSITIVE, until=Step.TELL).screening_id
    with nothing_written(shift.workplace), refused("access.unknown_badge"):
        aftermath.tell(shift.workplace, begun, "999999")
