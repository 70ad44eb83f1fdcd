"""What a card reader or a scanner gave, in the domain's terms."""

from datetime import date

from drivers import (
    CardRead,
    CardReaderSilent,
    CardTrouble,
    DriverError,
    DrivingLicence,
    Event,
    IdentityCard,
    Scan,
    Scanned,
    ScannerProfile,
    ScanRefused,
    TravelDocument,
    recognise,
)
from station.devices.errors import station_error
from station.domain.codes import Sex
from station.domain.errors import StationError
from station.domain.presented import (
    DocumentKind,
    LabelKind,
    Presented,
    PresentedDocument,
    PresentedLabel,
    PresentedTrouble,
)

_SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


def from_card_reader(event: Event) -> Presented | None:
    """What ``event`` of a card reader presents; None when nothing."""
    if isinstance(event, CardRead):
        return _card(event.card, event.photo)
    if isinstance(event, CardTrouble):
        return PresentedTrouble(_card_trouble(event))
    if isinstance(event, CardReaderSilent):
        return PresentedTrouble(StationError("card.silent"))
    return None


def from_scanner(event: Event, profile: ScannerProfile, today: date) -> Presented | None:
    """What ``event`` of a scanner presents; None when nothing."""
    if isinstance(event, ScanRefused):
        return PresentedTrouble(StationError(f"scan.refused.{event.reason}"))
    if not isinstance(event, Scanned):
        return None
    try:
        return _scan(recognise(event, profile.kinds, today))
    except DriverError as error:
        return PresentedTrouble(station_error(error))


def _card_trouble(event: CardTrouble) -> StationError:
    """What the reader said, in words; a status that no source explains is shown as its number."""
    reason = event.reason
    if reason == "kind":
        return StationError("card.kind", letter=event.letter)
    if reason.startswith("unknown_") and reason != "unknown_error":
        return StationError("card.unknown_status", status=reason.removeprefix("unknown_"))
    return StationError(f"card.trouble.{reason}")


def _card(card: IdentityCard, photo: bytes) -> PresentedDocument:
    return PresentedDocument(
        DocumentKind(card.kind.value),
        card.number,
        card.name,
        _SEXES.get(card.sex),
        card.born_on,
        card.expires_on,
        card.problems,
        photo,
    )


def _scan(scan: Scan) -> Presented:
    if isinstance(scan.document, DrivingLicence):
        return _licence(scan.document)
    if isinstance(scan.document, TravelDocument):
        return _travel_document(scan.document)
    return PresentedLabel(LabelKind(scan.kind), scan.fields)


def _licence(found: DrivingLicence) -> PresentedDocument:
    return PresentedDocument(
        DocumentKind.FOREIGN_LICENCE,
        found.number,
        f"{found.surname}, {found.given_names}".rstrip(", "),
        _SEXES.get(found.sex),
        found.born_on,
        found.expires_on,
        found.problems,
    )


def _travel_document(found: TravelDocument) -> PresentedDocument:
    return PresentedDocument(
        DocumentKind.TRAVEL_DOCUMENT,
        found.number,
        f"{found.surname}, {found.given_names}".rstrip(", "),
        _SEXES.get(found.sex),
        found.born_on,
        found.expires_on,
        ("name_may_be_cut",) if found.name_may_be_cut else (),
    )
