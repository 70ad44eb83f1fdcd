"""Which specimen number stands in the field before anybody types."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.codes import LicenceBusiness, Post, SpecimenKind
from station.domain.path import Step
from station.services import screening, tickets
from station.tui.guided.proposals import propose
from tests.training import Shift, Visitor, found_home, opened
from tests.unit.storage.stand import SetClock


@pytest.fixture
def counter(tmp_path: Path, night_clock: SetClock) -> Iterator[Shift]:
    """Two clerks at a counter, on 24 November."""
    home = found_home(tmp_path / "counter", night_clock, Post.COUNTER)
    with opened(home, night_clock) as workplace:
        yield Shift(workplace).begin()


def registered(counter: Shift, count: int) -> str:
    """The screening of the ``count``-th applicant, at lane 1."""
    visitor = Visitor.nth(count)
    applicant = tickets.Applicant(LicenceBusiness.RENEWAL, visitor.number, visitor.details)
    screening_id = tickets.register(counter.workplace, applicant).screening_id
    screening.give_lane(counter.workplace, screening_id, "1", SpecimenKind.URINE)
    return screening_id


def proposed(counter: Shift, screening_id: str) -> str:
    """The specimen number proposed now."""
    return propose(counter.workplace, counter.now(screening_id), "1").specimen_no


def test_the_label_on_an_applicants_cups_is_proposed_whoever_comes_first(counter: Shift) -> None:
    first = registered(counter, 1)
    tickets.step_back(counter.workplace, first)
    second = registered(counter, 2)

    assert proposed(counter, second) == "U-1124-002"
    assert proposed(counter, first) == "U-1124-001"


def test_without_a_ticket_the_numbers_run_on(counter: Shift) -> None:
    done = counter.screen(until=Step.CARTRIDGE)
    assert done.specimen is not None
    newest = done.specimen.specimen_no
    after = counter.screen(until=Step.SPECIMEN).screening_id

    assert newest[:-6] == proposed(counter, after)[:-6]
    assert int(proposed(counter, after)[-6:]) == int(newest[-6:]) + 1
