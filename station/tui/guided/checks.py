"""Every check of a result that could be attacked in court, each with its own mark, and the reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from station.domain.codes import Verdict
from station.domain.measurement import Control
from station.domain.reason import Reason
from station.domain.verdict import concerns
from station.locale import Words
from station.tui.standing import minutes

if TYPE_CHECKING:
    from station.domain.measurement import Measurement
    from station.domain.rules import SpecimenRule
    from station.tui.guided.case import Case

PASSED, FAILED, NOT_CHECKED, TOLD = "✓", "✗", "—", " "
_COLOUR = {PASSED: "$success", FAILED: "bold $error", NOT_CHECKED: "bold $warning", TOLD: "$quiet"}
ENTERED_LATE = timedelta(seconds=60)
"""By so much the entry of a cartridge may come after the cartridge itself: hands first, typing later."""
_OF_CONTROL = (Reason.CONTROL_FAILED, Reason.CONTROL_NOT_REPORTED)
_OF_CARTRIDGE = (
    Reason.LOT_DIFFERS,
    Reason.EXPIRY_DIFFERS,
    Reason.CARTRIDGE_EXPIRED,
    Reason.PANEL_DIFFERS,
)
_OF_MESSAGE = (
    Reason.NO_RESULTS,
    Reason.MESSAGE_INCOMPLETE,
    Reason.READER_FLAGGED,
    Reason.NOT_A_PATIENT_RESULT,
)


@dataclass(frozen=True)
class Check:
    """One line: its mark, what was looked at, and the reasons for a mark that is no tick."""

    mark: str
    text: str
    why: tuple[str, ...] = ()


def checks(words: Words, case: Case, received: str) -> Content:
    """The marks stand below each other; a reason stands below its check."""
    lines: list[Content] = []
    for check in found(words, case, received):
        mark = (check.mark, _COLOUR[check.mark])
        text = (check.text, "$quiet" if check.mark == TOLD else "")
        lines.append(Content.assemble(mark, " ", text))
        lines += [Content(f"  {why}").stylize(_COLOUR[check.mark]) for why in check.why]
    return Content("\n").join(lines)


def found(words: Words, case: Case, received: str) -> Iterator[Check]:
    """The checks of a case; ``received`` is the local time of the reader's last byte."""
    measured, verdict = case.measurement, case.screening.verdict
    if measured is None:
        return
    reasons = frozenset(verdict.reasons if verdict else ())
    yield _control(words, measured, reasons)
    yield _cartridge(words, measured, reasons)
    yield from _specimen(words, case, measured, reasons)
    yield from _temperature(words, measured, case.rules.specimen(case.kind), reasons)
    yield from _reading_time(words, case)
    yield from _clocks(words, case, measured, reasons)
    yield _message(words, measured, reasons)
    yield Check(TOLD, words("result.read_at", at=received))
    declared = case.personal.get("declaration", "")
    yield Check(TOLD, words("result.declared", declared=declared or words("result.declared_nothing")))


def reasons(words: Words, case: Case) -> str:
    """Why it came out so, beyond the checks above, and by which rule pack."""
    verdict = case.screening.verdict
    if verdict is None:
        return ""
    own = {*_OF_CONTROL, *_OF_CARTRIDGE, *_OF_MESSAGE}
    own |= {Reason.SPECIMEN_KIND_DIFFERS, Reason.TEMPERATURE_OUTSIDE, Reason.CLOCK_DIFFERS}
    judged_by_it = verdict.pack_version == case.rules.version
    said = [
        _of_whom(words, case, reason) if judged_by_it else words(f"reason.{reason}")
        for reason in verdict.reasons
        if reason not in own
    ]
    pack = words("result.pack", pack=f"{verdict.pack}@{verdict.pack_version}")
    return "\n".join([*said, pack])


def _of_whom(words: Words, case: Case, reason: str) -> str:
    """The reason, and where several lines are not negative, those of which the rules say it."""
    told = words(f"reason.{reason}")
    odd = [line for line in case.lines if line.verdict != Verdict.NEGATIVE]
    whose = [line.analyte for line in odd if concerns(case.rules, line.analyte, line.verdict, reason)]
    named = [words(f"analyte.{analyte}") for analyte in whose]
    if len(odd) < 2 or not named:
        return told
    return words("result.reason_of", analytes=words("result.and").join(named), reason=told)


def _why(words: Words, reasons: Collection[str], own: Collection[Reason]) -> tuple[str, ...]:
    return tuple(words(f"reason.{reason}") for reason in own if reason in reasons)


def _control(words: Words, measured: Measurement, reasons: Collection[str]) -> Check:
    mark = {Control.PASSED: PASSED, Control.FAILED: FAILED, Control.NOT_REPORTED: NOT_CHECKED}
    why = _why(words, reasons, _OF_CONTROL)
    if measured.control is Control.NOT_REPORTED and not why:
        why = (words("result.not_reported"),)
    return Check(mark[measured.control], words("result.control"), why)


def _cartridge(words: Words, measured: Measurement, reasons: Collection[str]) -> Check:
    why = _why(words, reasons, _OF_CARTRIDGE)
    lot, expiry = measured.lot or NOT_CHECKED, measured.expiry or NOT_CHECKED
    text = words("result.lot", lot=lot, expiry=expiry)
    if why:
        return Check(FAILED, text, why)
    if None in (measured.lot, measured.expiry):
        return Check(NOT_CHECKED, text, (words("result.not_reported"),))
    return Check(PASSED, text)


def _specimen(words: Words, case: Case, measured: Measurement, reasons: Collection[str]) -> Iterator[Check]:
    taken = case.screening.specimen
    if taken is None:
        return
    why = _why(words, reasons, (Reason.SPECIMEN_KIND_DIFFERS,))
    text = words("result.specimen", number=taken.specimen_no)
    if why:
        yield Check(FAILED, text, why)
    elif (measured.specimen_no or "").casefold() != taken.specimen_no.casefold():
        bound = case.screening.measurement
        confirmed = measured.specimen_no is None and bound is not None and not bound.claimed
        read = measured.specimen_no or NOT_CHECKED
        told = words("result.confirmed") if confirmed else words("result.bound_by_hand", read=read)
        yield Check(NOT_CHECKED, text, (told,))
    else:
        yield Check(PASSED, text)
    who = case.colleague(taken.collector)
    named = f"{who.name} {who.badge}" if who else taken.collector
    # Who may not collect is refused when the specimen is taken, so whoever stands here may.
    yield Check(PASSED, words("result.collector", who=named))


def _temperature(
    words: Words, measured: Measurement, rule: SpecimenRule, reasons: Collection[str]
) -> Iterator[Check]:
    lowest, highest = rule.cartridge_min_c, rule.cartridge_max_c
    if lowest is None or highest is None:
        return
    celsius = measured.cartridge_temperature_c
    if celsius is None:
        yield Check(NOT_CHECKED, words("result.no_temperature"))
        return
    why = _why(words, reasons, (Reason.TEMPERATURE_OUTSIDE,))
    text = words("result.temperature", celsius=celsius, lowest=lowest, highest=highest)
    yield Check(FAILED if why else PASSED, text, why)


def _reading_time(words: Words, case: Case) -> Iterator[Check]:
    """From the cartridge to the reader's last byte, by the station's clock."""
    if case.window is None or case.loaded_at is None or case.measured_at is None:
        return
    waited = case.measured_at - case.loaded_at
    least = timedelta(seconds=case.window.develop_s)
    most = least + timedelta(seconds=case.window.read_window_s)
    early, late = waited < least - ENTERED_LATE, waited > most
    text = words("result.read_time", waited=minutes(waited), least=minutes(least), most=minutes(most))
    why = (words("result.read_early" if early else "result.read_late"),) if early or late else ()
    yield Check(NOT_CHECKED if why else PASSED, text, why)


def _clocks(words: Words, case: Case, measured: Measurement, reasons: Collection[str]) -> Iterator[Check]:
    """The reader's clock, and the time that it gives its test where its clock is unknown or the time odd."""
    tested = _tested(words, case, measured)
    if measured.reader_offset_ms is not None:
        yield _clock(words, case, measured, measured.reader_offset_ms, reasons)
    elif tested is None:
        yield Check(NOT_CHECKED, words("result.no_reader_clock"))
    if tested is not None and (measured.reader_offset_ms is None or tested.mark is not PASSED):
        yield tested


def _tested(words: Words, case: Case, measured: Measurement) -> Check | None:
    """Whether the test lies between cartridge and result; its clock is put right where known."""
    if not measured.tested_at_reader or case.loaded_at is None or case.measured_at is None:
        return None
    told = datetime.fromisoformat(measured.tested_at_reader)
    tested = told - timedelta(milliseconds=measured.reader_offset_ms or 0)
    slack = timedelta(seconds=case.rules.clock.reader_offset_max_s)
    fits = case.loaded_at - ENTERED_LATE - slack <= tested <= case.measured_at + slack
    text = words("result.tested_at", tested=f"{case.rules.local(told):%Y-%m-%d %H:%M:%S}")
    return Check(PASSED, text) if fits else Check(NOT_CHECKED, text, (words("result.tested_otherwise"),))


def _clock(
    words: Words, case: Case, measured: Measurement, offset_ms: int, reasons: Collection[str]
) -> Check:
    most = case.rules.clock.reader_offset_max_s
    why = _why(words, reasons, (Reason.CLOCK_DIFFERS,))
    seconds = f"{round(offset_ms / 1000):+d}"
    mark = FAILED if why else PASSED
    if measured.reader_clock_told_at is not None:
        told_at = case.rules.local(datetime.fromisoformat(measured.reader_clock_told_at))
        why = (*why, words("result.clock_told", at=f"{told_at:%m-%d %H:%M:%S}"))
    return Check(mark, words("result.reader_clock", seconds=seconds, most=most), why)


def _message(words: Words, measured: Measurement, reasons: Collection[str]) -> Check:
    why = _why(words, reasons, _OF_MESSAGE)
    reader = f"{measured.reader.model} {measured.reader.serial}".strip() or words("result.reader_unnamed")
    said = words("result.message_doubtful" if why else "result.message", reader=reader)
    return Check(FAILED if why else PASSED, said, why)
