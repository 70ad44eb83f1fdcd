"""The queue of a counter: whoever is registered has a ticket, and keeps it until the test is done."""

from dataclasses import dataclass
from datetime import datetime

from station.domain import kinds
from station.domain.codes import (
    Basis,
    Document,
    LicenceBusiness,
    SpecimenKind,
    SubjectRole,
)
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.identity import IdentityNumber, board_name
from station.domain.path import Step, next_step
from station.domain.presented import PresentedDocument
from station.domain.screening import Screening
from station.domain.subject import NAME, NUMBER, clean_details
from station.services import listing, screening
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import ScreeningFilter
from station.storage.unit import UnitOfWork


@dataclass(frozen=True)
class Applicant:
    """What the clerk's form holds. ``details`` are named as ``domain.subject.DETAILS``.

    ``business`` is None where the shift's basis is not the licence business; the shift's basis then stands.
    """

    business: LicenceBusiness | None
    number: str
    details: dict[str, str]
    kind: SpecimenKind = SpecimenKind.URINE


@dataclass(frozen=True)
class Ticket:
    """One place in the queue; ``who`` is masked. ``waits`` says that there is no specimen to be had yet."""

    number: str
    screening_id: str
    who: str
    step: Step
    since: datetime
    cup: str
    waits: bool


def register(workplace: Workplace, applicant: Applicant) -> Ticket:
    """Take an applicant in: a screening with a ticket, the identity number and the details.

    The number is checked before anything is written. StationError ``identity.*``, ``text.*``, ``shift.*``.
    """
    # Everything typed is looked at before anything is written: a refusal leaves no half-made ticket.
    IdentityNumber.parse(applicant.number, workplace.pack.rules.local_date(workplace.clock.utc()))
    clean_details(SubjectRole.APPLICANT, Document.RESIDENT_ID, applicant.details)
    screening_id = _open(workplace, applicant.business, applicant.kind)
    screening.identify_by_number(workplace, screening_id, applicant.number)
    screening.record_details(workplace, screening_id, SubjectRole.APPLICANT, applicant.details)
    with workplace.store.reading() as reading:
        return _ticket(workplace, reading, screening_of(reading, screening_id))


def open_ticket(
    workplace: Workplace,
    business: LicenceBusiness | None,
    presented: PresentedDocument | None = None,
    kind: SpecimenKind = SpecimenKind.URINE,
) -> Ticket:
    """A ticket for someone without a resident identity card; who it is, is asked on the person's own screen.

    A document that a machine has read answers that at once. StationError ``identity.*``, ``shift.*``; a
    refusal leaves no ticket.
    """
    if presented is not None:
        presented.check(workplace.pack.rules.local_date(workplace.clock.utc()))
        if presented.sex is None:
            raise StationError("identity.sex_not_told")
    screening_id = _open(workplace, business, kind)
    if presented is not None:
        screening.identify_presented(workplace, screening_id, presented)
    with workplace.store.reading() as reading:
        return _ticket(workplace, reading, screening_of(reading, screening_id))


def _open(workplace: Workplace, business: LicenceBusiness | None, kind: SpecimenKind) -> str:
    """The screening of the next ticket."""
    with workplace.store.reading() as reading:
        number = next_number(workplace, reading)
    return screening.open_screening(
        workplace,
        specimen_kind=kind,
        basis=Basis.LICENCE_BUSINESS if business else None,
        basis_detail=business.value if business else None,
        ticket=number,
    ).screening_id


def queue(workplace: Workplace) -> tuple[Ticket, ...]:
    """Everyone of the open shift who is not done, in the order of the tickets."""
    with workplace.store.reading() as reading:
        shift = reading.open_shift()
        if shift is None:
            return ()
        running = [screening_of(reading, row.screening_id) for row in reading.open_screenings(shift.shift_id)]
        return tuple(_ticket(workplace, reading, one) for one in running)


def next_number(workplace: Workplace, reading: Reading) -> str:
    """``001`` and on, which the log alone decides: past each ticket of the open shift and of the local day.

    A further shift of a day begins no second ``001``: its cups would carry the first one's labels.
    """
    shift = reading.open_shift()
    if shift is None:
        raise StationError("shift.none_open")
    midnight = workplace.pack.rules.local(workplace.clock.utc()).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    asked = (ScreeningFilter(shift_id=shift.shift_id), ScreeningFilter(opened_from=midnight))
    newest = [row for filters in asked for row in reading.screenings(filters=filters).rows]
    given = [int(row.ticket) for row in newest if row.ticket and row.ticket.isdecimal()]
    return f"{max(given, default=0) + 1:03d}"


def cup_label(workplace: Workplace, reading: Reading, one: Screening) -> str:
    """The number on both cups of a ticket: ``U-1124-003``, the local day and the ticket; "" without one."""
    ticket = one.opened.ticket
    if ticket is None:
        return ""
    rules = workplace.pack.rules
    day = rules.local_date(reading.facts(one.screening_id)[0].at)
    return f"{rules.specimen(one.opened.specimen_kind).prefix}-{day:%m%d}-{ticket}"


def step_back(workplace: Workplace, screening_id: str) -> Screening:
    """No specimen yet (暂无尿): the lane is free for the next, the ticket keeps its place.

    StationError ``screening.specimen_taken`` once there is a specimen.
    """

    def use_case(unit: UnitOfWork) -> Screening:
        one = screening_of(unit, screening_id)
        if one.specimen is not None or one.closed is not None:
            raise StationError("screening.specimen_taken")
        opened = one.opened
        body: dict[str, Json] = {
            "shift_id": opened.shift_id,
            "post": opened.post.value,
            "basis": opened.basis.value,
            "basis_detail": opened.basis_detail,
            "specimen_kind": opened.specimen_kind.value,
            "lane": None,
            "ticket": opened.ticket,
            "supersedes": opened.entered.leaf,
        }
        workplace.record(unit, kinds.SCREENING_OPENED, body, screening_id=screening_id)
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def _ticket(workplace: Workplace, reading: Reading, one: Screening) -> Ticket:
    known = listing.person(workplace, reading, one.screening_id)
    opened = one.opened
    return Ticket(
        number=opened.ticket or "",
        screening_id=one.screening_id,
        who=board_name(known.get(NAME, ""), known.get(NUMBER, "")),
        step=next_step(one, workplace.pack.rules),
        since=reading.facts(one.screening_id)[0].at,
        cup=cup_label(workplace, reading, one),
        waits=opened.lane is None and opened.entered.supersedes is not None and one.specimen is None,
    )
