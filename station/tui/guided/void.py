"""Declaring a screening void (作废): a reason, then two officers with their PINs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from station.domain.choices import Void
from station.domain.errors import StationError
from station.tui.choices import Choice
from station.tui.guided.panel import signers
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.case import Colleague
    from station.tui.guided.screening import ScreeningScreen

PINS = ("pin", "second_pin")


class VoidReason(Question):
    """One list, then two fields; Esc returns."""

    help_key = "guided.help_void"

    lists = True
    live = False

    def __init__(self, screen: ScreeningScreen) -> None:
        super().__init__(screen)
        self._reason: Void | None = None

    def body(self) -> ComposeResult:
        """The reasons; then whose PINs."""
        if self._reason is None:
            yield self.ask(self.words("guided.ask_void"))
            yield self.answers([Choice(one.value, self.words(f"void.{one.value}")) for one in Void])
            return
        yield self.ask(self.words("guided.void_pins", reason=self.words(f"void.{self._reason.value}")))
        for field, officer in zip(PINS, self._pair(), strict=False):
            yield Slot(
                field,
                self.words("signing_panel.pin"),
                hidden=True,
                length_max=64,
                remark=f"{officer.name} {officer.badge}",
            )

    def keys(self) -> Iterable[Key]:
        """Enter takes the reason; with both PINs it declares it void."""
        if self._reason is None:
            yield Key("enter", self.words("key.next"), self.pick_highlighted, self._why_not(), primary=True)
        else:
            lacking = any(not self.screen.drafts[field] for field in PINS)
            word = self.words("key.next" if lacking else "key.void")
            yield Key("enter", word, self._void, primary=True)

    def picked(self, value: str) -> None:
        """Why."""
        if why := self._why_not():
            self.screen.say_why(why)
            return
        self._reason = Void(value)
        self.screen.redraw()

    @property
    def inside(self) -> bool:
        """At the PINs."""
        return self._reason is not None

    def back(self) -> bool:
        """From the PINs to the reasons."""
        before, self._reason = self._reason, None
        self.screen.drafts.forget(*PINS)
        return before is not None

    def _pair(self) -> list[Colleague]:
        """Two who are signed on, whoever sits here first."""
        here = [one for one in signers(self.case) if one.signed_on]
        return sorted(here, key=lambda one: one.badge != self.screen.badge)[:2]

    def _why_not(self) -> str:
        return "" if len(self._pair()) == len(PINS) else self.words("guided.two_signed_on")

    def _void(self) -> None:
        empty = next((field for field in PINS if not self.screen.drafts[field]), None)
        if empty is not None:  # an empty PIN is no attempt: it would count against the officer
            self.focus(empty)
            return
        screen, reason = self.screen, self._reason
        first, second = (
            (officer.badge, screen.drafts[field]) for officer, field in zip(self._pair(), PINS, strict=True)
        )
        screen.drafts.forget(*PINS)
        if reason is None:
            return

        def work() -> None:
            from station.services import aftermath

            aftermath.void(screen.workplace, screen.screening_id, reason, (first, second))

        def refused(_error: StationError) -> None:
            screen.redraw()

        screen.take(work, refused)
