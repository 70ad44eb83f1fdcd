"""Judging a measurement by a rule pack. A screen claims no more than the pack lets it claim."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from station.domain.cartridge import Cartridge
from station.domain.codes import SpecimenKind, Verdict
from station.domain.facts import Json
from station.domain.measurement import AnalyteResult, Control, Measurement, Outcome
from station.domain.reason import HOLDING, Reason
from station.domain.rules import AnalyteRule, RulePack

GRAVITY = (
    Verdict.PRESUMPTIVE_POSITIVE,
    Verdict.NEEDS_CORROBORATION,
    Verdict.INVALID,
    Verdict.NEGATIVE,
)
"""Gravest first: a screening's verdict is the gravest of its analytes."""

_VOIDING = frozenset(
    {
        Reason.CONTROL_FAILED,
        Reason.CONTROL_NOT_REPORTED,
        Reason.NO_RESULTS,
        Reason.SPECIMEN_KIND_DIFFERS,
        Reason.CARTRIDGE_EXPIRED,
        Reason.NOT_A_PATIENT_RESULT,
        Reason.MESSAGE_INCOMPLETE,
    }
)
"""What makes the whole result invalid, whatever its lines show."""

_BESIDE = (Reason.OPIATES_REACTIVE_BESIDE, Reason.OPIATES_NEGATIVE_BESIDE, Reason.OPIATES_NOT_READ_BESIDE)

_INCOMPLETE = (
    "terminated",
    "result_numbers",
    "records_after_terminator",
    "contradiction",
    "unknown_line",
    "ambiguous_line",
    "no_last_line",
    "strip_count",
    "strip_fields",
    "field_count",
    "outside_columns",
    "unknown_field",
)
"""Problems of a message, up to their colon, after which it may lack a line or say two things at once."""


@dataclass(frozen=True)
class AnalyteJudgement:
    """One line of a result, judged. ``rule`` is the pack's key; the limit and unit are the reader's."""

    analyte: str | None
    code: str
    verdict: Verdict
    rule: str
    reasons: tuple[Reason, ...] = ()
    cutoff: str | None = None
    unit: str | None = None

    def row(self) -> dict[str, Json]:
        """The line as an entry of kind ``verdict_reached`` carries it."""
        return {
            "analyte": self.analyte,
            "code": self.code,
            "verdict": self.verdict.value,
            "rule": self.rule,
            "cutoff": self.cutoff,
            "unit": self.unit,
        }


@dataclass(frozen=True)
class Judgement:
    """A whole result, judged. ``reasons`` holds those of the lines too, each once."""

    verdict: Verdict
    analytes: tuple[AnalyteJudgement, ...]
    reasons: tuple[Reason, ...]

    @property
    def held(self) -> bool:
        """Whether two officers must look although the verdict alone would not ask for it."""
        return bool(HOLDING.intersection(self.reasons))

    def rows(self) -> list[Json]:
        """The lines as an entry of kind ``verdict_reached`` carries them."""
        return [line.row() for line in self.analytes]


def judge(
    measurement: Measurement,
    cartridge: Cartridge | None,
    pack: RulePack,
    *,
    specimen_kind: SpecimenKind,
    today: date,
) -> Judgement:
    """The verdict on ``measurement``.

    ``cartridge`` is what the officer loaded, ``specimen_kind`` what was collected, ``today`` the local day
    of the test. A failed control line, a control that should have been reported and was not, another specimen
    kind, an expired lot, a control test, an incomplete or an empty message make the whole result invalid; an
    answer that was not understood makes its line invalid and holds the result for two officers.
    """
    whole = _whole_reasons(measurement, cartridge, pack, specimen_kind, today)
    lines = tuple(_judge_line(result, measurement.results, pack) for result in measurement.results)
    if _VOIDING.intersection(whole):
        lines = tuple(replace(line, verdict=Verdict.INVALID, reasons=()) for line in lines)
        return Judgement(Verdict.INVALID, lines, whole)
    reasons = tuple(dict.fromkeys((*whole, *(reason for line in lines for reason in line.reasons))))
    return Judgement(gravest(line.verdict for line in lines), lines, reasons)


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of ``verdicts``; invalid when there is none."""
    return min(verdicts, key=GRAVITY.index, default=Verdict.INVALID)


def _whole_reasons(
    measurement: Measurement,
    cartridge: Cartridge | None,
    pack: RulePack,
    specimen_kind: SpecimenKind,
    today: date,
) -> tuple[Reason, ...]:
    found = {
        Reason.NO_RESULTS: not measurement.results,
        Reason.CONTROL_FAILED: measurement.control is Control.FAILED,
        Reason.CONTROL_NOT_REPORTED: _control_missing(measurement, pack, specimen_kind),
        Reason.SPECIMEN_KIND_DIFFERS: measurement.specimen_kind not in (None, specimen_kind.value),
        Reason.CARTRIDGE_EXPIRED: _expired(measurement, cartridge, today),
        Reason.LOT_DIFFERS: cartridge is not None and _differs(measurement.lot, cartridge.lot),
        Reason.EXPIRY_DIFFERS: cartridge is not None
        and _differs(measurement.expiry, cartridge.expiry.isoformat()),
        Reason.PANEL_DIFFERS: cartridge is not None and _differs(measurement.panel, cartridge.panel),
        Reason.NOT_A_PATIENT_RESULT: measurement.of_nobody,
        Reason.MESSAGE_INCOMPLETE: _has_problem(measurement, _INCOMPLETE),
        Reason.READER_FLAGGED: bool(measurement.problems),
        Reason.CLOCK_DIFFERS: _clock_differs(measurement, pack),
        Reason.TEMPERATURE_OUTSIDE: _temperature_outside(measurement, pack, specimen_kind),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _has_problem(measurement: Measurement, named: tuple[str, ...]) -> bool:
    return any(problem.partition(":")[0] in named for problem in measurement.problems)


def _control_missing(measurement: Measurement, pack: RulePack, kind: SpecimenKind) -> bool:
    return measurement.control is Control.NOT_REPORTED and pack.specimen(kind).control_required


def _expired(measurement: Measurement, cartridge: Cartridge | None, today: date) -> bool:
    reported = measurement.expiry is not None and measurement.expiry < today.isoformat()
    return reported or (cartridge is not None and cartridge.expired(today))


def _differs(measured: str | None, loaded: str | None) -> bool:
    return None not in (measured, loaded) and str(measured).casefold() != str(loaded).casefold()


def _clock_differs(measurement: Measurement, pack: RulePack) -> bool:
    offset_ms = measurement.reader_offset_ms or 0
    return abs(offset_ms) > pack.clock.reader_offset_max_s * 1000


def _temperature_outside(measurement: Measurement, pack: RulePack, kind: SpecimenKind) -> bool:
    measured, rule = _decimal(measurement.cartridge_temperature_c), pack.specimen(kind)
    lowest, highest = _decimal(rule.cartridge_min_c), _decimal(rule.cartridge_max_c)
    if measured is None:
        return False
    return (lowest is not None and measured < lowest) or (highest is not None and measured > highest)


def _decimal(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _judge_line(
    result: AnalyteResult, all_results: tuple[AnalyteResult, ...], pack: RulePack
) -> AnalyteJudgement:
    rule = pack.analyte(result.analyte)
    verdict, reasons = _line_verdict(result, all_results, rule)
    name = rule.rule if rule else ""
    return AnalyteJudgement(
        result.analyte, result.code, verdict, name, reasons, cutoff=result.cutoff, unit=result.unit
    )


def _line_verdict(
    result: AnalyteResult, all_results: tuple[AnalyteResult, ...], rule: AnalyteRule | None
) -> tuple[Verdict, tuple[Reason, ...]]:
    if rule is None:
        return Verdict.INVALID, (Reason.NO_RULE,)
    if result.outcome is Outcome.NEGATIVE:
        return Verdict.NEGATIVE, ()
    if result.outcome is Outcome.POSITIVE:
        return rule.reactive, (*map(Reason, rule.reasons), *_beside(rule.beside, all_results))
    not_read = result.outcome is Outcome.NOT_UNDERSTOOD
    return Verdict.INVALID, (Reason.NOT_UNDERSTOOD if not_read else Reason.STRIP_INVALID,)


def concerns(pack: RulePack, analyte: str, verdict: str, reason: str) -> bool:
    """Whether ``reason`` is among those for which a line of ``analyte`` came out as ``verdict``.

    An entry keeps a result's reasons together; the pack by which it was judged tells them apart.
    """
    rule = pack.analyte(analyte)
    if rule is None or rule.reactive != verdict:
        return False
    return reason in rule.reasons or (bool(rule.beside) and reason in _BESIDE)


def _beside(analytes: tuple[str, ...], results: tuple[AnalyteResult, ...]) -> tuple[Reason, ...]:
    """What the opiate lines show beside caffeine: local caffeine preparations have held crude heroin."""
    if not analytes:
        return ()
    outcomes = {result.outcome for result in results if result.analyte in analytes}
    if Outcome.POSITIVE in outcomes:
        return (Reason.OPIATES_REACTIVE_BESIDE,)
    if Outcome.NEGATIVE in outcomes:
        return (Reason.OPIATES_NEGATIVE_BESIDE,)
    return (Reason.OPIATES_NOT_READ_BESIDE,)
