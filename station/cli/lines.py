"""What the commands print: a JSON object a line, or a table for people."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

import click

from station.log.form import utc_text
from station.papers.literal import literal
from station.papers.local_time import local_time_or_none

GAP = "  "
NOTHING = "-"
CLOSED = "···"
"""In place of a personal value when nobody is signed on."""


def json_line(schema: str, values: Mapping[str, object]) -> str:
    """One line: ``schema`` first, times in UTC."""
    return json.dumps({"schema": f"roadside-station/{schema}", **values}, ensure_ascii=False, default=_plain)


def plain(row: Any, *left_out: str) -> dict[str, object]:
    """The fields of a row by their names, which are the domain's words."""
    return {one.name: getattr(row, one.name) for one in fields(row) if one.name not in left_out}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(value)
    return str(value)


def local(at: datetime | None) -> str:
    """A time for a person."""
    return local_time_or_none(at) or NOTHING


def table(rows: Iterable[Sequence[str]]) -> str:
    """``rows`` in columns as wide as their widest cell; text of people and readers is made visible."""
    shown = [[literal(cell) for cell in row] for row in rows]
    widths = [max(map(columns_of, column)) for column in zip(*shown, strict=True)]
    return "\n".join(
        GAP.join(
            cell + " " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in shown
    )


def echo_rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with its head, if there is anything in it."""
    if rows:
        click.echo(table([head, *rows]))


def columns_of(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
