"""The end without a readable result and without a refusal (终止), with its reason."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from station.domain.choices import Abort
from station.tui.choices import Choice
from station.tui.guided.question import Question
from station.tui.keys import Key


class AbortReason(Question):
    """One list; Esc returns to the step."""

    help_key = "guided.help_abort"

    lists = True
    live = False

    def body(self) -> ComposeResult:
        """The reasons."""
        yield self.ask(self.words("guided.ask_abort"))
        yield self.note(self.words("guided.abort_note"))
        yield self.answers([Choice(one.value, self.words(f"abort.{one.value}")) for one in Abort])

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked reason."""
        yield Key("enter", self.words("guided.abort_key"), self.pick_highlighted, primary=True)

    def picked(self, value: str) -> None:
        """End it; the first officer then signs."""
        screen = self.screen

        def work() -> None:
            from station.services import aftermath

            aftermath.abort(screen.workplace, screen.screening_id, Abort(value))

        screen.take(work)
