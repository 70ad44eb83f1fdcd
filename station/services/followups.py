"""Follow-ups: what waits and since when; the laboratory's finding, the proposed measure, the hand-over."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from station.domain import followup, interlock, kinds
from station.domain.codes import Finding, FollowupState, MeasureKind, Post
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.subject import LICENCE_NO, NAME, NUMBER, PHONE, PLATE, clean_text
from station.services import access
from station.services.signing import embedded
from station.services.staffing import staff
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import FollowupRow
from station.storage.unit import UnitOfWork

NAMING = (NAME, NUMBER, PHONE, PLATE, LICENCE_NO)
"""What tells who somebody is."""

OPEN_STATES = (FollowupState.TO_HAND_OVER, FollowupState.HANDED_OVER, FollowupState.RETURNED)


def waiting(reading: Reading) -> list[FollowupRow]:
    """Everything that is not accepted yet, oldest first."""
    return list(every(reading, OPEN_STATES))


def every(reading: Reading, states: Collection[FollowupState] = ()) -> Iterator[FollowupRow]:
    """All follow-ups in any of ``states`` (none given: in every state), oldest first, page by page."""
    wanted, page = [state.value for state in states], None
    while page is None or page.next is not None:
        page = reading.followups(wanted, page.next if page else None)
        yield from page.rows


def enter_finding(
    workplace: Workplace,
    followup_id: str,
    *,
    laboratory: str,
    document_no: str,
    finding: Finding,
    dated: date,
) -> FollowupRow:
    """What the laboratory wrote about the specimen: without it no measure is proposed.

    ``dated`` lies between the screening and today, else ``followup.finding_date``.
    """
    body: dict[str, Json] = {
        "followup_id": followup_id,
        "laboratory": _needed(laboratory, "laboratory"),
        "document_no": _needed(document_no, "document_no"),
        "finding": finding.value,
        "dated": dated.isoformat(),
    }
    local_date = workplace.pack.rules.local_date

    def use_case(unit: UnitOfWork) -> FollowupRow:
        opened_at = of(unit, followup_id).opened_at
        if not local_date(opened_at) <= dated <= local_date(workplace.clock.utc()):
            raise StationError("followup.finding_date", dated=dated.isoformat())
        return _append(workplace, unit, followup_id, kinds.LAB_FINDING_ENTERED, body)

    return workplace.recorder.do(use_case)


def propose_measure(
    workplace: Workplace,
    followup_id: str,
    *,
    measure: MeasureKind,
    legal_basis: str,
    document_no: str,
    signers: tuple[tuple[str, str], tuple[str, str]],
) -> FollowupRow:
    """Two officers propose a measure on its legal basis, never from a screen alone."""
    if signers[0][0] == signers[1][0]:
        raise StationError("screening.two_officers")
    officers = [access.confirm(workplace, badge, pin) for badge, pin in signers]
    decision: dict[str, Json] = {
        "followup_id": followup_id,
        "measure": measure.value,
        "legal_basis": legal_basis,
        "document_no": _needed(document_no, "document_no"),
    }

    def use_case(unit: UnitOfWork) -> FollowupRow:
        row = row_of(unit, followup_id)
        standing = of(unit, followup_id)
        followup.may_propose(standing, measure, legal_basis, document_no, workplace.pack.rules)
        people = [staff(unit, officer.badge) for officer in officers]
        interlock.two_signers(people, Post(workplace.config.post), workplace.pack.rules)
        leaves = screening_of(unit, row.screening_id).leaves
        statements: list[Json] = [
            embedded(workplace, officer, "propose", leaves, dict(decision)) for officer in officers
        ]
        workplace.record(
            unit,
            kinds.MEASURE_PROPOSED,
            {**decision, "statements": statements},
            screening_id=row.screening_id,
        )
        return row_of(unit, followup_id)

    return workplace.recorder.do(use_case)


def hand_over(
    workplace: Workplace, followup_ids: Sequence[str], *, numbered: Callable[[Reading], str], receiver: str
) -> str:
    """Every item of one hand-over list leaves for ``receiver``: all of them or none.

    The list's number, which is given back, is asked of ``numbered`` in the same transaction: two hand-overs
    at once never share one.
    """
    to = _needed(receiver, "receiver")

    def use_case(unit: UnitOfWork) -> str:
        common: dict[str, Json] = {
            "list_no": numbered(unit),
            "receiver": to,
            "handed_at": workplace.clock.utc().isoformat(timespec="seconds"),
            "by": list(workplace.people.badges()),
        }
        for followup_id in followup_ids:
            row = row_of(unit, followup_id)
            followup.may_move(of(unit, followup_id), kinds.FOLLOWUP_HANDED_OVER)
            body: dict[str, Json] = {"followup_id": followup_id, **common}
            workplace.record(unit, kinds.FOLLOWUP_HANDED_OVER, body, screening_id=row.screening_id)
        return str(common["list_no"])

    if not followup_ids:
        raise StationError("followup.none_chosen")
    return workplace.recorder.do(use_case)


def accept(workplace: Workplace, followup_id: str, *, receipt_no: str, receiver: str) -> FollowupRow:
    """The receiver took it in and gave a receipt number."""
    return workplace.recorder.do(
        lambda unit: note_accepted(workplace, unit, followup_id, receipt_no, receiver)
    )


def note_accepted(
    workplace: Workplace, unit: UnitOfWork, followup_id: str, receipt_no: str, receiver: str
) -> FollowupRow:
    """The same inside a transaction of the caller's."""
    body: dict[str, Json] = {
        "followup_id": followup_id,
        "receipt_no": _needed(receipt_no, "receipt_no"),
        "receiver": _needed(receiver, "receiver"),
    }
    return _append(workplace, unit, followup_id, kinds.FOLLOWUP_ACCEPTED, body)


def give_back(workplace: Workplace, followup_id: str, *, reason: str) -> FollowupRow:
    """The receiver sent it back for correction (退回补正).

    The reason is signed in clear: ``followup.names_person`` when it names the subject.
    """
    return workplace.recorder.do(lambda unit: note_returned(workplace, unit, followup_id, reason))


def note_returned(workplace: Workplace, unit: UnitOfWork, followup_id: str, reason: str) -> FollowupRow:
    """The same inside a transaction of the caller's."""
    words = _needed(reason, "reason")
    person = unit.personal(row_of(unit, followup_id).screening_id)
    if any(field in person and person[field] in words for field in NAMING):
        raise StationError("followup.names_person")
    body: dict[str, Json] = {"followup_id": followup_id, "reason": words}
    return _append(workplace, unit, followup_id, kinds.FOLLOWUP_RETURNED, body)


def of(reading: Reading, followup_id: str) -> followup.Followup:
    """One follow-up folded from its facts; ``followup.unknown``."""
    row = row_of(reading, followup_id)
    return followup.Followup.fold(reading.facts(row.screening_id), followup_id)


def row_of(reading: Reading, followup_id: str) -> FollowupRow:
    """One follow-up as it stands; ``followup.unknown``."""
    row = reading.followup(followup_id)
    if row is None:
        raise StationError("followup.unknown", followup_id=followup_id)
    return row


def _append(
    workplace: Workplace, unit: UnitOfWork, followup_id: str, kind: str, body: dict[str, Json]
) -> FollowupRow:
    row, standing = row_of(unit, followup_id), of(unit, followup_id)
    followup.may_move(standing, kind)
    workplace.record(unit, kind, body, screening_id=row.screening_id)
    return row_of(unit, followup_id)


def _needed(text: str, field: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise StationError("followup.field_missing", field=field)
    return cleaned
