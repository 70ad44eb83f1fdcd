"""After anything but a negative: seals, telling, the subject's signature, whereabouts; and abort and void."""

from collections.abc import Mapping
from datetime import date

from station.domain import interlock, kinds
from station.domain.choices import Abort, PersonWent, SamplesWent, VehicleWent, Void
from station.domain.codes import SubjectSignature
from station.domain.errors import SpecimenState, StationError
from station.domain.facts import Fact, Json
from station.domain.screening import Screening
from station.domain.subject import clean_text, label_number
from station.services import access
from station.services.objection import objection_until
from station.services.signing import close_if_done, embedded
from station.services.staffing import staff
from station.services.taking import screening_of, take
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork


def seal(workplace: Workplace, screening_id: str, a_seal: str, b_seal: str) -> Screening:
    """The numbers of the A and B seals; they differ from each other and from those of everyone else.

    StationError ``screening.seal_missing``, ``screening.seals_equal``, ``screening.seal_used``.
    """
    a_number, b_number = label_number(a_seal), label_number(b_seal)
    if not a_number or not b_number:
        raise StationError("screening.seal_missing", specimen=SpecimenState.GOOD)
    if a_number == b_number:
        raise StationError("screening.seals_equal", specimen=SpecimenState.GOOD)
    body: dict[str, Json] = {"a_seal": a_number, "b_seal": b_number}

    def unused(unit: UnitOfWork, _screening: Screening) -> None:
        _refuse_used(unit, screening_id, (a_number, b_number))

    return take(workplace, screening_id, kinds.SAMPLES_SEALED, body, check=unused)


def _refuse_used(unit: UnitOfWork, screening_id: str, numbers: tuple[str, str]) -> None:
    """Two samples under one number could be taken for each other. A number that was corrected is free."""
    standing: dict[str | None, Fact] = {}
    for fact in unit.facts_of_kind(kinds.SAMPLES_SEALED):
        standing.setdefault(fact.screening_id, fact)
    for owner, fact in standing.items():
        used = {fact.body["a_seal"], fact.body["b_seal"]}.intersection(numbers)
        if owner != screening_id and used:
            raise StationError(
                "screening.seal_used", specimen=SpecimenState.GOOD, seal=str(min(map(str, used)))
            )


def tell(workplace: Workplace, screening_id: str, by: str) -> Screening:
    """The result and the right to object were told on the spot; the slip takes the screening's identifier."""
    with workplace.store.reading() as reading:
        screening = screening_of(reading, screening_id)
    until: date | None = None if screening.refused else objection_until(workplace)
    body: dict[str, Json] = {
        "by": by,
        "verdict": screening.verdict.verdict.value if screening.verdict else None,
        "objection_until": until.isoformat() if until else None,
        "slip_no": screening_id[-8:],
    }

    def known(unit: UnitOfWork, _screening: Screening) -> None:
        staff(unit, by)

    return take(workplace, screening_id, kinds.SUBJECT_TOLD, body, check=known)


def subject_signs(workplace: Workplace, screening_id: str, answer: SubjectSignature) -> Screening:
    """The subject signed, refused to, or was not there any more."""
    return take(workplace, screening_id, kinds.SUBJECT_SIGNED, {"answer": answer.value})


def record_whereabouts(
    workplace: Workplace,
    screening_id: str,
    *,
    person: PersonWent,
    samples: SamplesWent,
    vehicle: VehicleWent,
    words: Mapping[str, str] | None = None,
) -> Screening:
    """Where person, samples and vehicle went: codes, and words beside them. With it the screening closes.

    StationError ``screening.samples_somewhere`` when sealed samples are said to be none.
    """
    body: dict[str, Json] = {
        "person": person.value,
        "samples": samples.value,
        "vehicle": vehicle.value,
    }
    personal = {f"{name}_words": clean_text(text) for name, text in (words or {}).items()}

    def somewhere(_unit: UnitOfWork, screening: Screening) -> None:
        if samples is SamplesWent.NONE and interlock.is_sealed(screening, workplace.pack.rules):
            raise StationError("screening.samples_somewhere")

    take(workplace, screening_id, kinds.WHEREABOUTS_RECORDED, body, personal=personal, check=somewhere)
    return close(workplace, screening_id)


def close(workplace: Workplace, screening_id: str) -> Screening:
    """Close a screening whose every other step is done; anything else is left as it is."""
    return workplace.recorder.do(
        lambda unit: close_if_done(workplace, unit, screening_of(unit, screening_id))
    )


def abort(workplace: Workplace, screening_id: str, reason: Abort) -> Screening:
    """End a screening that has no readable result (终止), with a reason."""
    return take(workplace, screening_id, kinds.SCREENING_ABORTED, {"reason": reason.value})


def void(
    workplace: Workplace, screening_id: str, reason: Void, signers: tuple[tuple[str, str], tuple[str, str]]
) -> Screening:
    """Declare a screening void (作废): two officers, each given as badge and PIN, both sign the reason."""
    officers = [access.confirm(workplace, badge, pin) for badge, pin in signers]

    def use_case(unit: UnitOfWork) -> Screening:
        screening = screening_of(unit, screening_id)
        interlock.may_append(screening, kinds.SCREENING_VOIDED, workplace.pack.rules)
        people = [staff(unit, officer.badge) for officer in officers]
        interlock.two_signers(people, screening.opened.post, workplace.pack.rules)
        decision: dict[str, Json] = {"reason": reason.value}
        statements: list[Json] = [
            embedded(workplace, officer, "void", screening.leaves, dict(decision)) for officer in officers
        ]
        workplace.record(
            unit,
            kinds.SCREENING_VOIDED,
            {**decision, "statements": statements},
            screening_id=screening_id,
        )
        return close_if_done(workplace, unit, screening_of(unit, screening_id))

    return workplace.recorder.do(use_case)
