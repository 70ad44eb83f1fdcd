"""The hand-over list (移交清单) as its entries tell it: what is on it, to whom, by whom, and when."""

from collections.abc import Iterable
from datetime import datetime
from itertools import dropwhile, takewhile

from station.domain import kinds
from station.domain.body import Body
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.followup import Followup
from station.domain.screening import Screening
from station.domain.subject import NAME, NUMBER
from station.papers.bilingual import Bilingual
from station.papers.handover_list import HandoverList, HandoverRow, ProposedMeasure, Receipt
from station.services import followups, papers_kept, particulars
from station.services.workplace import Workplace
from station.storage.reading import Reading


def of_list(workplace: Workplace, list_no: str) -> HandoverList:
    """A list that was handed over; ``queue.no_such_list`` when there is none of this number."""
    with workplace.store.reading() as reading:
        handed = _entries(reading, list_no)
        if not handed:
            raise StationError("queue.no_such_list", list_no=list_no)
        first = Body.of(handed[0])
        return HandoverList(
            list_no=list_no,
            station=station_of(workplace),
            handed_at=datetime.fromisoformat(first.text("handed_at")),
            receiver=first.text("receiver"),
            rows=tuple(row_of(reading, _about(fact), fact.seq) for fact in handed),
            handed_by=tuple(particulars.signatory(reading, badge) for badge in first.texts("by")),
            imprint=papers_kept.imprint(workplace, workplace.pack.rules.name),
            origin=workplace.origin.value,
            receipt=_receipt(reading, handed),
        )


def row_of(reading: Reading, followup_id: str, until_seq: int | None = None) -> HandoverRow:
    """One follow-up on a list, the person in full: whoever receives it must act on it.

    With ``until_seq`` finding and measure are those of then: what came later was not on the list.
    """
    screening_id = followups.row_of(reading, followup_id).screening_id
    facts = reading.facts(screening_id)
    known = [fact for fact in facts if until_seq is None or fact.seq <= until_seq]
    followup = Followup.fold(known, followup_id)
    screening = Screening.fold(facts)
    personal = reading.personal(screening_id)
    reached = screening.verdict
    return HandoverRow(
        screening_id=screening_id,
        screened_at=screening.opened.entered.at,
        subject_name=particulars.said(personal.get(NAME, "")),
        subject_number=personal.get(NUMBER, ""),
        kind=followup.kind.value,
        outcome=screening.outcome.value if screening.outcome else "",
        verdict=reached.verdict.value if reached and not screening.refused else None,
        reasons=particulars.reasons(screening),
        laboratory=_laboratory(followup),
        seals=particulars.seals(screening),
        measure=_measure(followup),
        documents=tuple(_documents(followup)),
    )


def station_of(workplace: Workplace) -> str:
    """Who hands over, by name and place."""
    return " ".join(part for part in (workplace.config.name, workplace.config.place) if part)


def _about(fact: Fact) -> str:
    return Body.of(fact).text("followup_id")


def _entries(reading: Reading, list_no: str) -> list[Fact]:
    """The list's entries in log order. One commit wrote them, so they follow each other."""
    handed = reading.facts_of_kind(kinds.FOLLOWUP_HANDED_OVER)
    later = dropwhile(lambda fact: fact.body.get("list_no") != list_no, handed)
    return list(takewhile(lambda fact: fact.body.get("list_no") == list_no, later))[::-1]


def _laboratory(followup: Followup) -> Bilingual | None:
    found = followup.finding
    if found is None:
        return None
    about = {"laboratory": found.laboratory, "dated": found.dated.isoformat()}
    return Bilingual.of(f"queue.laboratory.{found.finding.value}", **about)


def _measure(followup: Followup) -> ProposedMeasure | None:
    measure = followup.measure
    if measure is None:
        return None
    basis = Bilingual.of(f"legal_basis.{measure.legal_basis}")
    return ProposedMeasure(measure.measure.value, basis, measure.document_no)


def _documents(followup: Followup) -> Iterable[Bilingual]:
    yield Bilingual.of("queue.document.slip")
    if followup.finding is not None:
        yield Bilingual.of("queue.document.laboratory", document_no=followup.finding.document_no)


def _receipt(reading: Reading, handed: list[Fact]) -> Receipt:
    """What the receiver confirmed, when it is the same for the whole list; else lines to fill by hand."""
    given = [_accepted(reading, fact) for fact in handed]
    found = {(Body.of(one).text("receiver"), Body.of(one).text("receipt_no")) for one in given if one}
    if len(found) != 1 or None in given:
        return Receipt()
    ((name, receipt_no),) = found
    return Receipt(name, max(one.at for one in given if one), receipt_no)


def _accepted(reading: Reading, handed: Fact) -> Fact | None:
    """The acceptance that answers this hand-over; None when it was returned or is still out."""
    answers = (kinds.FOLLOWUP_ACCEPTED, kinds.FOLLOWUP_RETURNED)
    for fact in reading.facts(handed.screening_id or ""):
        if fact.seq > handed.seq and fact.kind in answers and _about(fact) == _about(handed):
            return fact if fact.kind == kinds.FOLLOWUP_ACCEPTED else None
    return None
