"""The unmatched tray (待认领结果): results that belong to nobody yet. None is shown with its findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from station.tui.base import StationScreen
from station.tui.keys import Key
from station.tui.lists import wording
from station.tui.lists.rows import Column, Row, Rows

if TYPE_CHECKING:
    from station.storage.rows import UnmatchedRow
    from station.tui.messages import LogAdvanced

WIDTHS = (14, 8, 16, 10, 20)
TITLES = ("received", "lane", "specimen", "test", "why")


class UnmatchedScreen(StationScreen):
    """Enter opens one, to be given to somebody or set aside by two people."""

    help_key = "unmatched_screen.help"
    AUTO_FOCUS = "Lines"
    DEFAULT_CSS = "UnmatchedScreen #note { height: auto; color: $quiet; padding: 0 1; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._tray: tuple[UnmatchedRow, ...] | None = None

    def body(self) -> ComposeResult:
        """What must be done, and the tray."""
        words = self.words
        yield Static(words("unmatched_screen.note"), id="note", markup=False)
        columns = [
            Column(words(f"unmatched_screen.column.{title}"), wide)
            for title, wide in zip(TITLES, WIDTHS, strict=True)
        ]
        empty = words("unmatched_screen.none" if self._tray is not None else "screenings.loading")
        yield Rows(columns, "tray", [self._row(one) for one in self._tray or ()], empty=empty)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("unmatched_screen.title")

    def aside(self) -> str:
        """How many."""
        return self.words("unmatched_screen.count", count=len(self._tray or ()))

    def keys(self) -> Iterable[Key]:
        """Enter and F2 open."""
        nobody = "" if self.query_one(Rows).value else self.words("unmatched_screen.none")
        yield Key("enter", self.words("key.open"), self._open, nobody, primary=True)
        yield Key("f2", self.words("key.open"), self._open, nobody)
        yield self.back_key()

    def came_back(self) -> None:
        """Read the tray anew."""
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """Something may have come in."""
        if any(kind.startswith(("measurement", "exchange")) for kind in news.kinds):
            self._fetch()

    @on(Rows.Opened)
    def _picked(self) -> None:
        self._open()

    def _open(self) -> None:
        self.go("claim", leaf=self.query_one(Rows).value)

    def _fetch(self) -> None:
        def work() -> tuple[UnmatchedRow, ...]:
            from station.services import unmatched

            with self.workplace.store.reading() as reading:
                return tuple(unmatched.tray(reading))

        self.fetch("tray", work, self._show)

    def _show(self, tray: tuple[UnmatchedRow, ...]) -> None:
        self._tray = tray
        rows = self.query_one(Rows)
        rows.show([self._row(one) for one in tray], self.words("unmatched_screen.none"))
        rows.take_focus()
        self.refresh_lines()

    def _row(self, one: UnmatchedRow) -> Row:
        words = self.words
        return Row(
            one.leaf,
            (
                wording.day_time(self.station, one.received_at),
                words("board.lane", lane=one.lane),
                one.specimen_no or words("unmatched_screen.no_number"),
                one.test_no or "",
                why(self, one),
            ),
        )


def why(screen: StationScreen, one: UnmatchedRow) -> str:
    """Why it has no owner, in words; a code that has none is shown as it is."""
    words = screen.words
    if one.kind == "exchange_held":
        reason = one.reason or ""
        if reason.startswith("wire."):
            return words("unmatched_screen.held.unreadable")
        key = f"unmatched_screen.held.{reason}"
        return words(key) if words.has(key) else words("unmatched_screen.held.other", code=reason)
    key = f"unmatched_screen.why.{one.reason}"
    return words(key) if words.has(key) else one.reason or ""
