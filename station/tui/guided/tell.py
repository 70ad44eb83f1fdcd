"""What is told on the spot; the slip is printed with it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.widgets import Static

from station.tui.guided.papers import print_slip
from station.tui.guided.question import Question
from station.tui.keys import Key


class Tell(Question):
    """The words to say, and one key."""

    help_key = "guided.help_tell"

    def body(self) -> ComposeResult:
        """What is said to the person."""
        yield self.ask(self.words("guided.tell"))
        yield Static(self._said(), classes="said", markup=False)
        yield self.note(self.words("guided.tell_note"))

    def keys(self) -> Iterable[Key]:
        """Enter says that it was told."""
        yield Key("enter", self.words("guided.told"), self._told, primary=True)

    def _said(self) -> str:
        screening = self.case.screening
        if screening.refused:
            return self.words("guided.said.refused")
        if screening.verdict is None:
            return self.words("notice.not_proof")
        result = self.words(f"guided.said.{screening.verdict.verdict.value}")
        return f"{result}\n{self.words('guided.said_right')}"

    def _told(self) -> None:
        screen = self.screen

        def work() -> None:
            from station.services import aftermath

            aftermath.tell(screen.workplace, screen.screening_id, screen.badge)

        screen.take(work, then=lambda: print_slip(screen))
