"""What the laboratory wrote: its name, the report's number and date, and whether it confirms the screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.codes import Finding
from station.domain.errors import StationError
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField

if TYPE_CHECKING:
    from station.storage.rows import FollowupRow

FIELDS = ("laboratory", "document_no", "dated")


class FindingScreen(FormScreen):
    """The fields first; the finding itself is picked last, by digit or Enter."""

    help_key = "finding_screen.help"
    DEFAULT_CSS = "FindingScreen #asked { height: 1; color: $quiet; margin-top: 1; padding: 0 1; }"

    def __init__(self, followup_id: str) -> None:
        super().__init__()
        self._followup_id = followup_id

    def body(self) -> ComposeResult:
        """Three fields and the answer."""
        for name in FIELDS:
            note = self.words("finding_screen.dated_note") if name == "dated" else ""
            yield LineField(name, self.words(f"finding_screen.{name}"), remark=note)
        yield Static(self.words("finding_screen.asked"), id="asked", markup=False)
        yield Choices(
            [Choice(one.value, self.words(f"finding.{one.value}")) for one in Finding], id="finding"
        )

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("finding_screen.title")

    def keys(self) -> Iterable[Key]:
        """In the list, Enter takes the marked answer."""
        if isinstance(self.focused, Choices):
            yield Key("enter", self.words("key.choose"), self._take, primary=True)
            yield self.back_key()
        else:
            yield from super().keys()

    def submit_word(self) -> str:
        """From the last field to the answer."""
        return self.words("key.next")

    def submit(self) -> None:
        """The fields are filled in: now the answer."""
        if self._day() is not None:
            self.query_one(Choices).focus()

    def _take(self) -> None:
        self.query_one(Choices).action_select()

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        empty = next((name for name in FIELDS if not self.drafts[name].strip()), None)
        if empty is not None:
            self.mark(empty, self.words("form.needed"))
            self.query_one(f"#{empty}").focus()
            return
        dated = self._day()
        if dated is None:
            return
        finding, laboratory, document_no = Finding(message.value), *(self.drafts[name] for name in FIELDS[:2])

        def work() -> FollowupRow:
            from station.services import followups

            return followups.enter_finding(
                self.workplace,
                self._followup_id,
                laboratory=laboratory,
                document_no=document_no,
                finding=finding,
                dated=dated,
            )

        self.perform(work, lambda _: self.back(), self._refused)

    def _refused(self, error: StationError) -> None:
        """Beside the field that is meant: the date, or the first of those that are text."""
        self.marking("dated" if error.code == "followup.finding_date" else "laboratory")(error)

    def _day(self) -> date | None:
        """``20261126`` or ``2026-11-26``; anything else, or a day to come, is marked."""
        digits = "".join(character for character in self.drafts["dated"] if character not in "-./ ")
        today = self.local(self.station.clock.utc()).date()
        try:
            dated = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if len(digits) == 8 else None
        except ValueError:
            dated = None
        if dated is None or dated > today:
            self.mark(
                "dated", self.words("finding_screen.bad_day" if dated is None else "finding_screen.future")
            )
            self.query_one("#dated").focus()
            return None
        return dated
