import pytest

from station.domain.codes import Ending, Verdict
from station.domain.path import Step
from tests import training
from tests.training import Course, Shift


@pytest.mark.parametrize(
    ("course", "verdict"),
    [
        (training.NEGATIVE, Verdict.NEGATIVE),
        (training.PRESUMPTIVE_POSITIVE, Verdict.PRESUMPTIVE_POSITIVE),
        (training.CAFFEINE, Verdict.NEEDS_CORROBORATION),
        (training.INVALID, Verdict.INVALID),
    ],
)
def test_a_person_is_taken_to_any_verdict(shift: Shift, course: Course, verdict: Verdict) -> None:
    screening = shift.screen(course)
    assert screening.closed is not None
    assert (screening.closed.outcome, screening.closed.verdict) == (Ending.COMPLETED, verdict)


def test_a_refusal_closes_without_a_verdict(shift: Shift) -> None:
    screening = shift.screen(training.REFUSED)
    assert screening.closed is not None
    assert (screening.closed.outcome, screening.closed.verdict) == (Ending.REFUSED, None)


def test_a_person_is_taken_as_far_as_asked(shift: Shift) -> None:
    screening = shift.screen(until=Step.READING)
    assert screening.loaded is not None
    assert screening.measurement is None
