"""The person tested signs the slip, refuses to, or is not there any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.codes import SubjectSignature
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.keys import Key


class SubjectSigns(Question):
    """One list."""

    help_key = "guided.help_subject"
    lists = True

    def body(self) -> ComposeResult:
        """Three answers, and where the slip is."""
        yield self.ask(self.words("guided.subject_signs"))
        yield Static(self._slip(), classes="note", id="slip", markup=False)
        yield self.answers(
            [Choice(one.value, self.words(f"subject_signature.{one.value}")) for one in SubjectSignature]
        )

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked answer."""
        yield Key("enter", self.words("key.next"), self.pick_highlighted, primary=True)

    def others(self) -> Sequence[Choice]:
        """The slip again."""
        return (exceptions.slip_choice(self.screen),)

    def news(self) -> None:
        """The slip has been printed."""
        for line in self.screen.query("#slip").results(Static):
            line.update(self._slip())

    def picked(self, value: str) -> None:
        """Signed, refused or absent."""
        screen = self.screen

        def work() -> None:
            from station.services import aftermath

            aftermath.subject_signs(screen.workplace, screen.screening_id, SubjectSignature(value))

        screen.take(work)

    def _slip(self) -> str:
        path = self.screen.slip
        return self.words("guided.slip_at", path=path) if path else self.words("guided.slip_not_yet")
