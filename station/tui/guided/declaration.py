"""Food, drink and medicine, asked before there is a result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.codes import Declaration
from station.domain.errors import StationError
from station.domain.subject import clean_text
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

FIELD = "declaration"


class Declare(Question):
    """「无」 is the first answer: one key."""

    help_key = "guided.help_declaration"
    lists = True

    def __init__(self, screen: ScreeningScreen, *, mends: bool = False) -> None:
        super().__init__(screen, mends=mends)
        self._something = False

    def body(self) -> ComposeResult:
        """What is asked; then what was taken, in the person's own words."""
        yield self.ask(self.words("guided.ask_declaration"))
        yield Static(self.words("notice.ask_declaration"), classes="said", markup=False)
        if self._something:
            yield Slot(FIELD)
        else:
            yield self.answers(
                [Choice(one.value, self.words(f"declaration.{one.value}")) for one in Declaration]
            )

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked answer, or the words."""
        if self._something:
            yield Key("enter", self.words("key.next"), self._declare, self._why_not(), primary=True)
        else:
            yield Key("enter", self.words("key.next"), self.pick_highlighted, primary=True)

    def others(self) -> Sequence[Choice]:
        """Beside the two answers."""
        if self._something:
            return ()
        return (*exceptions.lane_choices(self.screen), *exceptions.ending_choices(self.screen))

    def picked(self, value: str) -> None:
        """Nothing, or something."""
        if value == Declaration.NOTHING.value:
            self._declare()
        else:
            self._something = True
            self.screen.redraw()

    def typed(self, field: str) -> None:
        """Say at once what a record cannot take."""
        self.remark(FIELD, self._problem(), "wrong" if self._problem() else "")

    @property
    def inside(self) -> bool:
        """At the words."""
        return self._something and not self.draft(FIELD)

    def back(self) -> bool:
        """From the words to the two answers."""
        before, self._something = self._something, False
        return before and not self.draft(FIELD)

    def unsaved(self) -> bool:
        """The words."""
        return bool(self.draft(FIELD))

    def _problem(self) -> str:
        try:
            clean_text(self.draft(FIELD))
        except StationError as error:
            return self.words.error(error).what
        return ""

    def _why_not(self) -> str:
        return self._problem() or ("" if self.draft(FIELD) else self.words("guided.no_words"))

    def _declare(self) -> None:
        screen = self.screen
        text = self.draft(FIELD) if self._something else ""

        def work() -> None:
            from station.services import screening

            screening.declare(screen.workplace, screen.screening_id, text)

        screen.take(work, then=lambda: screen.drafts.forget(FIELD))
