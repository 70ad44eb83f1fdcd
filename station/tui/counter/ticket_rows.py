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


def columns(words: Words) -> list[Column]:
    """In a narrow window the last ones are cut off."""
    widths = (("ticket", 4), ("who", 11), ("step", 9), ("cup", 11))
    return [Column(words(f"counter.column.{name}"), wide) for name, wide in widths]


def row_of(station: StationApp, one: Ticket) -> Row:
    """Bystanders see this screen: the name is masked and no result is told."""
    words = station.words
    style = "$quiet" if one.waits else ""
    step = words("counter.waiting") if one.waits else words(f"step.{one.step.value}")
    who = one.who or wording.person(station, "")
    cells = (one.number, who, step, one.cup)
    return Row(one.screening_id, tuple(Content(cell).stylize(style) for cell in cells))
