"""Finding a person again: by the number of any document, as it is typed."""

import pytest

from station.domain.codes import Document, Sex, SpecimenKind
from station.services import listing, screening
from tests.training import Shift


@pytest.mark.parametrize("number", ["E-12x", "[H]60137", "L898902C3"])
def test_a_person_is_found_by_the_number_of_another_document(shift: Shift, number: str) -> None:
    begun = screening.open_screening(shift.workplace, specimen_kind=SpecimenKind.URINE, lane="1")
    screening.identify_otherwise(
        shift.workplace, begun.screening_id, document=Document.OTHER, sex=Sex.MALE, number=number
    )

    with shift.workplace.store.reading() as reading:
        (found,) = listing.with_number(reading, number)
    assert found.screening_id == begun.screening_id


@pytest.mark.parametrize("typed", ["990000198304121131", "990000 19830412-1131", "990000830412113"])
def test_a_person_is_found_by_the_identity_number_however_it_is_typed(shift: Shift, typed: str) -> None:
    begun = screening.open_screening(shift.workplace, specimen_kind=SpecimenKind.URINE, lane="1")
    screening.identify_by_number(shift.workplace, begun.screening_id, "990000198304121131")

    with shift.workplace.store.reading() as reading:
        found = listing.with_number(reading, typed)
    assert [row.screening_id for row in found] == [begun.screening_id]
