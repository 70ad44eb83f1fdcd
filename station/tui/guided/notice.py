"""The notice is read, then the answer: who is tested cooperates, or refuses with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.choices import Refusal
from station.domain.codes import Cooperation
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

WORDS = "refusal_words"


class Notice(Question):
    """One screen for both: police notify, they do not ask for consent."""

    help_key = "guided.help_notice"
    lists = True

    def __init__(self, screen: ScreeningScreen, *, mends: bool = False) -> None:
        super().__init__(screen, mends=mends)
        self._refuses = False
        self._reason: Refusal | None = None

    def body(self) -> ComposeResult:
        """The notice and the two answers; after a refusal the reasons, then the person's own words."""
        if self._reason is not None:
            yield self.ask(self.words("guided.refusal_words"))
            yield self.note(self.words(f"refusal.{self._reason.value}"))
            yield Slot(WORDS)
        elif self._refuses:
            yield Static(self.words("notice.refusal_warning"), classes="warning", markup=False)
            yield self.ask(self.words("guided.ask_refusal"))
            yield self.answers([Choice(one.value, self.words(f"refusal.{one.value}")) for one in Refusal])
        else:
            yield self.ask(self.words("guided.read_out"))
            yield Static(self._notice(), classes="said", markup=False)
            yield self.answers(
                [Choice(one.value, self.words(f"cooperation.{one.value}")) for one in Cooperation]
            )

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked answer."""
        enter = self._refuse if self._reason is not None else self.pick_highlighted
        yield Key("enter", self.words("key.next"), enter, primary=True)

    def others(self) -> Sequence[Choice]:
        """Only beside the two answers."""
        if self._refuses:
            return ()
        return (*exceptions.lane_choices(self.screen), *exceptions.ending_choices(self.screen))

    def picked(self, value: str) -> None:
        """Cooperates, refuses, or why."""
        if self._refuses:
            self._reason = Refusal(value)
            self.screen.redraw()
        elif value == Cooperation.REFUSES.value:
            self._refuses = True
            self.screen.redraw()
        else:
            self._answer(Cooperation.COOPERATES)

    @property
    def inside(self) -> bool:
        """At the reasons or the words."""
        return self._reason is not None or self._refuses

    def back(self) -> bool:
        """From the words to the reasons, from the reasons to the answers."""
        if self._reason is not None:
            self._reason = None
            return True
        before, self._refuses = self._refuses, False
        return before

    def unsaved(self) -> bool:
        """The person's own words."""
        return bool(self.draft(WORDS))

    def _notice(self) -> str:
        post = self.case.screening.opened.post
        return self.words(f"notice.{self.case.rules.notice(post).key}")

    def _refuse(self) -> None:
        self._answer(Cooperation.REFUSES, self._reason, self.draft(WORDS))

    def _answer(self, answer: Cooperation, reason: Refusal | None = None, said: str = "") -> None:
        screen, given = self.screen, self.case.screening.notice is not None

        def work() -> None:
            from station.services import screening

            home, language = screen.workplace, screen.words.language
            if not given:
                screening.give_notice(home, screen.screening_id, screen.badge, language)
            screening.answer(home, screen.screening_id, answer, reason=reason, words=said)

        screen.take(work, then=lambda: screen.drafts.forget(WORDS))
