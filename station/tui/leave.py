"""Leaving: sign off, or close the program. Nothing that was confirmed is lost by either."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult

from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key


class LeaveScreen(StationScreen):
    """The first line stays: Enter pressed twice by mistake ends nothing."""

    help_key = "leave.help"
    DEFAULT_CSS = "LeaveScreen > #body { padding: 1 2; }"

    def body(self) -> ComposeResult:
        """Three ways."""
        words = self.words
        yield Choices(
            [
                Choice("stay", words("leave.stay")),
                Choice("sign_off", words("leave.sign_off"), words("leave.sign_off_note")),
                Choice("quit", words("leave.quit"), words("leave.quit_note")),
            ],
            id="ways",
        )

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("leave.title")

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line."""
        yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield self.back_key()

    def _take(self) -> None:
        self.query_one(Choices).action_select()

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        if message.value == "quit":
            self.app.exit()
        elif message.value == "sign_off":
            self.perform(self._sign_everyone_off, lambda _: self._signed_off())
        else:
            self.back()

    def _sign_everyone_off(self) -> None:
        from station.services import access

        for badge in self.workplace.people.badges():
            access.sign_off(self.workplace, badge)

    def _signed_off(self) -> None:
        self.station.badge = ""
        self.instead("sign_on")
