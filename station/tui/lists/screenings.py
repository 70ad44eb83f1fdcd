"""Screenings: a page of the store, or whoever an officer remembers by number, name, plate or phone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from station.tui.base import StationScreen
from station.tui.choices import Choice
from station.tui.keys import Key
from station.tui.lists import wording
from station.tui.lists.chips import Chips
from station.tui.lists.line_field import LineField
from station.tui.lists.rows import Column, Row, Rows

if TYPE_CHECKING:
    from station.services.listing import Listed, Sheet
    from station.storage.rows import ScreeningFilter
    from station.tui.messages import LogAdvanced

PAGE_ROWS = 200
NARROW_BELOW = 96
FILTERS = (
    "all",
    "this_shift",
    "presumptive_positive",
    "needs_corroboration",
    "invalid",
    "refused",
    "aborted",
    "voided",
)
_VERDICTS = ("presumptive_positive", "needs_corroboration", "invalid")


class ScreeningsScreen(StationScreen):
    """Typing searches; the arrow down goes into the list, where digits filter and Enter opens."""

    help_key = "screenings.help"
    AUTO_FOCUS = "Input"
    DEFAULT_CSS = """
    ScreeningsScreen LineField { margin-bottom: 1; }
    ScreeningsScreen LineField > .label { width: 12; }
    ScreeningsScreen LineField > Input { width: 32; }
    ScreeningsScreen Chips { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"press('{key}')", show=False) for key in ("left", "right")
    ]
    WIDTHS: ClassVar[tuple[int, ...]] = (11, 12, 18, 11, 12, 10)
    WIDTHS_NARROW: ClassVar[tuple[int, ...]] = (11, 10, 18, 0, 10, 10)
    """Without the plate: how a test came out is looked for more often."""

    def __init__(self) -> None:
        super().__init__()
        self._filter = "all"
        self._asked = ""
        self._pages: list[int | None] = [None]
        self._sheet: Sheet | None = None
        self._narrow = False

    def body(self) -> ComposeResult:
        """The field, the filters, the list."""
        words = self.words
        yield LineField("asked", words("screenings.asked"), remark=words("screenings.asked_note"))
        chips = [Choice(name, words(f"screenings.filter.{name}")) for name in FILTERS]
        yield Chips(chips, "filters", "" if self._asked else self._filter)
        self._narrow = self.app.size.width < NARROW_BELOW
        titles = ("opened", "name", "number", "plate", "specimen", "result")
        widths = self.WIDTHS_NARROW if self._narrow else self.WIDTHS
        yield Rows(
            [
                Column(words(f"screenings.column.{title}"), wide)
                for title, wide in zip(titles, widths, strict=True)
            ],
            "screenings",
            [self._row(line) for line in self._sheet.lines] if self._sheet else (),
            empty=self.words("screenings.loading"),
        )

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("screenings.title")

    def aside(self) -> str:
        """Which part of the whole is shown."""
        if self._sheet is None:
            return self.words("screenings.loading")
        count = len(self._sheet.lines)
        if self._asked:
            return self.words("screenings.found", count=count)
        first = PAGE_ROWS * (len(self._pages) - 1)
        return self.words("screenings.range", first=first + min(1, count), last=first + count)

    def keys(self) -> Iterable[Key]:
        """Enter searches in the field and opens in the list."""
        words, nobody = self.words, "" if self._rows().value else self.words("screenings.nothing_marked")
        if self._in_field():
            yield Key("enter", words("key.find"), self._search, primary=True)
            yield Key("down", words("screenings.to_list"), self._to_list, nobody)
        else:
            yield Key("enter", words("key.open"), self._open, nobody, primary=True)
        yield Key("f2", words("key.open"), self._open, nobody)
        yield Key("f3", words("key.find"), self._to_field)
        newest = words("screenings.first_page") if len(self._pages) == 1 else ""
        more = "" if self._sheet and self._sheet.next else words("screenings.last_page")
        yield Key("left", words("screenings.newer"), self._newer, newest, shown=not self._in_field())
        yield Key("right", words("screenings.older"), self._older, more, shown=not self._in_field())
        yield self.back_key()

    def came_back(self) -> None:
        """Read the page anew: something may have been signed meanwhile."""
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """The same page, read again."""
        if news.screenings:
            self._fetch()

    def on_resize(self) -> None:
        """The columns change with the window."""
        if self._narrow is not (self.app.size.width < NARROW_BELOW):
            self.redraw()

    def digit(self, number: int) -> None:
        """Filters."""
        self.query_one(Chips).pick(number)

    def on_descendant_focus(self) -> None:
        """Enter means another thing in the list than in the field."""
        self.refresh_lines()

    @on(Chips.Picked)
    def _filtered(self, message: Chips.Picked) -> None:
        self._filter, self._asked, self._pages = message.value, "", [None]
        self.query_one(Chips).active = message.value
        self._fetch()

    @on(Rows.Opened)
    def _picked(self) -> None:
        self._open()

    def _open(self) -> None:
        self.go("detail", screening_id=self._rows().value)

    def _search(self) -> None:
        self._asked = self.drafts["asked"].strip()
        self._pages = [None]
        self.query_one(Chips).active = "" if self._asked else self._filter
        self._fetch(to_list=True)

    def _to_list(self) -> None:
        self._rows().take_focus()

    def _to_field(self) -> None:
        self.query_one("#asked", Input).focus()

    def _newer(self) -> None:
        self._pages.pop()
        self._fetch()

    def _older(self) -> None:
        if self._sheet is not None:
            self._pages.append(self._sheet.next)
            self._fetch()

    def _fetch(self, *, to_list: bool = False) -> None:
        asked, chosen, cursor = self._asked, self._filter, self._pages[-1]
        view = self.view
        shift_id = view.shift.shift_id if view and view.shift else ""

        def work() -> Sheet:
            from station.services import listing

            if asked:
                return listing.find(self.workplace, asked)
            return listing.page(self.workplace, _filters(chosen, shift_id), cursor, PAGE_ROWS)

        def then(sheet: Sheet) -> None:
            self._show(sheet)
            if to_list:
                self._to_list()

        self.fetch("page", work, then)

    def _show(self, sheet: Sheet) -> None:
        self._sheet = sheet
        empty = self.words("screenings.none_found" if self._asked else "screenings.none")
        self._rows().show([self._row(line) for line in sheet.lines], empty)
        self.refresh_lines()

    def _row(self, line: Listed) -> Row:
        row = line.row
        return Row(
            row.screening_id,
            (
                wording.day_time(self.station, row.opened_at),
                wording.person(self.station, line.name),
                line.number,
                wording.said(self.words, line.plate),
                row.specimen_no or self._ticket(row.ticket),
                Content.assemble(wording.result(self.words, line), self._waits(line)),
            ),
        )

    def _ticket(self, number: str | None) -> str:
        """At a counter, before there is a specimen."""
        return self.words("counter.given", ticket=number) if number else ""

    def _waits(self, line: Listed) -> tuple[str, str]:
        text = f" · {self.words('screenings.awaits')}" if line.row.awaiting_countersign else ""
        return text, "$quiet"

    def _rows(self) -> Rows:
        return self.query_one(Rows)

    def _in_field(self) -> bool:
        return isinstance(self.focused, Input)


def _filters(chosen: str, shift_id: str) -> ScreeningFilter:
    from station.storage.rows import ScreeningFilter

    if chosen == "all":
        return ScreeningFilter()
    if chosen == "this_shift":
        return ScreeningFilter(shift_id=shift_id)
    if chosen in _VERDICTS:
        return ScreeningFilter(verdict=chosen, outcome="completed")
    return ScreeningFilter(outcome=chosen)
