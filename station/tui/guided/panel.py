"""The signing panel: who signs, and their PIN, on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from station.domain.codes import Meaning
from station.domain.errors import StationError
from station.tui.choices import Choice, Choices
from station.tui.guided.slot import Slot

if TYPE_CHECKING:
    from station.tui.guided.case import Case, Colleague
    from station.tui.guided.question import Question

PIN, PASSPHRASE = SECRETS = ("pin", "passphrase")


class Panel:
    """Asks one officer after another; whoever is not signed on gives the passphrase first."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._signer = ""

    def body(self) -> ComposeResult:
        """Who, then the PIN."""
        words, signer = self._question.words, self.signer
        with Vertical(id="panel"):
            yield Static(words(f"signing_panel.{self._meaning.value}"), classes="ask", markup=False)
            if signer is None:
                yield Choices(self._choices(), id="signers")
                return
            name = f"{signer.name} {signer.badge}"
            if signer.signed_on:
                yield Slot(PIN, words("signing_panel.pin"), hidden=True, length_max=64, remark=name)
            else:
                yield Slot(PASSPHRASE, words("signing_panel.passphrase"), hidden=True, remark=name)

    @property
    def signer(self) -> Colleague | None:
        """Who was chosen, or the only one there is."""
        able = [one for one in signers(self._question.case) if not why_not(self._question, one)]
        chosen = next((one for one in able if one.badge == self._signer), None)
        return chosen or (able[0] if len(able) == 1 else None)

    def choose(self, badge: str) -> None:
        """This officer signs."""
        self._signer = badge

    def enter(self) -> None:
        """Sign with the PIN, or sign on with the passphrase and then ask for the PIN."""
        signer, screen = self.signer, self._question.screen
        if signer is None:
            for listed in screen.query("#signers").results(Choices):
                listed.pick((listed.highlighted or 0) + 1)
            return
        secret = screen.drafts[PIN if signer.signed_on else PASSPHRASE]
        if not secret:  # a key pressed twice is no wrong PIN
            self._say_needed(signer)
            return
        screen.drafts.forget(*SECRETS)
        if signer.signed_on:
            screen.take(self._sign(signer.badge, secret), self._refused)
        else:
            screen.take(self._sign_on(signer.badge, secret), self._refused, self._question.screen.reopen)

    def _say_needed(self, signer: Colleague) -> None:
        screen = self._question.screen
        if signer.signed_on:
            screen.fail(StationError("access.pin_needed"))
        else:
            screen.say_why(self._question.words("sign_on.empty_passphrase"))

    def _sign(self, badge: str, pin: str) -> Callable[[], object]:
        screen = self._question.screen

        def work() -> None:
            from station.services import signing

            signing.sign(screen.workplace, screen.screening_id, badge, pin)

        return work

    def _sign_on(self, badge: str, passphrase: str) -> Callable[[], object]:
        screen = self._question.screen

        def work() -> None:
            from station.services import access

            access.sign_on(screen.workplace, badge, passphrase)

        return work

    def _refused(self, _error: StationError) -> None:
        """Ask again: after three wrong PINs it is the passphrase that is asked for."""
        self._question.screen.came_back()
        self._question.screen.redraw()

    @property
    def _meaning(self) -> Meaning:
        first = self._question.case.screening.signature(Meaning.FIRST)
        return Meaning.FIRST if first is None else Meaning.SECOND

    def _choices(self) -> list[Choice]:
        words = self._question.words
        return [
            Choice(
                one.badge,
                f"{one.name} {one.badge}",
                note=words(f"role.{one.staff.role.value}"),
                why=why_not(self._question, one),
            )
            for one in signers(self._question.case)
        ]


def signers(case: Case) -> list[Colleague]:
    """Everyone on duty whose role may sign."""
    return [one for one in case.colleagues if one.may_sign]


def why_not(question: Question, one: Colleague) -> str:
    """Why this officer cannot sign now: a second signature is never the first one's."""
    first = question.case.screening.signature(Meaning.FIRST)
    if first is not None and first.badge == one.badge:
        return question.words.error(StationError("screening.same_officer", badge=one.badge)).what
    return ""
