"""One screening to be read: what was answered, found and signed, and its entries in the log. Read-only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from station.domain.path import Step
from station.tui.base import StationScreen
from station.tui.choices import Choice
from station.tui.keys import Key
from station.tui.lists import dossier_text
from station.tui.lists.check_log import CheckLog
from station.tui.lists.chips import Chips

if TYPE_CHECKING:
    from pathlib import Path

    from station.services.dossier import Dossier
    from station.tui.messages import LogAdvanced

PARTS = ("answers", "entries")


class DetailScreen(StationScreen):
    """Digits choose what to read and what to do; arrows and page keys move the text."""

    help_key = "detail_screen.help"
    AUTO_FOCUS = "#text"
    DEFAULT_CSS = """
    DetailScreen #text { height: 1fr; scrollbar-size-vertical: 1; margin-bottom: 1; }
    DetailScreen #told { height: auto; }
    """

    def __init__(self, screening_id: str) -> None:
        super().__init__()
        self._screening_id = screening_id
        self._part = PARTS[0]
        self._dossier: Dossier | None = None

    def body(self) -> ComposeResult:
        """The text, then what can be done with it."""
        with VerticalScroll(id="text", can_focus=True):
            yield Static(self._text(), id="told", markup=False)
        yield CheckLog()
        yield Chips(self._chips(), "acts", self._part)

    def heading(self) -> Content | str:
        """Who, and how it ended."""
        if self._dossier is None:
            return self.words("detail_screen.title")
        return dossier_text.heading(self.station, self._dossier)

    def aside(self) -> str:
        """That nothing here can be changed, once somebody has signed it."""
        signed = self._dossier is not None and self._dossier.screening.signed
        return self.words("detail_screen.read_only") if signed else ""

    def keys(self) -> Iterable[Key]:
        """Going on with a test that is not done is the one thing left to do."""
        if self._dossier is not None and self._dossier.step is not Step.DONE:
            yield Key("enter", self.words("detail_screen.go_on"), self._go_on, primary=True)
        yield self.back_key()

    def came_back(self) -> None:
        """Read it anew."""
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """Something was added to it."""
        if self._screening_id in news.screenings:
            self._fetch()

    def digit(self, number: int) -> None:
        """What to read, what to do."""
        self.query_one("#acts", Chips).pick(number)

    @on(Chips.Picked, "#acts")
    def _picked(self, message: Chips.Picked) -> None:
        if message.value in PARTS:
            self._part = message.value
            self._draw()
            self.query_one("#text", VerticalScroll).scroll_home(animate=False)
        elif message.value == "check":
            self.query_one(CheckLog).start(self.workplace)
        elif message.value == "slip":
            self.perform(self._print, self._printed)
        else:
            self.go("export", screening_id=self._screening_id)

    def _go_on(self) -> None:
        self.instead("screening", screening_id=self._screening_id)

    def _fetch(self) -> None:
        def work() -> Dossier:
            from station.services import dossier

            return dossier.of(self.workplace, self._screening_id)

        self.fetch("dossier", work, self._show)

    def _show(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._draw()

    def _draw(self) -> None:
        self.query_one("#told", Static).update(self._text())
        chips = self.query_one("#acts", Chips)
        chips.choices, chips.active = tuple(self._chips()), self._part
        self.refresh_lines()

    def _text(self) -> Content:
        if self._dossier is None:
            return Content(self.words("screenings.loading"))
        if self._part == "entries":
            return dossier_text.entries(self.station, self._dossier)
        return dossier_text.answers(self.station, self._dossier)

    def _chips(self) -> list[Choice]:
        words = self.words
        signed = self._dossier is not None and self._dossier.screening.outcome is not None
        signed = signed and bool(self._dossier and self._dossier.screening.signed)
        voided = self._dossier is not None and self._dossier.screening.voided is not None
        why = "" if signed or voided else words("detail_screen.not_signed")
        return [
            Choice("answers", words("detail_screen.answers")),
            Choice("entries", words("detail_screen.entries")),
            Choice("check", words("detail_screen.check")),
            Choice("slip", words("detail_screen.slip"), why=why),
            Choice("export", words("detail_screen.export"), why=why),
        ]

    def _print(self) -> Path:
        from station.services import slips

        return slips.print_slip(self.workplace, self._screening_id)

    def _printed(self, path: Path) -> None:
        self.say(self.words("detail_screen.printed", path=str(path)))
