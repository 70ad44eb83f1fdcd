"""Details of a person, and what text may hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.codes import Document, SubjectRole
from station.domain.errors import StationError
from station.domain.subject import (
    DETAILS,
    REQUIRED,
    TEXT_LENGTH_MAX,
    Absent,
    absences,
    clean_detail,
    clean_details,
    clean_text,
    missing,
)

WHOLE = {
    "name": "王[小]明",
    "phone": "13900000000",
    "plate": "晋M·12345",
    "licence_no": "=not_shown",
    "licence_class": "=not_shown",
    "licence_office": "=not_shown",
    "employer": "=none",
}


def test_a_driver_is_asked_everything_a_passenger_no_licence_and_an_applicant_no_plate() -> None:
    assert REQUIRED[SubjectRole.DRIVER] == DETAILS
    assert not {"licence_no", "licence_class", "licence_office"} & set(REQUIRED[SubjectRole.PASSENGER])
    assert "plate" not in REQUIRED[SubjectRole.APPLICANT]


def test_none_chosen_is_an_answer_and_a_blank_is_not() -> None:
    cleaned = clean_details(SubjectRole.DRIVER, Document.RESIDENT_ID, {**WHOLE, "phone": "  "})

    assert missing(SubjectRole.DRIVER, cleaned) == ("phone",)
    assert missing(SubjectRole.DRIVER, {**cleaned, "phone": Absent.NONE}) == ()


def test_brackets_stay_as_they_were_typed() -> None:
    cleaned = clean_details(SubjectRole.DRIVER, Document.RESIDENT_ID, WHOLE)

    assert cleaned["name"] == "王[小]明"
    assert clean_text("[bold red]x[/] {0} <b>") == "[bold red]x[/] {0} <b>"


def test_a_name_may_be_unknown_only_when_no_document_was_shown() -> None:
    nameless = {**WHOLE, "name": Absent.UNKNOWN.value}

    assert clean_details(SubjectRole.DRIVER, Document.NONE, nameless)["name"] == "=unknown"
    with pytest.raises(StationError) as caught:
        clean_details(SubjectRole.DRIVER, Document.RESIDENT_ID, nameless)
    assert (caught.value.code, caught.value.params) == ("screening.absence_not_allowed", {"field": "name"})
    assert absences("name", Document.OTHER) == ()


def test_an_absence_that_makes_no_sense_for_a_field_is_refused() -> None:
    with pytest.raises(StationError, match=r"screening\.absence_not_allowed"):
        clean_details(SubjectRole.DRIVER, Document.RESIDENT_ID, {**WHOLE, "phone": "=not_shown"})


def test_what_is_not_asked_of_a_part_is_not_kept() -> None:
    assert set(clean_details(SubjectRole.PASSENGER, Document.RESIDENT_ID, WHOLE)) == {
        "name",
        "phone",
        "plate",
        "employer",
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m", "U+001B"),
        ("a\x00b", "U+0000"),
        ("a\u202eb", "U+202E"),
        ("a\u200bb", "U+200B"),
        ("a\ufeffb", "U+FEFF"),
        ("a\x7f", "U+007F"),
    ],
)
def test_characters_that_could_change_how_a_record_looks_are_refused_by_name(text: str, shown: str) -> None:
    with pytest.raises(StationError) as caught:
        clean_text(text)

    assert (caught.value.code, caught.value.params) == ("text.control_character", {"character": shown})


def test_line_breaks_and_tabs_become_one_blank() -> None:
    assert clean_text("  红牛\r\n\t一罐 ") == "红牛 一罐"


def test_rare_characters_of_names_pass() -> None:
    # Extension B, a private-use character as older fonts have them, extension I (unassigned in Unicode 14).
    assert clean_text("𠮷\ue000\U0002ebf0") == "𠮷\ue000\U0002ebf0"


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    assert clean_text("长" * TEXT_LENGTH_MAX) == "长" * TEXT_LENGTH_MAX
    with pytest.raises(StationError) as caught:
        clean_text("长" * (TEXT_LENGTH_MAX + 1))
    assert caught.value.params == {"length_max": TEXT_LENGTH_MAX}


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    try:
        once = clean_text(text)
    except StationError:
        return
    assert clean_text(once) == once


@pytest.mark.parametrize("name", ["0", "19900000001", "··", "(1)"])
def test_a_name_without_any_letter_is_refused(name: str) -> None:
    with pytest.raises(StationError) as refused:
        clean_detail("name", name)
    assert refused.value.code == "text.no_name"
    assert clean_detail("phone", name) == name


@pytest.mark.parametrize("name", ["王", "Ó", "A1", "\ue000", "\U00030edd", "=unknown", ""])
def test_a_name_may_be_any_letter_a_character_no_table_knows_or_still_blank(name: str) -> None:
    assert clean_detail("name", name) == unicodedata.normalize("NFC", name)
