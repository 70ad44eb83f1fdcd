"""F1: what this screen is for and what its keys do."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from station.tui.base import StationScreen
from station.tui.keys import Key


class HelpScreen(StationScreen):
    """The help of the screen it was called from, and the keys that mean the same everywhere."""

    help_key = "help.general"
    DEFAULT_CSS = """
    HelpScreen #text { height: auto; max-width: 92; padding: 1; }
    HelpScreen #general { height: auto; max-width: 92; padding: 1; border-top: solid $rule; color: $quiet; }
    HelpScreen #keys { height: auto; width: 1fr; padding: 0 1 1 1; color: $quiet; }
    HelpScreen.-short #text, HelpScreen.-short #general, HelpScreen.-short #keys { padding: 0 1; }
    """

    def __init__(self, topic: str) -> None:
        super().__init__()
        self._topic = topic

    def body(self) -> ComposeResult:
        """The screen's own help first."""
        yield Static(self.words(self._topic), id="text", markup=False)
        yield Static(self.words("help.keys_title"), id="general", markup=False)
        keys = "help.keys_counter" if self.station.at_counter else "help.keys"
        yield Static(self.words(keys), id="keys", markup=False)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("help.title")

    def keys(self) -> Iterable[Key]:
        """Any of the usual keys goes back."""
        yield Key("enter", self.words("key.back"), self.back, primary=True)
        yield self.back_key()
        yield Key("f1", self.words("key.help"), self.back, shown=False)
        yield Key("up", "", lambda: self._scroll(-3), shown=False)
        yield Key("down", "", lambda: self._scroll(3), shown=False)

    def _scroll(self, lines: int) -> None:
        self.query_one("#body", VerticalScroll).scroll_relative(y=lines)
