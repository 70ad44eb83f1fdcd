"""F7: language and colours. Both take effect at once; what was typed on other screens stays."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from station.locale import LANGUAGES
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.themes import THEMES

_LANGUAGE, _THEME = "language.", "theme."


class DisplayScreen(StationScreen):
    """One list: languages first, then colours."""

    help_key = "display.help"
    DEFAULT_CSS = """
    DisplayScreen #about { height: auto; padding: 1 1; color: $quiet; }
    """

    def body(self) -> ComposeResult:
        """The list."""
        yield Static(self.words("display.help"), id="about", markup=False)
        languages = [self._choice(_LANGUAGE + name, name == self.words.language) for name in LANGUAGES]
        themes = [self._choice(_THEME + theme.name, theme.name == self.app.theme) for theme in THEMES]
        yield Choices([*languages, *themes], id="choices", picked=_LANGUAGE + self.words.language)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("display.title")

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line."""
        yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield self.back_key()
        yield Key("f7", self.words("key.display"), self.back, shown=False)

    def _choice(self, key: str, now: bool) -> Choice:
        return Choice(key, self.words(key), "●" if now else "")

    def _take(self) -> None:
        self.query_one(Choices).action_select()

    @on(Choices.Picked)
    async def _picked(self, message: Choices.Picked) -> None:
        value = message.value
        if value.startswith(_LANGUAGE):
            await self.station.speak(value.removeprefix(_LANGUAGE))
        else:
            self.app.theme = value.removeprefix(_THEME)
            await self.rebuild()
        choices = self.query_one(Choices)
        choices.highlighted = [one.value for one in choices.choices].index(value)
