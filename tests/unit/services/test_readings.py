from dataclasses import replace

import pytest

from station.domain import kinds
from station.domain.measurement import Measurement
from station.domain.path import Step
from station.services import readings, screening
from station.services.readings import Binding, Kept
from station.services.workplace import Workplace
from tests.system.refusal import facts_of, nothing_lost, raw_of
from tests.training import EXPIRY, LOT, NEGATIVE, PRESUMPTIVE_POSITIVE, Course, Shift, message


@pytest.fixture
def number(shift: Shift) -> str:
    """The specimen number that lane 1 works on."""
    specimen = shift.screen(until=Step.READING).specimen
    assert specimen is not None
    return specimen.specimen_no


def arrives(workplace: Workplace, measurement: Measurement) -> Kept:
    arrived = replace(message("-"), measurement=measurement, identity="ab" * 32, content="cd" * 32)
    return workplace.recorder.do(lambda unit: readings.keep(workplace, unit, arrived))


def binding_of(workplace: Workplace) -> dict[str, object]:
    body = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)[-1].body["binding"]
    assert isinstance(body, dict)
    return dict(body)


def test_a_result_binds_by_specimen_number_and_lane(shift: Shift, number: str) -> None:
    assert arrives(shift.workplace, message(number).measurement) is Kept.BOUND
    assert binding_of(shift.workplace) == {"how": Binding.SPECIMEN_AND_LANE.value, "reason": None}


def test_a_number_the_reader_tells_in_small_letters_is_the_same(shift: Shift, number: str) -> None:
    assert arrives(shift.workplace, message(number.lower()).measurement) is Kept.BOUND


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"specimen_no": None}, Binding.NO_SPECIMEN_NUMBER),
        ({"specimen_no": "U-999999"}, Binding.NOBODY_WAITS),
        ({"specimen_no": ""}, Binding.NOBODY_WAITS),
        ({"lane": "2"}, Binding.NOBODY_WAITS),
        ({"problems": ("unreadable_text:specimen_no",)}, Binding.NOT_UNDERSTOOD),
        ({"problems": ("not_a_patient_result:Q",)}, Binding.NOT_UNDERSTOOD),
    ],
)
def test_whatever_is_not_certain_waits_for_two_officers(
    shift: Shift, number: str, change: dict[str, object], reason: Binding
) -> None:
    measurement = replace(message(number).measurement, **change)  # type: ignore[arg-type]  # fields vary by case
    with nothing_lost(shift.workplace):
        assert arrives(shift.workplace, measurement) is Kept.UNMATCHED
    assert binding_of(shift.workplace) == {"how": "unmatched", "reason": reason.value}
    with shift.workplace.store.reading() as reading:
        assert [row.reason for row in reading.unmatched()] == [reason.value]
    assert facts_of(shift.workplace, kinds.VERDICT_REACHED) == []


def test_a_result_for_a_screening_that_has_one_already_waits(shift: Shift, number: str) -> None:
    assert shift.result_arrives(number) is Kept.BOUND
    assert arrives(shift.workplace, message(number).measurement) is Kept.UNMATCHED
    assert binding_of(shift.workplace)["reason"] == Binding.NOBODY_WAITS.value


def test_a_result_before_its_cartridge_is_entered_waits(shift: Shift) -> None:
    begun = shift.screen(until=Step.CARTRIDGE)
    assert begun.specimen is not None
    kept = shift.result_arrives(begun.specimen.specimen_no)
    assert kept is (Kept.BOUND if begun.expects_measurement else Kept.UNMATCHED)


def test_the_raw_bytes_are_kept_as_they_came(shift: Shift, number: str) -> None:
    shift.result_arrives(number, PRESUMPTIVE_POSITIVE)
    (measured,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert raw_of(shift.workplace, measured) == message(number, PRESUMPTIVE_POSITIVE).raw


def test_the_operator_s_name_is_beside_the_entry_and_not_in_it(shift: Shift, number: str) -> None:
    measurement = replace(message(number).measurement, operator="李[b]珅")
    arrives(shift.workplace, measurement)
    (measured,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert "李" not in str(dict(measured.body))
    with shift.workplace.store.reading() as reading:
        (beside,) = reading.disclosures_of_entry(measured.seq)
    assert (beside.field, beside.value) == ("operator", "李[b]珅")


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (NEGATIVE, NEGATIVE, Kept.REPEATED),
        (PRESUMPTIVE_POSITIVE, NEGATIVE, Kept.UNMATCHED),
        (NEGATIVE, PRESUMPTIVE_POSITIVE, Kept.UNMATCHED),
    ],
)
def test_a_second_message_of_one_test_never_changes_the_first(
    shift: Shift, number: str, first: Course, second: Course, kept: Kept
) -> None:
    shift.result_arrives(number, first)
    reached = facts_of(shift.workplace, kinds.VERDICT_REACHED)
    assert shift.result_arrives(number, second) is kept
    assert facts_of(shift.workplace, kinds.VERDICT_REACHED) == reached


def test_a_repeat_of_a_result_in_the_tray_stays_one_result(shift: Shift) -> None:
    assert shift.result_arrives("U-999999") is Kept.UNMATCHED
    assert shift.result_arrives("U-999999") is Kept.REPEATED
    with shift.workplace.store.reading() as reading:
        assert len(reading.unmatched()) == 1


def test_a_use_case_that_fails_keeps_nothing_and_the_next_one_is_kept(shift: Shift, number: str) -> None:
    arrived = message(number)

    def fails(unit: object) -> None:
        raise RuntimeError("power")

    with nothing_lost(shift.workplace), pytest.raises(RuntimeError, match="power"):
        shift.workplace.recorder.do(fails)
    kept = shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, arrived))
    assert kept is Kept.BOUND


def test_a_cartridge_corrected_after_the_result_is_judged_again(shift: Shift) -> None:
    begun = shift.screen(until=Step.CARTRIDGE).screening_id
    screening.load_cartridge(shift.workplace, begun, lane="1", lot="B99", expiry=EXPIRY)
    specimen = shift.now(begun).specimen
    assert specimen is not None
    shift.result_arrives(specimen.specimen_no)
    wrong = shift.now(begun).verdict
    screening.load_cartridge(shift.workplace, begun, lane="1", lot=LOT, expiry=EXPIRY)
    right = shift.now(begun).verdict
    assert wrong is not None
    assert right is not None
    assert "lot_differs" in wrong.reasons
    assert "lot_differs" not in right.reasons
