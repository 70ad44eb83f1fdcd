"""The queue's columns: ticket, masked name, what comes next, the number on the cups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from station.tui.lists import wording
from station.tui.lists.rows import Column, Row

if TYPE_CHECKING:
    from station.locale import Words
    from station.services.tickets import Ticket
    from station.tui.app import StationApp


def columns(words: Words, *, narrow: bool) -> list[Column]:
    """In a narrow window there is no room for the number on the cups."""
    wide = (("ticket", 3), ("who", 11), ("step", 11), ("cup", 11))
    tight = (("ticket", 3), ("who", 6), ("step", 11), ("cup", 0))
    return [Column(words(f"counter.column.{name}"), cells) for name, cells in (tight if narrow else wide)]


def row_of(station: StationApp, one: Ticket, *, narrow: bool) -> Row:
    """Bystanders see this screen: the name is masked and no result is told."""
    words = station.words
    style = "$quiet" if one.waits else ""
    step = words("counter.waiting") if one.waits else words(f"step.{one.step.value}")
    who = one.who or wording.person(station, "")
    who = who.split()[0] if narrow else who
    cells = (one.number, who, step, one.cup)
    return Row(one.screening_id, tuple(Content(cell).stylize(style) for cell in cells))
