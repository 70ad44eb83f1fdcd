"""The person tested: what must be known before anything but a negative is signed, and typed text."""

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from station.domain.codes import Document, SubjectRole
from station.domain.errors import StationError
from station.domain.identity import visible

TEXT_LENGTH_MAX = 200
LABEL_NUMBER_LENGTH_MAX = 40

NUMBER = "number"
SEX = "sex"
BIRTH_DATE = "birth_date"
NAME = "name"
PHONE = "phone"
PLATE = "plate"
LICENCE_NO = "licence_no"
LICENCE_CLASS = "licence_class"
LICENCE_OFFICE = "licence_office"
EMPLOYER = "employer"

DETAILS = (NAME, PHONE, PLATE, LICENCE_NO, LICENCE_CLASS, LICENCE_OFFICE, EMPLOYER)
"""The personal fields of ``details_recorded``, in the order in which they are asked."""


class Absent(StrEnum):
    """What a person chooses, in place of a value, when there is none: a blank is never an answer.

    The value is stored as the field's text; ``=`` starts no name, number or plate.
    """

    NONE = "=none"
    NOT_SHOWN = "=not_shown"
    UNKNOWN = "=unknown"


_LICENCE_FIELDS = (LICENCE_NO, LICENCE_CLASS, LICENCE_OFFICE)

REQUIRED: Mapping[SubjectRole, tuple[str, ...]] = {
    SubjectRole.DRIVER: DETAILS,
    SubjectRole.PASSENGER: (NAME, PHONE, PLATE, EMPLOYER),
    SubjectRole.APPLICANT: (NAME, PHONE, *_LICENCE_FIELDS, EMPLOYER),
}
"""What must be there, by part. A passenger is asked for no licence, an applicant for no plate."""

_MAY_BE_ABSENT: Mapping[str, tuple[Absent, ...]] = {
    NAME: (),
    PHONE: (Absent.NONE, Absent.UNKNOWN),
    PLATE: (Absent.NONE, Absent.UNKNOWN),
    LICENCE_NO: (Absent.NONE, Absent.NOT_SHOWN),
    LICENCE_CLASS: (Absent.NONE, Absent.NOT_SHOWN),
    LICENCE_OFFICE: (Absent.NONE, Absent.NOT_SHOWN),
    EMPLOYER: (Absent.NONE, Absent.UNKNOWN),
}


def absences(field: str, document: Document) -> tuple[Absent, ...]:
    """Which answers ``field`` may have in place of a value. Only without a document may a name be unknown."""
    if field == NAME and document is Document.NONE:
        return (Absent.UNKNOWN,)
    return _MAY_BE_ABSENT.get(field, ())


def missing(role: SubjectRole, given: Iterable[str]) -> tuple[str, ...]:
    """The required fields that are not among ``given``, in the order in which they are asked."""
    present = frozenset(given)
    return tuple(field for field in REQUIRED[role] if field not in present)


def clean_details(role: SubjectRole, document: Document, typed: Mapping[str, str]) -> dict[str, str]:
    """The typed details, cleaned, without the blank ones and those that are not asked of ``role``.

    Raises as :func:`clean_detail`, or ``screening.absence_not_allowed``. Details may still be incomplete:
    see ``missing``.
    """
    cleaned = {field: clean_detail(field, typed.get(field, "")) for field in REQUIRED[role]}
    for field, value in cleaned.items():
        if value in tuple(Absent) and value not in absences(field, document):
            raise StationError("screening.absence_not_allowed", field=field)
    return {field: value for field, value in cleaned.items() if value}


def clean_detail(field: str, text: str) -> str:
    """One typed detail, cleaned. Raises as :func:`clean_text`; ``text.no_name`` for a name of digits and
    marks alone, such as a number typed one field too early."""
    cleaned = clean_text(text)
    if field == NAME and cleaned and cleaned not in tuple(Absent) and not any(map(_writes_a_name, cleaned)):
        raise StationError("text.no_name", field=NAME)
    return cleaned


def _writes_a_name(character: str) -> bool:
    """A letter, or one that no table knows yet: rare characters of names arrive as private use."""
    category = unicodedata.category(character)
    return category.startswith("L") or category in ("Co", "Cn")


def clean_text(text: str, length_max: int = TEXT_LENGTH_MAX) -> str:
    """``text`` in NFC with runs of white space as one blank; brackets and all visible marks stay as typed.

    Raises ``text.control_character`` for control, direction and other invisible characters, which could
    change how a record looks, and ``text.too_long``. Private-use and unassigned characters pass: rare
    characters of names arrive as such from card readers and older fonts.
    """
    joined = " ".join(unicodedata.normalize("NFC", text).split())
    hidden = next((c for c in joined if unicodedata.category(c) in ("Cc", "Cf", "Cs")), None)
    if hidden is not None:
        raise StationError("text.control_character", character=visible_code(hidden))
    if len(joined) > length_max:
        raise StationError("text.too_long", length_max=length_max)
    return joined


def label_number(text: str) -> str:
    """The number of a seal or a specimen, in capitals and narrow characters: a Chinese input method types
    wide ones, and neither a reader nor a second seal has them. Raises as :func:`clean_text`, for 40
    characters."""
    return clean_text(unicodedata.normalize("NFKC", text), LABEL_NUMBER_LENGTH_MAX).upper()


def visible_code(character: str) -> str:
    """The character for a message; an invisible one as its code point."""
    hidden = unicodedata.category(character).startswith("C")
    return f"U+{ord(character):04X}" if hidden else visible(character)
