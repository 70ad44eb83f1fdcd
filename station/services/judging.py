"""From a measurement that belongs to a screening to a verdict, by the home's rule pack."""

from station.domain import kinds
from station.domain.body import Body
from station.domain.codes import Ending
from station.domain.due import due
from station.domain.facts import Fact, Json
from station.domain.measurement import (
    AnalyteResult,
    Control,
    Measurement,
    Origin,
    Outcome,
    ReaderIdentity,
)
from station.domain.screening import Screening
from station.domain.verdict import Judgement, judge
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork


def judge_newest(workplace: Workplace, unit: UnitOfWork, screening: Screening) -> None:
    """Append the verdict on the newest measurement of ``screening``, if it has one that counts."""
    bound = screening.measurement
    fact = unit.fact(bound.leaf) if bound else None
    if fact is None:
        return
    pack = workplace.pack
    judgement = judge(
        measurement_of(fact),
        screening.loaded.cartridge if screening.loaded else None,
        pack.rules,
        specimen_kind=screening.opened.specimen_kind,
        today=pack.rules.local_date(fact.at),
    )
    body: dict[str, Json] = {
        "pack": pack.rules.pack,
        "pack_version": pack.rules.version,
        "pack_sha256": pack.sha256,
        "verdict": judgement.verdict.value,
        "analytes": judgement.rows(),
        "followups": _followups(workplace, screening, judgement),
        "reasons": [reason.value for reason in judgement.reasons],
        "measurement": fact.leaf,
    }
    workplace.record(
        unit, kinds.VERDICT_REACHED, body, screening_id=screening.screening_id, refs=(fact.leaf,)
    )


def judge_again(workplace: Workplace, screening_id: str) -> Screening:
    """Judge once more after a correction, such as a cartridge typed wrongly."""

    def use_case(unit: UnitOfWork) -> Screening:
        judge_newest(workplace, unit, screening_of(unit, screening_id))
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def _followups(workplace: Workplace, screening: Screening, judgement: Judgement) -> list[Json]:
    """What the pack will ask for once this verdict is signed by two."""
    found = due(
        workplace.pack.rules,
        outcome=Ending.COMPLETED,
        post=screening.opened.post,
        basis=screening.opened.basis,
        role=screening.details.role if screening.details else None,
        lines=[(line.analyte, line.verdict) for line in judgement.analytes],
    )
    return [one.kind.value for one in found]


def measurement_of(fact: Fact) -> Measurement:
    """A committed ``measurement_received`` as the domain's measurement."""
    body = Body.of(fact)
    reader = body.row("reader")
    return Measurement(
        lane=body.text("lane"),
        reader=ReaderIdentity(
            reader.text("model"),
            reader.text("serial"),
            reader.text("firmware"),
            reader.text("profile"),
            reader.text("profile_sha256"),
        ),
        origin=Origin(fact.origin),
        specimen_kind=body.maybe("specimen_kind"),
        specimen_no=body.maybe("specimen_no"),
        test_no=body.maybe("test_no"),
        panel=body.maybe("panel"),
        lot=body.maybe("lot"),
        expiry=body.maybe("expiry"),
        operator=None,
        control=Control(body.text("control")),
        results=tuple(_result(row) for row in body.rows("results")),
        tested_at_reader=body.maybe("tested_at_reader"),
        sent_at_reader=body.maybe("sent_at_reader"),
        reader_offset_ms=body.whole("reader_offset_ms"),
        cartridge_temperature_c=body.maybe("cartridge_temperature_c"),
        reader_temperature_c=body.maybe("reader_temperature_c"),
        flags=body.texts("flags"),
        problems=body.texts("problems"),
    )


def measurement_body(measurement: Measurement) -> dict[str, Json]:
    """The measurement as its entry carries it, without how it was bound. The operator's name is not in it."""
    reader = measurement.reader
    return {
        "lane": measurement.lane,
        "reader": {
            "model": reader.model,
            "serial": reader.serial,
            "firmware": reader.firmware,
            "profile": reader.profile,
            "profile_sha256": reader.profile_sha256,
        },
        "specimen_kind": measurement.specimen_kind,
        "specimen_no": measurement.specimen_no,
        "test_no": measurement.test_no,
        "panel": measurement.panel,
        "lot": measurement.lot,
        "expiry": measurement.expiry,
        "control": measurement.control.value,
        "results": [_row(result) for result in measurement.results],
        "tested_at_reader": measurement.tested_at_reader,
        "sent_at_reader": measurement.sent_at_reader,
        "reader_offset_ms": measurement.reader_offset_ms,
        "cartridge_temperature_c": measurement.cartridge_temperature_c,
        "reader_temperature_c": measurement.reader_temperature_c,
        "flags": list(measurement.flags),
        "problems": list(measurement.problems),
    }


def _row(result: AnalyteResult) -> Json:
    return {
        "code": result.code,
        "analyte": result.analyte,
        "outcome": result.outcome.value,
        "value": result.value,
        "unit": result.unit,
        "cutoff": result.cutoff,
    }


def _result(row: Body) -> AnalyteResult:
    return AnalyteResult(
        row.text("code"),
        row.maybe("analyte"),
        Outcome(row.text("outcome")),
        row.maybe("value"),
        row.maybe("unit"),
        row.maybe("cutoff"),
    )
