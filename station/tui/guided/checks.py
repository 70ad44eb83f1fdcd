"""Every check of a result that could be attacked in court, each with its own tick, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from station.domain.measurement import Control
from station.locale import Words

if TYPE_CHECKING:
    from station.tui.guided.case import Case, Line

TICK, CROSS, NONE = "✓", "✗", "—"
_COLOUR = {
    "negative": "$foreground",
    "presumptive_positive": "$error",
    "needs_corroboration": "$warning",
    "invalid": "$secondary",
}


def analyte_lines(words: Words, lines: Sequence[Line], *, narrow: bool) -> Content:
    """One line an analyte: against which limit, and its word; whatever is not negative comes first."""
    ordered = sorted(lines, key=lambda line: line.verdict == "negative")
    if narrow and len(ordered) > 10:
        quiet = sum(line.verdict == "negative" for line in ordered)
        ordered = [line for line in ordered if line.verdict != "negative"]
        rows = [_line(words, line) for line in ordered]
        return Content("\n").join([*rows, Content(words("result.others_negative", count=quiet))])
    return Content("\n").join([_line(words, line) for line in ordered])


def _line(words: Words, line: Line) -> Content:
    name = words(f"analyte.{line.analyte}") if words.has(f"analyte.{line.analyte}") else line.code
    limit = f"{line.cutoff} {line.unit or ''}".strip() if line.cutoff else words("result.limit_in_lot")
    gap = " " * max(1, 24 - Content(name).cell_length)
    mark = "▌" if line.verdict != "negative" else " "
    verdict = Content.styled(f"{mark}{words(f'verdict.{line.verdict}')}", _COLOUR[line.verdict])
    space = " " * max(1, 14 - verdict.cell_length)
    return Content.assemble(Content(name), gap, verdict, space, Content.styled(limit, "$quiet"))


def checks(words: Words, case: Case, zone_time: str) -> Content:
    """Control line, lot and expiry, clock, temperatures, who was asked what."""
    return Content("\n").join([Content(line) for line in _checks(words, case, zone_time)])


def _checks(words: Words, case: Case, zone_time: str) -> Iterator[str]:
    measured, screening = case.measurement, case.screening
    reasons = set(screening.verdict.reasons) if screening.verdict else set()
    if measured is None:
        return
    control = {Control.PASSED: TICK, Control.FAILED: CROSS, Control.NOT_REPORTED: NONE}[measured.control]
    yield words("result.control", mark=control)
    wrong = reasons & {"lot_differs", "expiry_differs", "cartridge_expired"}
    yield words(
        "result.lot", lot=measured.lot or NONE, expiry=measured.expiry or NONE, mark=CROSS if wrong else TICK
    )
    yield words("result.reader", model=measured.reader.model, serial=measured.reader.serial)
    yield words("result.read_at", at=zone_time)
    if measured.reader_offset_ms is not None:
        seconds = round(measured.reader_offset_ms / 1000)
        mark = CROSS if "clock_differs" in reasons else TICK
        yield words("result.reader_clock", seconds=f"{seconds:+d}", mark=mark)
    if measured.cartridge_temperature_c:
        mark = CROSS if "temperature_outside" in reasons else TICK
        yield words("result.temperature", celsius=measured.cartridge_temperature_c, mark=mark)
    declared = case.personal.get("declaration", "")
    yield words("result.declared", declared=declared or words("result.declared_nothing"))


def reasons(words: Words, case: Case) -> str:
    """Why it came out so, and by which rule pack."""
    verdict = case.screening.verdict
    if verdict is None:
        return ""
    said = [words(f"reason.{reason}") for reason in verdict.reasons if words.has(f"reason.{reason}")]
    pack = words("result.pack", pack=f"{verdict.pack}@{verdict.pack_version}")
    return "\n".join([*said, pack])


def local_clock(at: datetime | None) -> str:
    """The time of day, or a dash."""
    return at.strftime("%H:%M:%S") if at else NONE
