"""A document that a machine has read: what of it is checked before anything is taken from it."""

from dataclasses import replace
from datetime import date

import pytest

from station.domain.codes import Sex
from station.domain.errors import StationError
from station.domain.presented import DocumentKind, PresentedDocument

TODAY = date(2026, 11, 26)
RESIDENT_2023 = PresentedDocument(
    DocumentKind.FOREIGNER_2023, "990000197901010021", "EXAMPLE", Sex.FEMALE, "1979-01-01", "2034-01-01"
)


def refused(document: PresentedDocument) -> str:
    """The code of the refusal, empty for none."""
    try:
        document.check(TODAY)
    except StationError as error:
        return error.code
    return ""


def test_the_number_of_a_card_of_2023_is_checked_by_its_last_character() -> None:
    """Of its first seventeen digits GB 11643 sums 63 + 81 + 2 + 9 + 42 + 27 + 9 + 5 + 4 = 242, a multiple of
    11, whose check is 1."""
    assert refused(RESIDENT_2023) == ""
    for wrong in ("990000197901010022", "990000197910010021", "99000019790101002X"):
        assert refused(replace(RESIDENT_2023, number=wrong)) == "identity.check_digit"
    assert refused(replace(RESIDENT_2023, number="99000019790101002")) == "identity.too_short"


def test_what_is_not_known_of_other_foreign_numbers_is_not_asked_of_them() -> None:
    for kind in (DocumentKind.FOREIGNER_2017, DocumentKind.FOREIGN_LICENCE, DocumentKind.TRAVEL_DOCUMENT):
        assert refused(replace(RESIDENT_2023, kind=kind, number="UTO990000000001")) == ""


@pytest.mark.parametrize(("birth_date", "code"), [
    ("", ""), ("1900-01-01", ""), ("2026-11-26", ""),
    ("2026-11-27", "identity.birth_date"), ("2990-08-12", "identity.birth_date"),
    ("1212-12-11", "identity.birth_date"),
])  # fmt: skip
def test_a_birth_date_that_nobody_has_is_refused(birth_date: str, code: str) -> None:
    for kind in (DocumentKind.FOREIGNER_2023, DocumentKind.FOREIGN_LICENCE):
        assert refused(replace(RESIDENT_2023, kind=kind, birth_date=birth_date)) == code
