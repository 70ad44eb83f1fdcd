"""The end: what the record says, and the way back to the board."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.codes import Ending
from station.domain.path import Step
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.guided.verdict import banner, ended
from station.tui.keys import Key


class Closed(Question):
    """Read-only; the slip can be printed as often as it is asked for."""

    help_key = "guided.help_closed"

    def body(self) -> ComposeResult:
        """Outcome and verdict, what follows, where the slip is."""
        yield banner(self.words, self.case)
        yield Static(self._lines(), classes="note", id="slip", markup=False)

    def keys(self) -> Iterable[Key]:
        """Enter returns to the board."""
        if self.case.step is Step.CLOSE:
            yield Key("enter", self.words("guided.close"), self._close, primary=True)
        else:
            yield Key("enter", self.words("guided.to_board"), self.screen.to_board, primary=True)
            yield Key("f2", self.words("guided.entries"), self._detail)
            yield Key("f10", self.words("key.sign"), self.screen.to_board, self.words("guided.all_signed"))

    def others(self) -> Sequence[Choice]:
        """The slip."""
        return (exceptions.slip_choice(self.screen),) if self.case.step is Step.DONE else ()

    def news(self) -> None:
        """The slip has been printed."""
        for line in self.screen.query("#slip").results(Static):
            line.update(self._lines())

    def _lines(self) -> str:
        screening, words = self.case.screening, self.words
        lines = [words("guided.closed" if self.case.step is Step.DONE else "guided.can_be_closed"), ""]
        lines += [line for line in (ended(words, self.case),) if line]
        followup = "guided.followup_void" if screening.voided else "guided.followup"
        lines += [words(followup, kind=words(f"followup.{one.kind.value}")) for one in screening.followups]
        if screening.awaits_countersign:
            lines.append(words("guided.awaits_countersign"))
        if self.screen.slip:
            lines.append(words("guided.slip_at", path=self.screen.slip))
        elif screening.outcome is Ending.COMPLETED and screening.told is None:
            lines.append(words("guided.slip_on_request"))
        return "\n".join(lines)

    def _detail(self) -> None:
        self.screen.go("detail", screening_id=self.screening_id)

    def _close(self) -> None:
        screen = self.screen

        def work() -> None:
            from station.services import aftermath

            aftermath.close(screen.workplace, screen.screening_id)

        screen.take(work)
