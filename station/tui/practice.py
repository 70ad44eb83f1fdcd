"""F12 in a demo: a card to lay on the card reader, a label to hold before the scanner. The devices are real
to the station: what they read comes by their own lines, to the screen below."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.errors import StationError
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key


class PracticeScreen(StationScreen):
    """One list. Picking goes back first: a card is read by the screen one came from."""

    help_key = "practice.help"
    DEFAULT_CSS = "PracticeScreen #about { height: auto; padding: 1 1; color: $quiet; }"

    def body(self) -> ComposeResult:
        """What lies at hand."""
        yield Static(self.words("practice.help"), id="about", markup=False)
        props = [Choice(one.name, self.words(f"practice.{one.name}")) for one in self.station.props]
        yield Choices(props, id="props")

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("practice.title")

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line."""
        yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield self.back_key()
        yield Key("f12", self.words("key.practice"), self.back, shown=False)

    def _take(self) -> None:
        self.query_one(Choices).action_select()

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        prop = next(one for one in self.station.props if one.name == message.value)
        try:
            prop.hand()
        except StationError as error:
            self.fail(error)
            return
        self.back()
