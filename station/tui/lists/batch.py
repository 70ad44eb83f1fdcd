"""Countersigning in a batch (集中复核): the negatives of others, by one second officer with one PIN."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from station.tui.keys import Key
from station.tui.lists import wording
from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField
from station.tui.lists.rows import Column, Row, Rows

if TYPE_CHECKING:
    from station.domain.errors import StationError
    from station.services.listing import Listed
    from station.tui.messages import LogAdvanced

WIDTHS = (11, 12, 19, 12, 10)
TITLES = ("closed", "name", "number", "specimen", "first")


class BatchScreen(FormScreen):
    """Badge and PIN above, the list below: what this badge signed first is not in it."""

    help_key = "batch.help"
    DEFAULT_CSS = """
    BatchScreen #note { height: auto; padding: 0 1; color: $quiet; margin-bottom: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: tuple[Listed, ...] | None = None

    def body(self) -> ComposeResult:
        """Who signs, and what."""
        words = self.words
        badge = "two_signatures.alone_counter" if self.station.at_counter else "two_signatures.alone"
        yield LineField("badge", words(badge), length_max=32)
        yield LineField("pin", words("two_signatures.pin_alone"), hidden=True, length_max=64)
        yield Static(self._note(), id="note", markup=False)
        columns = [
            Column(words(f"batch.column.{title}"), wide) for title, wide in zip(TITLES, WIDTHS, strict=True)
        ]
        yield Rows(columns, "waiting", [self._row(one) for one in self._own()], empty=words("batch.none"))

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("batch.title")

    def aside(self) -> str:
        """How many this badge may countersign."""
        return self.words("batch.count", count=len(self._own()))

    def keys(self) -> Iterable[Key]:
        """F10 signs, as everywhere; Enter walks to the PIN and then does the same."""
        yield from self.walking_keys()
        nothing = "" if self._own() else self.words("batch.none")
        yield Key("f10", self.words("key.sign"), self.submit, nothing)
        yield self.back_key()

    def came_back(self) -> None:
        """Read what waits. Whoever sits here signed the negatives first: most likely another one is asked."""
        if not self.drafts["badge"]:
            others = (one for one in self.workplace.people.badges() if one != self.badge)
            self.drafts["badge"] = next(others, self.badge)
            self.drafts.restore(self)
        if self.drafts["badge"]:
            self.query_one("#pin", Input).focus()
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """Another negative may have been closed."""
        if news.screenings or "statement_signed" in news.kinds:
            self._fetch()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Another badge has another list."""
        if message.input.id == "badge":
            self.drafts.keep(message.input)
            self._draw()

    def submit_word(self) -> str:
        """Signing."""
        return self.words("batch.sign", count=len(self._own()))

    def submit(self) -> None:
        """One statement over all of them."""
        badge, pin = self.drafts["badge"].strip(), self.drafts["pin"]
        chosen = [one.row.screening_id for one in self._own()]

        def work() -> int:
            from station.services import signing

            return signing.countersign(self.workplace, badge, pin, chosen)

        self._forget_pin()
        self.perform(work, self._signed, self._refused)

    def _signed(self, count: int) -> None:
        for name in ("badge", "pin"):
            self.mark(name, "", "")
        self.say(self.words("batch.done", count=count))
        self._fetch()

    def _refused(self, error: StationError) -> None:
        self.mark("pin" if error.code.startswith("access.pin") else "badge", self.words.error(error).what)
        self.query_one("#pin", Input).focus()

    def _forget_pin(self) -> None:
        self.drafts.forget("pin")
        self.query_one("#pin", Input).value = ""

    def _fetch(self) -> None:
        def work() -> tuple[Listed, ...]:
            from station.services import listing

            return listing.awaiting_countersign(self.workplace)

        self.fetch("waiting", work, self._show)

    def _show(self, waiting: tuple[Listed, ...]) -> None:
        self._waiting = waiting
        self._draw()

    def _draw(self) -> None:
        for rows in self.query(Rows):
            rows.show([self._row(one) for one in self._own()], self.words("batch.none"))
        for note in self.query("#note").results(Static):
            note.update(self._note())
        self.refresh_lines()

    def _own(self) -> list[Listed]:
        badge = self.drafts["badge"].strip()
        return [one for one in self._waiting or () if one.row.first_badge != badge]

    def _note(self) -> Content:
        left_out = len(self._waiting or ()) - len(self._own())
        return Content(self.words("batch.left_out", count=left_out) if left_out else self.words("batch.note"))

    def _row(self, one: Listed) -> Row:
        row = one.row
        closed = wording.day_time(self.station, row.closed_at or row.opened_at)
        name = wording.person(self.station, one.name)
        return Row(row.screening_id, (closed, name, one.number, row.specimen_no or "", row.first_badge or ""))
