"""A test of control material is kept apart, shown with its reader, and never becomes a person's result."""

from dataclasses import replace

import pytest

from station.domain import kinds
from station.domain.choices import Claim, SetAside
from station.domain.codes import SpecimenKind
from station.domain.measurement import Control, Measurement, Outcome, measurement_of
from station.domain.path import Step
from station.domain.reason import Reason
from station.domain.verdict import judge
from station.services import control_tests, readings, unmatched
from station.services.control_tests import ControlTest
from station.services.readings import Binding, Kept, Window
from station.services.workplace import Workplace
from tests.system.refusal import facts_of, nothing_lost, nothing_written, raw_of, refused, verified
from tests.training import PRESUMPTIVE_POSITIVE, Shift, message


@pytest.fixture
def waiting(shift: Shift) -> str:
    """A screening whose cup is in lane 1."""
    return shift.screen(until=Step.READING).screening_id


@pytest.fixture
def number(shift: Shift, waiting: str) -> str:
    """Its specimen number."""
    specimen = shift.now(waiting).specimen
    assert specimen is not None
    return specimen.specimen_no


def control(number: str, **change: object) -> Measurement:
    """A positive control in lane 1, under ``number``."""
    measured = replace(message(number, PRESUMPTIVE_POSITIVE).measurement, control_test=True)
    return replace(measured, **change)  # type: ignore[arg-type]  # fields vary by case


def arrives(
    workplace: Workplace, measured: Measurement, identity: str = "ab", window: Window | None = None
) -> Kept:
    arrived = readings.Arrived(measured, b"H|control\rL|1|N\r", identity * 32, "cd" * 32, window)
    return workplace.recorder.do(lambda unit: readings.keep(workplace, unit, arrived))


def newest(workplace: Workplace) -> dict[str, ControlTest]:
    with workplace.store.reading() as reading:
        return control_tests.newest(reading)


def tray(workplace: Workplace) -> list[str]:
    with workplace.store.reading() as reading:
        return [row.leaf for row in unmatched.tray(reading)]


@pytest.mark.parametrize("window", [None, Window(0, 86_400)])
def test_a_control_test_under_a_waiting_person_s_number_is_kept_and_is_not_theirs(
    shift: Shift, waiting: str, number: str, window: Window | None
) -> None:
    with nothing_lost(shift.workplace):
        assert arrives(shift.workplace, control(number), window=window) is Kept.CONTROL_TEST
    (measured,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert (measured.screening_id, measured.body["control_test"]) == (None, True)
    assert measured.body["binding"] == {"how": "control_test", "reason": "control_test"}
    assert raw_of(shift.workplace, measured) == b"H|control\rL|1|N\r"
    assert facts_of(shift.workplace, kinds.VERDICT_REACHED) == []
    assert facts_of(shift.workplace, kinds.MEASUREMENT_OFFERED) == []
    assert tray(shift.workplace) == []
    verified(shift.workplace)
    assert shift.now(waiting).expects_measurement
    assert shift.result_arrives(number) is Kept.BOUND


def test_the_newest_of_a_lane_is_shown_with_what_its_lines_showed(shift: Shift) -> None:
    assert newest(shift.workplace) == {}
    arrives(shift.workplace, control("QC-1"), "ab")
    arrives(shift.workplace, control("QC-2", control=Control.FAILED), "ac")
    arrives(shift.workplace, control("QC-3", lane="2"), "ad")
    found = newest(shift.workplace)
    assert {lane: (one.specimen_no, one.control) for lane, one in found.items()} == {
        "1": ("QC-2", Control.FAILED),
        "2": ("QC-3", Control.PASSED),
    }
    results = control("QC-2").results
    assert found["1"].outcomes[Outcome.POSITIVE] == len(PRESUMPTIVE_POSITIVE.reactive)
    assert sum(found["1"].outcomes.values()) == len(results)
    assert not found["1"].doubtful


def test_a_control_test_with_something_not_understood_is_looked_at_by_two_and_stays_nobody_s(
    shift: Shift, waiting: str, number: str
) -> None:
    doubtful = control(number, problems=("unknown_code:XYZ",))
    assert arrives(shift.workplace, doubtful) is Kept.UNMATCHED
    (leaf,) = tray(shift.workplace)
    assert newest(shift.workplace)["1"].doubtful
    with nothing_written(shift.workplace), refused("unmatched.of_nobody"):
        unmatched.claim(shift.workplace, leaf, waiting, Claim.NUMBER_MISTYPED, shift.signers)
    unmatched.set_aside(shift.workplace, leaf, SetAside.CONTROL_TEST, shift.signers)
    assert tray(shift.workplace) == []


@pytest.mark.parametrize("problem", ["not_a_patient_result:H.12=Q", "not_a_patient_result"])
def test_what_a_reader_marks_against_its_profile_waits_and_cannot_be_claimed(
    shift: Shift, waiting: str, number: str, problem: str
) -> None:
    marked = control(number, control_test=False, problems=(problem,))
    assert arrives(shift.workplace, marked) is Kept.UNMATCHED
    (leaf,) = tray(shift.workplace)
    with nothing_written(shift.workplace), refused("unmatched.of_nobody"):
        unmatched.claim(shift.workplace, leaf, waiting, Claim.NUMBER_MISTYPED, shift.signers)
    assert tray(shift.workplace) == [leaf]


def test_a_control_test_sent_twice_is_one_and_one_that_says_otherwise_waits(shift: Shift) -> None:
    measured = control("QC-1")
    assert arrives(shift.workplace, measured) is Kept.CONTROL_TEST
    assert arrives(shift.workplace, measured) is Kept.REPEATED
    other = readings.Arrived(measured, b"H|other\r", "ab" * 32, "ee" * 32)
    unit_of = shift.workplace.recorder.do
    assert unit_of(lambda unit: readings.keep(shift.workplace, unit, other)) is Kept.UNMATCHED
    (row,) = _rows(shift.workplace)
    assert row == Binding.IDENTITY_CONFLICT.value


def _rows(workplace: Workplace) -> list[str | None]:
    with workplace.store.reading() as reading:
        return [row.reason for row in reading.unmatched()]


def test_a_control_test_reads_back_from_the_log_as_one(shift: Shift) -> None:
    arrives(shift.workplace, control("QC-1"))
    (fact,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert measurement_of(fact).control_test
    shift.result_arrives("U-999999")
    assert not measurement_of(facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)[-1]).control_test


def test_no_rule_judges_a_control_test_as_a_person_s(shift: Shift, number: str) -> None:
    rules, today = shift.workplace.pack.rules, shift.workplace.clock.utc().date()
    judged = judge(control(number), None, rules, specimen_kind=SpecimenKind.URINE, today=today)
    assert Reason.NOT_A_PATIENT_RESULT in judged.reasons
    assert judged.verdict.value == "invalid"
