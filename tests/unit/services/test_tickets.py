"""The counter's queue: a ticket for everybody, whichever document they have, and a place that is kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain.choices import Void
from station.domain.codes import Document, LicenceBusiness, Post, Sex, SpecimenKind
from station.domain.path import Step
from station.domain.presented import DocumentKind, PresentedDocument
from station.services import aftermath, screening, shifts, tickets
from station.services.taking import screening_of
from tests.system.refusal import nothing_written, refused
from tests.training import Shift, Visitor, found_home, opened
from tests.unit.storage.stand import SetClock

PASSPORT = PresentedDocument(
    DocumentKind.TRAVEL_DOCUMENT, "L898902C3", "ERIKSSON, ANNA MARIA", Sex.FEMALE, "1974-08-12", "2028-04-15"
)


@pytest.fixture
def counter(tmp_path: Path, night_clock: SetClock) -> Iterator[Shift]:
    """Two clerks at a hospital's counter."""
    home = found_home(tmp_path / "counter", night_clock, Post.COUNTER)
    with opened(home, night_clock) as workplace:
        yield Shift(workplace).begin()
    shutil.rmtree(home.root)


def applicant(count: int, **details: str) -> tickets.Applicant:
    """The ``count``-th who comes."""
    visitor = Visitor.nth(count)
    return tickets.Applicant(LicenceBusiness.RENEWAL, visitor.number, {**visitor.details, **details})


def test_tickets_run_on_and_name_the_cup(counter: Shift) -> None:
    given = [tickets.register(counter.workplace, applicant(count)) for count in (1, 2)]

    assert [ticket.number for ticket in given] == ["001", "002"]
    assert given[1].cup == "U-1124-002"
    assert [ticket.step for ticket in tickets.queue(counter.workplace)] == [Step.NOTICE, Step.NOTICE]


def test_a_further_shift_of_the_day_gives_no_label_a_second_time(counter: Shift) -> None:
    first = tickets.register(counter.workplace, applicant(1)).screening_id
    aftermath.void(counter.workplace, first, Void.WRONG_SUBJECT, counter.signers)
    shifts.close_shift(counter.workplace)
    counter.begin()

    assert tickets.register(counter.workplace, applicant(2)).cup == "U-1124-002"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (tickets.Applicant(LicenceBusiness.RENEWAL, "99000019880230103X", {}), "identity.impossible_date"),
        (applicant(1, employer="a\x1bb"), "text.control_character"),
        (applicant(1, name="=none"), "screening.absence_not_allowed"),
    ],
)
def test_a_form_that_is_refused_leaves_no_ticket(counter: Shift, wrong: tickets.Applicant, code: str) -> None:
    with nothing_written(counter.workplace), refused(code):
        tickets.register(counter.workplace, wrong)


def test_who_has_another_document_gets_a_ticket_and_is_asked_afterwards(counter: Shift) -> None:
    ticket = tickets.open_ticket(counter.workplace, LicenceBusiness.FOREIGN_EXCHANGE)

    assert (ticket.number, ticket.step) == ("001", Step.IDENTIFY)
    now = screening.identify_otherwise(
        counter.workplace, ticket.screening_id, document=Document.NONE, sex=Sex.MALE
    )
    assert now.identified is not None
    assert now.opened.basis_detail == "foreign_exchange"
    assert [one.step for one in tickets.queue(counter.workplace)] == [Step.DETAILS]


def test_another_document_that_was_read_says_at_once_who_it_is(counter: Shift) -> None:
    ticket = tickets.open_ticket(counter.workplace, LicenceBusiness.FOREIGN_EXCHANGE, PASSPORT)

    assert ticket.step is Step.DETAILS
    assert ticket.who == "E** ··02C3"


def test_a_document_that_does_not_tell_the_sex_leaves_no_ticket(counter: Shift) -> None:
    untold = PresentedDocument(DocumentKind.TRAVEL_DOCUMENT, "L898902C3", "ERIKSSON", None, "", "")

    with nothing_written(counter.workplace), refused("identity.sex_not_told"):
        tickets.open_ticket(counter.workplace, None, untold)


def test_who_has_no_urine_yet_keeps_the_ticket_and_frees_the_lane(counter: Shift) -> None:
    ticket = tickets.register(counter.workplace, applicant(1))
    screening.give_lane(counter.workplace, ticket.screening_id, "1", SpecimenKind.URINE)

    after = tickets.step_back(counter.workplace, ticket.screening_id)

    (waits,) = tickets.queue(counter.workplace)
    assert (after.opened.lane, waits.number, waits.waits) == (None, "001", True)


def test_who_has_given_urine_does_not_step_back(counter: Shift) -> None:
    done = counter.screen(until=Step.CARTRIDGE).screening_id

    with nothing_written(counter.workplace), refused("screening.specimen_taken"):
        tickets.step_back(counter.workplace, done)
    with counter.workplace.store.reading() as reading:
        assert screening_of(reading, done).specimen is not None
