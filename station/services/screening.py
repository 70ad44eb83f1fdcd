"""The steps of a screening up to the result: each a finished answer, appended as an entry."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from station.domain import interlock, kinds
from station.domain.cartridge import Cartridge
from station.domain.choices import Refusal
from station.domain.codes import (
    Basis,
    Cooperation,
    Declaration,
    Document,
    Post,
    Sex,
    SpecimenKind,
    SubjectRole,
)
from station.domain.errors import SpecimenState, StationError
from station.domain.facts import Json
from station.domain.identity import OLDEST_YEAR, IdentityNumber
from station.domain.presented import PresentedDocument
from station.domain.screening import Screening
from station.domain.shift import Shift, explain_basis
from station.domain.subject import BIRTH_DATE, NAME, NUMBER, SEX, clean_details, clean_text, label_number
from station.services.identifiers import new_id
from station.services.judging import judge_by_role, judge_newest
from station.services.staffing import present, staff
from station.services.taking import screening_of, take
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork

TICKET_LENGTH_MAX = 40
LANGUAGE_LENGTH_MAX = 40


def open_screening(
    workplace: Workplace,
    *,
    specimen_kind: SpecimenKind,
    lane: str | None = None,
    basis: Basis | None = None,
    basis_detail: str | None = None,
    ticket: str | None = None,
) -> Screening:
    """Begin a screening on the open shift; without a lane the person waits (候检).

    ``basis`` is the shift's unless given. StationError ``shift.none_open``, ``screening.no_such_lane``,
    ``text.*``.
    """
    screening_id = new_id(workplace)
    own_detail, number = clean_text(basis_detail or ""), clean_text(ticket or "", TICKET_LENGTH_MAX) or None
    _refuse_lane(workplace, lane, specimen_kind)

    def use_case(unit: UnitOfWork) -> Screening:
        shift = unit.open_shift()
        if shift is None:
            raise StationError("shift.none_open")
        running = Shift.fold(unit.shift_facts(shift.shift_id), shift.shift_id)
        why = basis or running.basis
        detail = own_detail or (running.basis_detail if why is running.basis else None)
        explain_basis(why, detail)
        body: dict[str, Json] = {
            "shift_id": shift.shift_id,
            "post": shift.post,
            "basis": why.value,
            "basis_detail": detail,
            "specimen_kind": specimen_kind.value,
            "lane": lane,
            "ticket": number,
        }
        workplace.record(unit, kinds.SCREENING_OPENED, body, screening_id=screening_id)
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def give_lane(workplace: Workplace, screening_id: str, lane: str, kind: SpecimenKind) -> Screening:
    """Take someone who waits to a lane, or from one lane to another while there is no result yet."""
    _refuse_lane(workplace, lane, kind)

    def use_case(unit: UnitOfWork) -> Screening:
        screening = screening_of(unit, screening_id)
        interlock.may_take_to_lane(screening, kind)
        opened = screening.opened
        body: dict[str, Json] = {
            "shift_id": opened.shift_id,
            "post": opened.post.value,
            "basis": opened.basis.value,
            "basis_detail": opened.basis_detail,
            "specimen_kind": kind.value,
            "lane": lane,
            "ticket": opened.ticket,
            "supersedes": opened.entered.leaf,
        }
        workplace.record(unit, kinds.SCREENING_OPENED, body, screening_id=screening_id)
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def _refuse_lane(workplace: Workplace, lane: str | None, kind: SpecimenKind) -> None:
    """Refuse a lane that is not there, or whose reader is for another kind of specimen."""
    kinds_read = {one.name: one.specimen_kind for one in workplace.config.lanes}
    if lane is not None and lane not in kinds_read:
        raise StationError("screening.no_such_lane", lane=lane, known=", ".join(kinds_read) or "-")
    if lane is not None and kinds_read[lane] != kind.value:
        raise StationError("screening.lane_kind", specimen=SpecimenState.GOOD)


def identify_by_number(workplace: Workplace, screening_id: str, typed: str) -> Screening:
    """A resident identity number, mended and checked; sex and birth date come from it."""
    today = workplace.pack.rules.local_date(workplace.clock.utc())
    identity = IdentityNumber.parse(typed, today)
    personal = {
        NUMBER: identity.number,
        SEX: identity.sex.value,
        BIRTH_DATE: identity.birth_date.isoformat(),
    }
    body: dict[str, Json] = {"document": Document.RESIDENT_ID.value, "document_name": None}
    return _identify(workplace, screening_id, body, personal)


def identify_presented(workplace: Workplace, screening_id: str, presented: PresentedDocument) -> Screening:
    """A document that a card reader or scanner has read; the name comes with it.

    The number's own sex and birth date must be the card's. StationError ``identity.*``, ``text.*``."""
    presented.check(workplace.pack.rules.local_date(workplace.clock.utc()))
    if presented.sex is None:
        raise StationError("identity.sex_not_told")
    personal = {
        NUMBER: clean_text(presented.number),
        SEX: presented.sex.value,
        BIRTH_DATE: presented.birth_date,
        NAME: clean_text(presented.name),
    }
    body: dict[str, Json] = {
        "document": presented.document.value,
        "document_name": None,
        "document_kind": presented.kind.value,
    }
    return _identify(workplace, screening_id, body, personal, photo=presented.photo or None)


def identify_otherwise(
    workplace: Workplace,
    screening_id: str,
    *,
    document: Document,
    sex: Sex,
    document_name: str = "",
    number: str = "",
    birth_date: str = "",
) -> Screening:
    """Another document, or none shown; the sex is then what the officer sees (the collector's rule).

    ``birth_date`` is YYYY-MM-DD or empty. StationError ``identity.no_number``, ``identity.birth_date``,
    ``text.*``.
    """
    cleaned, born = clean_text(number), clean_text(birth_date)
    if document is Document.OTHER and not cleaned:
        raise StationError("identity.no_number")
    if born:
        born = _birth_date(born, workplace.pack.rules.local_date(workplace.clock.utc()))
    personal = {NUMBER: cleaned, SEX: sex.value, BIRTH_DATE: born}
    body: dict[str, Json] = {
        "document": document.value,
        "document_name": clean_text(document_name) or None,
    }
    return _identify(workplace, screening_id, body, personal)


def _birth_date(text: str, today: date) -> str:
    """``text`` as ISO date; ``identity.birth_date`` when there is no such day, or it is still to come."""
    try:
        born = date.fromisoformat(unicodedata.normalize("NFKC", text))
    except ValueError:
        raise StationError("identity.birth_date", date=text) from None
    if born > today or born.year < OLDEST_YEAR:
        raise StationError("identity.birth_date", date=text)
    return born.isoformat()


def _identify(
    workplace: Workplace,
    screening_id: str,
    body: Mapping[str, Json],
    personal: Mapping[str, str],
    photo: bytes | None = None,
) -> Screening:
    """However the person was identified, the specimen must have been collected as the rules want."""

    def collected_rightly(unit: UnitOfWork, screening: Screening) -> None:
        if screening.specimen is not None:
            collector = staff(unit, screening.specimen.collector)
            interlock.may_identify(screening, collector, workplace.pack.rules, Sex(personal[SEX]))

    return take(
        workplace,
        screening_id,
        kinds.SUBJECT_IDENTIFIED,
        body,
        personal=personal,
        raw=photo,
        check=collected_rightly,
    )


def give_notice(workplace: Workplace, screening_id: str, by: str, language: str) -> Screening:
    """The notice of this post was read to the subject by ``by``."""

    def known(unit: UnitOfWork, _screening: Screening) -> None:
        staff(unit, by)

    spoken = clean_text(language, LANGUAGE_LENGTH_MAX)
    body: dict[str, Json] = {"notice": _notice_key(workplace), "language": spoken, "by": by}
    return take(workplace, screening_id, kinds.NOTICE_GIVEN, body, check=known)


def _notice_key(workplace: Workplace) -> str:
    with workplace.store.reading() as reading:
        shift = reading.open_shift()
    if shift is None:
        raise StationError("shift.none_open")
    return workplace.pack.rules.notice(Post(shift.post)).key


def answer(
    workplace: Workplace,
    screening_id: str,
    cooperation: Cooperation,
    *,
    reason: Refusal | None = None,
    words: str = "",
) -> Screening:
    """The subject cooperates, or refuses with a reason (a code, and the subject's own words beside it)."""
    if cooperation is Cooperation.REFUSES and reason is None:
        raise StationError("screening.refusal_reason")
    body: dict[str, Json] = {"answer": cooperation.value, "reason": reason.value if reason else None}
    return take(
        workplace,
        screening_id,
        kinds.COOPERATION_ANSWERED,
        body,
        personal={"refusal_words": clean_text(words)},
    )


def declare(workplace: Workplace, screening_id: str, declared: str) -> Screening:
    """Food, drink and medicine, asked before the result; an empty text means nothing (「无」)."""
    text = clean_text(declared)
    answer_given = Declaration.SOMETHING if text else Declaration.NOTHING
    body: dict[str, Json] = {"answer": answer_given.value}
    return take(workplace, screening_id, kinds.DECLARATION_MADE, body, personal={"declaration": text})


def collect(
    workplace: Workplace, screening_id: str, specimen_no: str, collector: str, *, again: bool = False
) -> Screening:
    """A specimen with its number, taken by ``collector``; ``again`` for a further one (重测).

    StationError ``screening.specimen_number_used`` when another screening has the number.
    """
    number = label_number(specimen_no)
    if not number:
        raise StationError("screening.no_specimen_number", specimen=SpecimenState.GOOD)
    with workplace.store.reading() as reading:
        screening = screening_of(reading, screening_id)
        sex = reading.personal(screening_id).get(SEX)
    kind = screening.opened.specimen_kind

    def may_collect(unit: UnitOfWork, now: Screening) -> None:
        _refuse_used(unit, screening_id, number)
        interlock.may_collect(
            staff(unit, collector),
            present(unit, now.opened.shift_id),
            workplace.pack.rules,
            post=now.opened.post,
            specimen_kind=kind,
            subject_sex=Sex(sex) if sex else None,
        )

    body: dict[str, Json] = {"specimen_kind": kind.value, "specimen_no": number, "collector": collector}
    return take(workplace, screening_id, kinds.SPECIMEN_COLLECTED, body, check=may_collect, again=again)


def _refuse_used(unit: UnitOfWork, screening_id: str, number: str) -> None:
    owner = unit.specimen_owner(number)
    if owner is not None and owner != screening_id:
        raise StationError("screening.specimen_number_used", specimen_no=number)


def load_cartridge(
    workplace: Workplace,
    screening_id: str,
    *,
    lane: str,
    lot: str,
    expiry: str,
    panel: str | None = None,
    again: bool = False,
) -> Screening:
    """The cartridge that goes into the reader of ``lane``; an expired lot is refused, the specimen good."""
    cartridge = Cartridge.parse(lane, lot, expiry, clean_text(panel or "") or None)
    cartridge.refuse_expired(workplace.pack.rules.local_date(workplace.clock.utc()))
    body: dict[str, Json] = {
        "lane": cartridge.lane,
        "lot": cartridge.lot,
        "expiry": cartridge.expiry.isoformat(),
        "panel": cartridge.panel,
    }

    def read_here(_unit: UnitOfWork, screening: Screening) -> None:
        taken = screening.specimen or screening.opened
        _refuse_lane(workplace, cartridge.lane, taken.specimen_kind)

    def judged(unit: UnitOfWork, screening: Screening) -> None:
        judge_newest(workplace, unit, screening)  # a cartridge corrected late changes the verdict

    return take(
        workplace,
        screening_id,
        kinds.CARTRIDGE_LOADED,
        body,
        again=again,
        check=read_here,
        sequel=judged,
    )


def record_details(
    workplace: Workplace, screening_id: str, role: SubjectRole, typed: Mapping[str, str]
) -> Screening:
    """Name, phone, plate, licence and employer; given in part, they can be completed later."""
    with workplace.store.reading() as reading:
        screening = screening_of(reading, screening_id)
    if screening.identified is None:
        raise StationError("screening.not_identified")
    personal = clean_details(role, screening.identified.document, typed)

    def judged(unit: UnitOfWork, now: Screening) -> None:
        judge_by_role(workplace, unit, now)  # the result may be there before the details are

    body: dict[str, Json] = {"role": role.value}
    return take(workplace, screening_id, kinds.DETAILS_RECORDED, body, personal=personal, sequel=judged)
