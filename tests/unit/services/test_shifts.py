"""Beginning and ending a shift: one at a time, and none ends over negatives that nobody has countersigned."""

from collections.abc import Callable

import pytest

from station.domain import kinds
from station.domain.codes import Basis, Post, SpecimenKind
from station.domain.path import Step
from station.domain.shift import Change
from station.services import screening, shifts, tickets
from station.services.workplace import Workplace
from tests.system.refusal import facts_of, nothing_lost, nothing_written, refused
from tests.training import PLACE, Shift, staff_of

NEEDS_A_SHIFT: dict[str, Callable[[Workplace], object]] = {
    "a screening": lambda here: screening.open_screening(here, specimen_kind=SpecimenKind.URINE),
    "a ticket": lambda here: tickets.open_ticket(here, None),
    "a move": lambda here: shifts.change(here, Change.MOVED, place="收费站"),
    "its end": shifts.close_shift,
}


def open_another(workplace: Workplace) -> None:
    people = [shifts.OnDuty(person.badge, person.role) for person in staff_of(Post.CHECKPOINT)]
    shifts.open_shift(workplace, place=PLACE, basis=Basis.CHECKPOINT, people=people)


def test_a_second_shift_is_not_opened_beside_the_first(shift: Shift) -> None:
    with nothing_written(shift.workplace), refused("shift.already_open") as error:
        open_another(shift.workplace)
    assert error[0].params == {}
    shifts.close_shift(shift.workplace)
    open_another(shift.workplace)
    assert len(facts_of(shift.workplace, kinds.SHIFT_OPENED)) == 2


@pytest.mark.parametrize("what", NEEDS_A_SHIFT)
def test_what_belongs_to_a_shift_waits_until_one_is_open(shift: Shift, what: str) -> None:
    shifts.close_shift(shift.workplace)
    with nothing_written(shift.workplace), refused("shift.none_open") as error:
        NEEDS_A_SHIFT[what](shift.workplace)
    assert error[0].params == {}


def test_a_shift_does_not_end_over_negatives_that_wait_for_a_countersignature(shift: Shift) -> None:
    waiting = [shift.screen().screening_id for _ in range(2)]
    with nothing_written(shift.workplace), refused("shift.countersign_waiting") as error:
        shifts.close_shift(shift.workplace)
    assert error[0].params == {"count": 2}
    shift.countersign(waiting)
    with nothing_lost(shift.workplace):
        shifts.close_shift(shift.workplace)
    assert len(facts_of(shift.workplace, kinds.SHIFT_CLOSED)) == 1


def test_someone_still_being_tested_is_told_before_what_waits_for_a_countersignature(shift: Shift) -> None:
    shift.screen()
    shift.screen(until=Step.NOTICE)
    with nothing_written(shift.workplace), refused("shift.screenings_open") as error:
        shifts.close_shift(shift.workplace)
    assert error[0].params == {"count": 1}
