"""The analytes of a result, one a line: its name, how it came out, and the cartridge's own limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from station.locale import Words

if TYPE_CHECKING:
    from station.tui.guided.case import Line

NAME_MOST = 24
ALL_SHOWN_UP_TO = 10
"""Where there are few rows and more analytes than this, the negative ones are only counted."""

_COLOUR = {
    "negative": "$foreground",
    "presumptive_positive": "bold $error",
    "needs_corroboration": "bold $warning",
    "invalid": "bold $secondary",
}


def analyte_table(words: Words, lines: Sequence[Line], *, low: bool) -> Content:
    """Whatever is not negative comes first. The heading says that a figure is a limit, nothing measured."""
    ordered = sorted(lines, key=lambda line: line.verdict == "negative")
    counted = 0
    if low and len(ordered) > ALL_SHOWN_UP_TO:
        counted = sum(line.verdict == "negative" for line in ordered)
        ordered = [line for line in ordered if line.verdict != "negative"]
    rows = [_row(words, line) for line in ordered]
    if rows:
        head = (words("result.analyte"), words("result.outcome"), words("result.limit"))
        rows.insert(0, _Row(head[0], f" {head[1]}", head[2], "$quiet"))
    shown = _in_columns(rows)
    if counted:
        key = "result.others_negative" if ordered else "result.all_negative"
        shown.append(Content(words(key, count=counted)).stylize("$quiet"))
    return Content("\n").join(shown)


class _Row:
    """Three cells, and the colour of the middle one."""

    def __init__(self, name: str, outcome: str, limit: str, colour: str) -> None:
        quiet = colour == "$quiet"
        self.name = Content(name).truncate(NAME_MOST, ellipsis=True).stylize(colour if quiet else "")
        self.outcome = Content(outcome).stylize(colour)
        self.limit = Content(limit).stylize("$quiet")


def _row(words: Words, line: Line) -> _Row:
    known = words.has(f"analyte.{line.analyte}")
    limit = f"{line.cutoff} {line.unit or ''}".strip() if line.cutoff else words("result.limit_in_lot")
    mark = " " if line.verdict == "negative" else "▌"
    return _Row(
        words(f"analyte.{line.analyte}") if known else line.code,
        f"{mark}{words(f'verdict.{line.verdict}')}",
        limit,
        _COLOUR[line.verdict],
    )


def _in_columns(rows: Sequence[_Row]) -> list[Content]:
    name_wide = max((row.name.cell_length for row in rows), default=0) + 2
    outcome_wide = max((row.outcome.cell_length for row in rows), default=0) + 2
    return [
        Content.assemble(
            row.name.pad_right(name_wide - row.name.cell_length),
            row.outcome.pad_right(outcome_wide - row.outcome.cell_length),
            row.limit,
        )
        for row in rows
    ]
