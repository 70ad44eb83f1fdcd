"""The hand-over list: the paper that travels with follow-ups to whoever must act on them."""

from dataclasses import dataclass
from datetime import datetime

from station.papers.bilingual import Bilingual
from station.papers.imprint import Imprint
from station.papers.literal import Printable
from station.papers.local_time import local_time, local_time_or_none
from station.papers.press import press
from station.papers.signatory import Signatory, both


@dataclass(frozen=True)
class ProposedMeasure:
    """What is proposed and on what: ``measure`` is cancellation | revocation | none."""

    measure: str
    legal_basis: Bilingual | None = None
    document_no: str | None = None


@dataclass(frozen=True)
class HandoverRow:
    """One follow-up. ``kind`` is licence | forced_test | drug_squad_lead.

    ``outcome`` and ``verdict`` as on a slip; ``laboratory`` says in words what a laboratory found, None where
    none was asked; ``documents`` names what lies beside the list; ``screened_at``
    is aware UTC. The subject is masked or in full as the caller decides.
    """

    screening_id: str
    screened_at: datetime
    subject_name: str
    subject_number: str
    kind: str
    outcome: str
    verdict: str | None
    reasons: tuple[Bilingual, ...] = ()
    laboratory: Bilingual | None = None
    seals: tuple[str, str] | None = None
    measure: ProposedMeasure | None = None
    documents: tuple[Bilingual, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What the receiver has confirmed so far; what is None is a line to fill by hand."""

    name: str | None = None
    received_at: datetime | None = None
    receipt_no: str | None = None


@dataclass(frozen=True)
class HandoverList:
    """All that is on a hand-over list. ``handed_at`` is aware, None while nothing has
    been handed over: a line to fill by hand. ``origin`` as on a slip."""

    list_no: str
    station: str
    handed_at: datetime | None
    receiver: str
    rows: tuple[HandoverRow, ...]
    handed_by: tuple[Signatory, ...]
    imprint: Imprint
    origin: str
    receipt: Receipt = Receipt()


def render(handover: HandoverList) -> bytes:
    """The list as an A4 landscape PDF; errors as in :func:`station.papers.press.press`."""
    return press("handover_list", _values(handover), handover.origin, handover.imprint)


def _values(handover: HandoverList) -> dict[str, Printable]:
    receipt = handover.receipt
    return {
        "list_no": handover.list_no,
        "station": handover.station,
        "handed_at": local_time_or_none(handover.handed_at),
        "receiver": handover.receiver,
        "rows": [_row(row) for row in handover.rows],
        "handed_by": [person.printable() for person in handover.handed_by],
        "receipt": {
            "name": receipt.name,
            "received_at": local_time_or_none(receipt.received_at),
            "receipt_no": receipt.receipt_no,
        },
    }


def _row(row: HandoverRow) -> Printable:
    finding = f"verdict.{row.verdict}" if row.verdict else f"outcome.{row.outcome}"
    return {
        "screening_id": row.screening_id,
        "screened_at": local_time(row.screened_at),
        "name": row.subject_name,
        "number": row.subject_number,
        "kind": both(Bilingual.of(f"paper.followup.{row.kind}")),
        "finding": both(Bilingual.of(finding)),
        "reasons": [both(reason) for reason in row.reasons],
        "laboratory": both(row.laboratory),
        "seals": list(row.seals) if row.seals else None,
        "measure": _measure(row.measure),
        "documents": [both(document) for document in row.documents],
    }


def _measure(proposed: ProposedMeasure | None) -> Printable:
    if proposed is None:
        return None
    return {
        "word": both(Bilingual.of(f"paper.measure.{proposed.measure}")),
        "legal_basis": both(proposed.legal_basis),
        "document_no": proposed.document_no,
    }
