"""The slip a subject is handed (检测告知单), set from the log; it needs somebody signed on."""

from pathlib import Path

from station.domain import kinds
from station.domain.body import Body
from station.domain.codes import Basis, Ending, LicenceBusiness, Post, Verdict
from station.domain.deadline import OBJECTION
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.identity import masked_number
from station.domain.rules import Unit
from station.domain.screening import Screening
from station.domain.shift import Shift
from station.domain.subject import NAME, NUMBER, PLATE
from station.papers.bilingual import Bilingual
from station.papers.slip import AnalyteLine, Objection, Slip, SlipReading, SlipSpecimen, SlipSubject, render
from station.services import papers_kept, particulars
from station.services.objection import objection_until
from station.services.papers_kept import SLIP, Printed
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import Reading


def print_slip(workplace: Workplace, screening_id: str) -> Path:
    """Print the slip of a signed screening into the home and note it in the log; printed again, a new file.

    StationError ``screening.unknown``, ``screening.not_signed``, ``vault.locked``, ``paper.*``.
    """
    slip = set_slip(workplace, screening_id)
    paper = Printed(SLIP, screening_id, render(slip), slip.imprint, screening_id)
    return papers_kept.keep(workplace, paper)


def printed(reading: Reading, screening_id: str) -> list[Fact]:
    """The entries of the slips that were printed of one screening, oldest first."""
    facts = reading.facts(screening_id)
    return [one for one in facts if one.kind == kinds.PAPER_PRINTED and Body.of(one).text("paper") == SLIP]


def set_slip(workplace: Workplace, screening_id: str) -> Slip:
    """All that is on the slip of one screening, as it stands now."""
    with workplace.store.reading() as reading:
        screening = screening_of(reading, screening_id)
        outcome = screening.outcome
        if outcome is None or not (screening.signed or screening.voided):
            raise StationError("screening.not_signed")
        measured = particulars.measured(reading, screening)
        told, reached = screening.told, screening.verdict
        shift = _shift(reading, screening)
        return Slip(
            slip_no=told.slip_no if told and told.slip_no else screening_id[-8:],
            screening_id=screening_id,
            place=shift.place,
            post=screening.opened.post.value,
            basis=_basis(screening, shift),
            opened_at=reading.facts(screening_id)[0].at,
            outcome=outcome.value,
            verdict=reached.verdict.value if reached and outcome is Ending.COMPLETED else None,
            subject=_subject(reading, screening),
            officers=particulars.signers(reading, screening),
            imprint=papers_kept.imprint(workplace, _pack(workplace, screening)),
            origin=particulars.origin(workplace, screening, measured),
            specimen=_specimen(reading, screening),
            reading=_reading(reading, screening, measured),
            reasons=particulars.reasons(screening),
            objection=_objection(workplace, screening),
            told_at=told.entered.at if told else None,
        )


def _pack(workplace: Workplace, screening: Screening) -> str:
    reached = screening.verdict
    return f"{reached.pack}@{reached.pack_version}" if reached else workplace.pack.rules.name


def _shift(reading: Reading, screening: Screening) -> Shift:
    """The shift as it stood when the screening began: it may have moved since."""
    opened = screening.opened
    before = [fact for fact in reading.shift_facts(opened.shift_id) if fact.seq < opened.entered.seq]
    return Shift.fold(before, opened.shift_id)


def _basis(screening: Screening, shift: Shift) -> Bilingual:
    """Why the person was tested; of licence business its kind, the screening's own or else the shift's."""
    opened = screening.opened
    detail = opened.basis_detail or (shift.basis_detail if shift.basis is opened.basis else None)
    if opened.basis is Basis.LICENCE_BUSINESS and detail in tuple(LicenceBusiness):
        return Bilingual.of(f"licence_business.{detail}")
    return Bilingual.of(f"basis.{opened.basis.value}")


def _subject(reading: Reading, screening: Screening) -> SlipSubject:
    """The name in full and the number masked: a slip that is lost must not give the number away."""
    personal = reading.personal(screening.screening_id)
    signed = screening.subject_signature
    at_counter = screening.opened.post is Post.COUNTER
    return SlipSubject(
        name=particulars.said(personal.get(NAME, "")),
        document=particulars.document(screening),
        number=masked_number(personal.get(NUMBER, "")),
        plate=None if at_counter or PLATE not in personal else particulars.said(personal[PLATE]),
        answer=signed.answer.value if signed else None,
    )


def _specimen(reading: Reading, screening: Screening) -> SlipSpecimen | None:
    taken = screening.specimen
    if taken is None:
        return None
    return SlipSpecimen(
        kind=taken.specimen_kind.value,
        number=taken.specimen_no,
        collector=particulars.signatory(reading, taken.collector),
        collected_at=taken.entered.at,
        seals=particulars.seals(screening),
    )


def _reading(reading: Reading, screening: Screening, measured: Fact | None) -> SlipReading | None:
    """The reading by the station's own clock: the reader's is beside it in the log."""
    loaded = screening.loaded
    if measured is None or loaded is None or screening.verdict is None:
        return None
    reader = Body.of(measured).row("reader")
    return SlipReading(
        model=reader.text("model"),
        serial=reader.text("serial"),
        lot=loaded.cartridge.lot,
        expiry=loaded.cartridge.expiry,
        tested_at=measured.at,
        analytes=tuple(_analyte(row) for row in particulars.analyte_rows(reading, screening)),
    )


def _analyte(row: Body) -> AnalyteLine:
    return AnalyteLine(
        code=row.text("code"),
        name=Bilingual.of(f"analyte.{row.maybe('analyte') or 'unknown'}"),
        verdict=row.text("verdict"),
        cutoff=row.maybe("cutoff"),
        unit=row.maybe("unit"),
    )


def _objection(workplace: Workplace, screening: Screening) -> Objection | None:
    """Until when and where a laboratory test can be asked for: after any finding but a negative."""
    reached = screening.verdict
    if screening.outcome is not Ending.COMPLETED or not reached or reached.verdict is Verdict.NEGATIVE:
        return None
    told = screening.told
    until = told.objection_until if told else objection_until(workplace)
    return Objection(until or _in_words(workplace), _where(workplace))


def _in_words(workplace: Workplace) -> Bilingual:
    """The number of days, for the officer and the subject to count: the calendar does not reach the day."""
    period = workplace.pack.rules.period(OBJECTION)
    unit = Unit.WORKING_DAY if period.unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY
    return Bilingual.of(f"objection.{unit.value}", count=period.amount)


def _where(workplace: Workplace) -> str:
    return workplace.config.objection_place or workplace.config.name
