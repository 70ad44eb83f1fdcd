"""A result of a reader that knows no numbers: is it this person's?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.keys import Key

OURS, NOT_OURS = "ours", "not_ours"


class IsItTheirs(Question):
    """What the reader says, to be compared with its own display or slip; nothing counts before the answer."""

    help_key = "guided.help_offered"
    lists = True

    def body(self) -> ComposeResult:
        """The question, the result as it came, and the two answers."""
        yield self.ask(self.words("guided.ask_theirs", lane=self.case.lane or ""))
        yield self.note(self._told())
        yield Static(self._results(), id="offered", markup=False)
        yield self.answers(
            [Choice(answer, self.words(f"guided.theirs.{answer}")) for answer in (OURS, NOT_OURS)]
        )

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked answer."""
        yield Key("enter", self.words("key.choose"), self.pick_highlighted, primary=True)

    def others(self) -> Sequence[Choice]:
        """The end."""
        return exceptions.ending_choices(self.screen)

    def picked(self, value: str) -> None:
        """An entry of its own, under the badge that works here."""
        offer = self.case.screening.offered
        if value not in (OURS, NOT_OURS) or offer is None:
            return
        screen = self.screen

        def work() -> None:
            from station.services import confirming

            answer = confirming.confirm if value == OURS else confirming.deny
            answer(screen.workplace, screen.screening_id, offer.measurement, screen.badge)

        screen.take(work)

    def _told(self) -> str:
        measured, at = self.case.offered, self.case.offered_at
        if measured is None or at is None:
            return ""
        parts = {"reader": measured.reader.serial, "test": measured.test_no, "lot": measured.lot}
        said = [self.words(f"guided.offered.{name}", value=value) for name, value in parts.items() if value]
        return " · ".join([self.words("guided.offered.at", value=f"{self.screen.local(at):%H:%M:%S}"), *said])

    def _results(self) -> str:
        measured = self.case.offered
        words = self.words
        return "  ".join(
            f"{result.code} {words(f'wire.outcome.{result.outcome.value}')}"
            for result in (measured.results if measured else ())
        )
