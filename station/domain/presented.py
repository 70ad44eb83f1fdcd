"""What was laid on a card reader or scanned: a person's document, or a label. Nothing here was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from station.domain.codes import Document, Sex
from station.domain.errors import StationError
from station.domain.identity import OLDEST_YEAR, IdentityNumber, check_whole, mend


class DocumentKind(StrEnum):
    """Which document it is."""

    CITIZEN = "citizen"
    HK_MACAO_TAIWAN = "hk_macao_taiwan"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    FOREIGN_LICENCE = "foreign_licence"
    TRAVEL_DOCUMENT = "travel_document"


_RESIDENT = (DocumentKind.CITIZEN, DocumentKind.HK_MACAO_TAIWAN)


class LabelKind(StrEnum):
    """What a barcode stands on."""

    SPECIMEN = "specimen"
    CARTRIDGE = "cartridge"
    SEAL = "seal"
    OFFICER = "officer"


@dataclass(frozen=True)
class PresentedDocument:
    """A document as a machine read it. ``sex`` is None and dates are empty when it does not tell them.

    ``problems`` are stable codes of what was odd (``rare_character:name``), for a person to look at.
    ``photo`` is empty unless the station is set to keep it."""

    kind: DocumentKind
    number: str
    name: str
    sex: Sex | None
    birth_date: str
    expires_on: str
    problems: tuple[str, ...] = ()
    photo: bytes = b""

    @property
    def document(self) -> Document:
        """How the subject is then identified."""
        return Document.RESIDENT_ID if self.kind in _RESIDENT else Document.OTHER

    def expired(self, today: date) -> bool:
        """Whether it is no longer good; a permanent card never is."""
        return bool(self.expires_on) and date.fromisoformat(self.expires_on) < today

    def check(self, today: date) -> None:
        """Refuse a card whose number is wrong, or tells another sex or birth date than the card does, and a
        birth date that nobody has.

        Raises StationError: ``identity.*``, ``identity.card_contradicts``."""
        if self.document is not Document.RESIDENT_ID:
            self._check_foreign(today)
            return
        told = IdentityNumber.parse(self.number, today)
        if self.sex not in (None, told.sex) or self.birth_date not in ("", told.birth_date.isoformat()):
            raise StationError("identity.card_contradicts")

    def _check_foreign(self, today: date) -> None:
        """Of their numbers, that of the card of 2023 alone has a check character that is known here."""
        if self.kind is DocumentKind.FOREIGNER_2023:
            check_whole(self.number)
        if not self.birth_date:
            return
        born = date.fromisoformat(self.birth_date)
        if born.year < OLDEST_YEAR or born > today:
            raise StationError("identity.birth_date", date=self.birth_date)

    def same_number(self, typed: str) -> bool:
        """Whether ``typed``, or as much as there is of it, is this document's number."""
        return self.number.upper().startswith(mend(typed).upper()) or self.is_of(typed)

    def is_of(self, number: str) -> bool:
        """Whether ``number`` is this document's, in whole."""
        whole = mend(number).upper()
        return whole in (self.number.upper(), mend(self.number).upper()) or _as_long(whole) == self.number


@dataclass(frozen=True)
class PresentedLabel:
    """A label's barcode: ``fields`` are ``specimen_no``; ``lot`` and ``expiry``; ``seal_no``; ``badge``."""

    kind: LabelKind
    fields: Mapping[str, str]


@dataclass(frozen=True)
class PresentedTrouble:
    """A card or barcode was there and cannot be used: why."""

    error: StationError


Presented = PresentedDocument | PresentedLabel | PresentedTrouble


def _as_long(typed: str) -> str:
    """A number of fifteen digits in its eighteen."""
    try:
        return IdentityNumber.parse(typed, date.max).number
    except StationError:
        return ""
