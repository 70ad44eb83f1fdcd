"""A reader that knows no numbers: its result is the lane's person's when it came in time and an officer says
so."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from station.domain import kinds
from station.domain.choices import Abort, Claim
from station.domain.codes import Verdict
from station.domain.errors import StationError
from station.domain.path import Step
from station.domain.screening import Screening
from station.services import aftermath, confirming, readings, screening, unmatched
from station.services.board import Board, Urgency
from station.services.lanes import Lanes
from station.services.readings import Binding, Kept, Window
from tests.system.refusal import facts_of, nothing_lost
from tests.training import (
    EXPIRY,
    FIRST,
    LOT,
    NEGATIVE,
    PRESUMPTIVE_POSITIVE,
    SECOND,
    Course,
    Shift,
    message,
)
from tests.unit.storage.stand import SetClock

WINDOW = Window(develop_s=300, read_window_s=600)
IN_TIME_S = 310


@pytest.fixture
def waiting(shift: Shift) -> Screening:
    """Someone on lane 1 whose cartridge is in."""
    return shift.screen(until=Step.READING)


def arrives(
    shift: Shift, *, lane: str = "1", course: Course = NEGATIVE, test_no: str = "1", number: str | None = None
) -> Kept:
    """A result without a specimen number."""
    made = message("-", course, lane)
    measured = replace(made.measurement, specimen_no=number, test_no=test_no)
    identity = f"{int(test_no):064x}"
    arrived = replace(made, measurement=measured, identity=identity, content=identity, window=WINDOW)
    return shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, arrived))


def reasons(shift: Shift) -> list[str | None]:
    """Why each result in the tray is there."""
    with shift.workplace.store.reading() as reading:
        return [row.reason for row in reading.unmatched()]


def offered(shift: Shift, begun: Screening) -> str:
    """The leaf of the result that is asked about."""
    offer = shift.now(begun.screening_id).offered
    assert offer is not None
    return offer.measurement


def test_a_result_in_time_is_asked_about_and_counts_for_nobody_yet(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    with nothing_lost(shift.workplace):
        assert arrives(shift) is Kept.OFFERED
    assert reasons(shift) == [Binding.AWAITS_CONFIRMATION.value]
    now = shift.now(waiting.screening_id)
    assert (now.measurement, now.verdict) == (None, None)
    assert facts_of(shift.workplace, kinds.VERDICT_REACHED) == []


def test_an_officer_s_yes_is_an_entry_that_binds_and_is_judged_with_it(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    arrives(shift, course=PRESUMPTIVE_POSITIVE)
    leaf = offered(shift, waiting)
    after = confirming.confirm(shift.workplace, waiting.screening_id, leaf, SECOND)
    assert after.measurement is not None
    assert (after.measurement.leaf, after.measurement.claimed, after.offered) == (leaf, False, None)
    assert after.verdict is not None
    assert after.verdict.verdict is Verdict.PRESUMPTIVE_POSITIVE
    (confirmed,) = facts_of(shift.workplace, kinds.MEASUREMENT_CONFIRMED)
    assert (confirmed.body["by"], confirmed.screening_id) == (SECOND, waiting.screening_id)
    assert reasons(shift) == []
    assert confirmed.leaf in after.leaves


def test_an_officer_s_no_leaves_it_in_the_tray_and_the_person_goes_on_waiting(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    arrives(shift)
    leaf = offered(shift, waiting)
    with nothing_lost(shift.workplace):
        after = confirming.deny(shift.workplace, waiting.screening_id, leaf, FIRST)
    assert (after.offered, after.measurement, after.expects_measurement) == (None, None, True)
    assert len(reasons(shift)) == 1
    assert arrives(shift, test_no="2") is Kept.OFFERED


class StillReaders:
    """Readers that are all there."""

    def connected(self, _lane: str) -> bool:
        return True

    def lost_at(self, _lane: str) -> None:
        return None

    def window(self, _lane: str) -> Window:
        return WINDOW


def test_the_board_says_of_a_lane_that_waits_that_its_reader_sends_control_tests(
    shift: Shift, waiting: Screening
) -> None:
    board = Board(shift.workplace, cast("Lanes", StillReaders()))
    measured = replace(message("U-000001", PRESUMPTIVE_POSITIVE).measurement, control_test=True)
    other = readings.Arrived(replace(measured, lane="2"), b"H", "aa" * 32, "aa" * 32)
    shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, other))
    line = board.look().lanes[0]
    assert (line.urgency, line.control_test, line.develop_s) == (Urgency.CALM, False, WINDOW.develop_s)
    arrived = readings.Arrived(measured, b"H", "bb" * 32, "bb" * 32)
    shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, arrived))
    line = board.look().lanes[0]
    assert (line.urgency, line.control_test, line.loaded_at) == (Urgency.DO, True, None)
    number = waiting.specimen.specimen_no if waiting.specimen else ""
    assert shift.result_arrives(number) is Kept.BOUND
    assert not board.look().lanes[0].control_test


def test_a_control_test_before_the_cartridge_went_in_says_nothing_of_it(shift: Shift) -> None:
    measured = replace(message("QC-1", PRESUMPTIVE_POSITIVE).measurement, control_test=True)
    arrived = readings.Arrived(measured, b"H", "bb" * 32, "bb" * 32)
    shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, arrived))
    shift.screen(until=Step.READING)
    board = Board(shift.workplace, cast("Lanes", StillReaders()))
    assert (board.look().lanes[0].urgency, board.look().lanes[0].control_test) == (Urgency.CALM, False)


def test_the_board_asks_for_an_officer_on_the_lane_and_says_no_verdict(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    board = Board(shift.workplace, cast("Lanes", StillReaders()))
    assert (board.look().lanes[0].urgency, board.look().lanes[0].offered) == (Urgency.CALM, False)
    night_clock.pass_s(IN_TIME_S)
    arrives(shift, course=PRESUMPTIVE_POSITIVE)
    line = board.look().lanes[0]
    assert (line.urgency, line.offered, line.loaded_at) == (Urgency.DO, True, None)


@pytest.mark.parametrize(
    ("waited_s", "kept"),
    [
        (10, Kept.UNMATCHED),
        (280, Kept.UNMATCHED),
        (IN_TIME_S, Kept.OFFERED),
        (880, Kept.OFFERED),
        (905, Kept.UNMATCHED),
        (90_000, Kept.UNMATCHED),
    ],
)
def test_only_a_result_inside_the_read_window_is_asked_about(
    shift: Shift, waiting: Screening, night_clock: SetClock, waited_s: int, kept: Kept
) -> None:
    night_clock.pass_s(waited_s)
    assert arrives(shift) is kept
    why = Binding.AWAITS_CONFIRMATION if kept is Kept.OFFERED else Binding.OUTSIDE_WINDOW
    assert reasons(shift) == [why.value]


def test_a_wall_clock_that_is_set_back_does_not_move_the_window(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    night_clock.at = night_clock.at.replace(year=2025)
    assert arrives(shift) is Kept.OFFERED


def test_a_correction_of_the_cartridge_does_not_begin_the_window_anew(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S - 20)
    screening.load_cartridge(shift.workplace, waiting.screening_id, lane="1", lot="B99", expiry=EXPIRY)
    night_clock.pass_s(20)
    assert arrives(shift) is Kept.OFFERED


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"lane": "2"}, Binding.NOBODY_WAITS),
        ({"number": "U-999999"}, Binding.NOBODY_WAITS),
    ],
)
def test_a_result_of_another_lane_or_number_is_nobody_s(
    shift: Shift, waiting: Screening, night_clock: SetClock, told: dict[str, str], reason: Binding
) -> None:
    night_clock.pass_s(IN_TIME_S)
    assert arrives(shift, **told) is Kept.UNMATCHED  # type: ignore[arg-type]  # the fields vary by case
    assert reasons(shift) == [reason.value]


def test_without_a_cartridge_nothing_is_due(shift: Shift, night_clock: SetClock) -> None:
    shift.screen(until=Step.CARTRIDGE)
    night_clock.pass_s(IN_TIME_S)
    assert arrives(shift) is Kept.UNMATCHED


def test_with_nobody_on_the_lane_it_waits_for_two_officers(shift: Shift) -> None:
    assert arrives(shift) is Kept.UNMATCHED
    assert reasons(shift) == [Binding.NOBODY_WAITS.value]


def test_two_people_on_one_lane_are_never_told_apart_by_guess(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    shift.screen(until=Step.READING)
    night_clock.pass_s(IN_TIME_S)
    assert arrives(shift) is Kept.UNMATCHED


def test_a_second_result_is_not_asked_about_before_the_first_is_answered(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    arrives(shift)
    assert arrives(shift, test_no="2") is Kept.UNMATCHED
    assert reasons(shift) == [Binding.AWAITS_CONFIRMATION.value, Binding.ANOTHER_OFFERED.value]
    assert arrives(shift, test_no="1") is Kept.REPEATED


def test_a_result_that_was_not_understood_is_never_asked_about(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    made = message("-")
    odd = replace(made, measurement=replace(made.measurement, problems=("unknown_code:X",)), window=WINDOW)
    kept = shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, odd))
    assert (kept, reasons(shift)) == (Kept.UNMATCHED, [Binding.NOT_UNDERSTOOD.value])


def test_an_answer_to_a_question_that_is_not_asked_is_refused(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    def code(answer: Callable[[], object]) -> str:
        with pytest.raises(StationError) as refused:
            answer()
        return refused.value.code

    here, who = shift.workplace, waiting.screening_id
    assert code(lambda: confirming.confirm(here, who, "ab" * 32, FIRST)) == "screening.nothing_offered"
    night_clock.pass_s(IN_TIME_S)
    arrives(shift)
    leaf = offered(shift, waiting)
    assert code(lambda: confirming.confirm(here, who, "ab" * 32, FIRST)) == "screening.nothing_offered"
    assert code(lambda: confirming.confirm(here, who, leaf, "999999")).startswith("access.")
    confirming.confirm(here, who, leaf, FIRST)
    assert code(lambda: confirming.confirm(here, who, leaf, FIRST)) == "screening.no_result_expected"


def test_a_result_that_two_officers_gave_to_somebody_else_cannot_be_confirmed(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    arrives(shift)
    leaf = offered(shift, waiting)
    other = shift.screen(until=Step.READING)
    unmatched.claim(
        shift.workplace, leaf, other.screening_id, Claim.NUMBER_MISTYPED, shift.signers, words="x"
    )
    with pytest.raises(StationError) as refused:
        confirming.confirm(shift.workplace, waiting.screening_id, leaf, FIRST)
    assert refused.value.code == "unmatched.not_waiting"


def test_a_result_asked_about_before_a_second_cartridge_is_not_that_cartridge_s(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    arrives(shift)
    screening.load_cartridge(
        shift.workplace, waiting.screening_id, lane="1", lot=LOT, expiry=EXPIRY, again=True
    )
    assert shift.now(waiting.screening_id).offered is None


def test_an_aborted_screening_asks_nothing_any_more(
    shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(IN_TIME_S)
    arrives(shift)
    leaf = offered(shift, waiting)
    aftermath.abort(shift.workplace, waiting.screening_id, Abort.READER_FAILED)
    assert shift.now(waiting.screening_id).offered is None
    with pytest.raises(StationError) as refused:
        confirming.confirm(shift.workplace, waiting.screening_id, leaf, FIRST)
    assert refused.value.code == "screening.aborted"
    assert reasons(shift) == [Binding.AWAITS_CONFIRMATION.value]
