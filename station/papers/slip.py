"""The slip: what a subject is handed after a screening, or after refusing one."""

from dataclasses import dataclass
from datetime import date, datetime

from station.papers.bilingual import Bilingual
from station.papers.imprint import Imprint
from station.papers.literal import Printable
from station.papers.local_time import local_time
from station.papers.press import press
from station.papers.signatory import Signatory, both

_COMPLETED = "completed"
_NEGATIVE = "negative"
_MANUAL = "manual"
_COLUMNS = 4
_NOTHING = "—"


@dataclass(frozen=True)
class AnalyteLine:
    """One analyte: the reader's code, its name, the verdict on it and the cut-off it was judged against.

    ``cutoff`` is a decimal string in ``unit``; None prints a reference to the cartridge's lot file.
    """

    code: str
    name: Bilingual
    verdict: str
    cutoff: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class SlipSubject:
    """The person, masked or in full as the caller decides.

    ``answer``, to being told, is signed | refused | absent, or None while the slip waits for it.
    """

    name: str
    document: Bilingual
    number: str
    plate: str | None = None
    answer: str | None = None


@dataclass(frozen=True)
class SlipSpecimen:
    """What was collected. ``kind`` is urine | saliva, ``seals`` the numbers of A and B; times aware UTC."""

    kind: str
    number: str
    collector: Signatory
    collected_at: datetime
    seals: tuple[str, str] | None = None


@dataclass(frozen=True)
class SlipReading:
    """The reader and the cartridge a result came from. ``tested_at`` is aware UTC."""

    model: str
    serial: str
    lot: str
    expiry: date
    tested_at: datetime
    analytes: tuple[AnalyteLine, ...]


@dataclass(frozen=True)
class Objection:
    """Until which day (included) a laboratory test can be asked for, and where.

    ``until`` is words (the number of working days) where no calendar reaches the day.
    """

    until: date | Bilingual
    where: str


@dataclass(frozen=True)
class Slip:
    """All that is on a slip, as plain values.

    ``post`` is checkpoint | counter; ``outcome`` completed | refused | aborted | voided; ``verdict`` is there
    for a completed screening and None otherwise; ``origin`` is device | manual | simulated | training.
    ``officers`` are the two who sign, or the one who has until now. ``opened_at`` and ``told_at`` are aware
    UTC. ``reasons`` are said under the finding.
    """

    slip_no: str
    screening_id: str
    place: str
    post: str
    basis: Bilingual
    opened_at: datetime
    outcome: str
    verdict: str | None
    subject: SlipSubject
    officers: tuple[Signatory, ...]
    imprint: Imprint
    origin: str
    specimen: SlipSpecimen | None = None
    reading: SlipReading | None = None
    reasons: tuple[Bilingual, ...] = ()
    objection: Objection | None = None
    told_at: datetime | None = None

    @property
    def finding(self) -> str:
        """The word the slip turns on: the verdict, or the outcome of a screening without one."""
        return self.verdict if self.outcome == _COMPLETED and self.verdict else self.outcome


def render(slip: Slip) -> bytes:
    """The slip as an A5 portrait PDF; errors as in :func:`station.papers.press.press`."""
    return press("slip", _values(slip), slip.origin, slip.imprint)


def _values(slip: Slip) -> dict[str, Printable]:
    return {
        "slip_no": slip.slip_no,
        "finding": _finding(slip),
        "reasons": [both(reason) for reason in slip.reasons],
        "facts": _facts(slip),
        "analytes": [_analyte(line) for line in slip.reading.analytes] if slip.reading else [],
        "objection": _objection(slip.objection),
        "specimen_taken": slip.specimen is not None,
        "seals": list(slip.specimen.seals) if slip.specimen and slip.specimen.seals else None,
        "officers": [officer.printable() for officer in slip.officers],
        "subject_answer": slip.subject.answer,
    }


def _finding(slip: Slip) -> Printable:
    section = "verdict" if slip.finding == slip.verdict else "outcome"
    word = Bilingual.of(f"{section}.{slip.finding}")
    tested = slip.outcome == _COMPLETED
    return {
        "code": slip.finding,
        "word": {"zh": word.zh, "en": word.en[:1].upper() + word.en[1:]},
        "meaning": both(Bilingual.of(f"paper.slip.meaning.{slip.finding}")),
        "caution": both(Bilingual.of("paper.slip.caution" if tested else "paper.slip.no_result")),
    }


def _analyte(line: AnalyteLine) -> Printable:
    return {
        "code": line.code,
        "name": both(line.name),
        "verdict": both(Bilingual.of(f"verdict.{line.verdict}")),
        "negative": line.verdict == _NEGATIVE,
        "cutoff": line.cutoff,
        "unit": line.unit,
    }


def _objection(objection: Objection | None) -> Printable:
    if objection is None:
        return None
    until = objection.until
    day = both(until) if isinstance(until, Bilingual) else until.isoformat()
    return {"until": day, "where": objection.where}


def _facts(slip: Slip) -> list[Printable]:
    """Four columns of captioned values: who, where and why, with what, and when."""
    subject = slip.subject
    return [
        _fact("subject", subject.name, both(subject.document), subject.number, span=3),
        _fact("plate", subject.plate),
        _fact("place", slip.place, both(Bilingual.of(f"paper.post.{slip.post}")), span=2),
        _fact("basis", both(slip.basis)),
        _fact("screening", slip.screening_id),
        *_means(slip),
        *_timeline(slip),
    ]


def _means(slip: Slip) -> list[Printable]:
    specimen, reading = slip.specimen, slip.reading
    facts: list[Printable] = []
    if specimen:
        facts += [
            _fact("specimen", both(Bilingual.of(f"paper.specimen.{specimen.kind}")), specimen.number),
            _fact("collector", specimen.collector.name, specimen.collector.badge),
        ]
    if reading:
        by_eye = both(Bilingual.of("paper.slip.by_eye")) if slip.origin == _MANUAL else None
        facts += [
            _fact("reader", by_eye, reading.model, reading.serial),
            _fact("cartridge", reading.lot, reading.expiry.isoformat()),
        ]
    return facts + [_fact(None)] * (-len(facts) % _COLUMNS)


def _timeline(slip: Slip) -> list[Printable]:
    times = [("opened_at", slip.opened_at)]
    times += [("collected_at", slip.specimen.collected_at)] if slip.specimen else []
    times += [("tested_at", slip.reading.tested_at)] if slip.reading else []
    times += [("told_at", slip.told_at)] if slip.told_at else []
    return [_fact(label, local_time(at)) for label, at in times]


def _fact(label: str | None, *values: Printable, span: int = 1) -> Printable:
    shown: list[Printable] = [value for value in values if value]
    return {"label": label, "values": shown or [_NOTHING], "span": span}
