"""Signing on: badge and passphrase. The first paint of the program; the home is opened behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from station.domain.errors import StationError
from station.tui.base import StationScreen
from station.tui.field import Field
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.domain.presented import PresentedDocument, PresentedLabel

SIGNERS = 2
"""What is not a negative takes two signatures."""


class SignOnScreen(StationScreen):
    """One officer after another; Enter without a badge goes on once somebody is signed on."""

    help_key = "sign_on.help"
    guards = True
    DEFAULT_CSS = """
    SignOnScreen #body { align-horizontal: center; padding: 1 2; }
    SignOnScreen #state { height: auto; min-height: 1; margin-bottom: 1; padding: 0 1; color: $success; }
    SignOnScreen #form { width: 84; max-width: 100%; height: auto; }
    SignOnScreen #hints { height: auto; padding: 0 2; color: $quiet; border-left: thick $warning; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._error: StationError | None = None
        self._wait_until = 0.0
        self._signed_on: tuple[str, ...] = ()
        self._early = False  # Enter came after a passphrase, and the home was not open yet

    def body(self) -> ComposeResult:
        """Badge, passphrase, and in a training station what they are."""
        with Vertical(id="form"):
            yield Static(self._state(), id="state", markup=False)
            yield Field("badge", self._badge_label(), length_max=32)
            yield Field("passphrase", self.words("sign_on.passphrase"), hidden=True)
            if self.station.hints:
                hints = [self.words("sign_on.training"), *self.station.hints]
                yield Static("\n".join(hints), id="hints", markup=False)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("sign_on.title")

    @property
    def holds_keys(self) -> bool:
        """Until a passphrase has been checked: only then is it known which field the next key is for."""
        return self.drawing or self.busy or self._early

    def keys(self) -> Iterable[Key]:
        """Enter signs on, tries to open the home again, or goes on."""
        if self._error is not None:
            yield Key("enter", self.words("sign_on.retry"), self._retry, primary=True)
        elif self._may_go_on():
            yield Key("enter", self.words("sign_on.continue"), self._go_on, primary=True)
        else:
            yield Key("enter", self.words("sign_on.sign_on"), self._sign_on, self._why_not(), primary=True)
        yield Key("up", "", lambda: self.focus_previous("Input"), shown=False)
        yield Key("down", "", lambda: self.focus_next("Input"), shown=False)
        yield Key("escape", self.words("sign_on.quit"), self._quit)

    def came_back(self) -> None:
        """Somebody signed off: everyone begins anew."""
        if self.station.desk is not None:
            self._signed_on = self.workplace.people.badges()
            self._show_state()

    def opened(self) -> None:
        """The home is open: say so, with the right word for the badge."""
        self._error = None
        self._signed_on = self.workplace.people.badges()
        self._show_state()
        self.refresh_lines()
        self.query_one("#badge", Input).border_title = Content(self._badge_label())
        if self._early:
            self._early = False
            self._sign_on()

    def refused(self, error: StationError) -> None:
        """The home is not open: Enter tries again."""
        self._error, self._early = error, False
        self._show_state()
        self.fail(error)
        self.refresh_lines()
        self._give_keys_back()

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """An officer's badge; the passphrase is still asked for."""
        from station.domain.presented import LabelKind, PresentedLabel

        if not (isinstance(what, PresentedLabel) and what.kind is LabelKind.OFFICER):
            return False
        self.drafts["badge"] = what.fields["badge"]
        self.drafts.restore(self)
        self.query_one("#passphrase", Input).focus()
        self.refresh_lines()
        return True

    def tick(self) -> None:
        """Count the wait down."""
        left = self._wait_s()
        field = self.query(Field).last(Field)
        if left:
            field.remark(self.words("sign_on.wait", wait_s=left), "wrong")
        elif self._wait_until:
            self._wait_until = 0.0
            field.remark("")

    # Why Enter waits, and what it does.

    def _why_not(self) -> str:
        if not self.drafts["badge"].strip():
            return self.words("sign_on.empty_badge")
        wait_s = self._wait_s()
        return self.words("sign_on.wait", wait_s=wait_s) if wait_s else ""

    def _wait_s(self) -> int:
        left = self._wait_until - self.station.clock.boottime()
        return max(0, int(left) + (left > int(left)))

    def _may_go_on(self) -> bool:
        return bool(self._signed_on) and not self.drafts["badge"].strip()

    def _sign_on(self) -> None:
        badge, passphrase = self.drafts["badge"].strip(), self.drafts["passphrase"]
        if not passphrase:
            self.query_one("#passphrase", Input).focus()
            if self.focused is not None and self.focused.id == "passphrase":
                self.say(self.words("sign_on.empty_passphrase"))
            return
        if self.station.desk is None:
            self._early = True
            self.say(self.words("sign_on.not_opened"))
            return

        def work() -> tuple[str, ...]:
            from station.services import access

            access.sign_on(self.workplace, badge, passphrase)
            return self.workplace.people.badges()

        def refused(error: StationError) -> None:
            self._refused(badge, error)

        self.perform(work, self._let_in, refused)

    def _let_in(self, badges: tuple[str, ...]) -> None:
        self.station.badge = badges[-1]
        self._signed_on = badges
        self.drafts.forget()
        for field in self.query(Input):
            field.value = ""
        self.query_one("#badge", Input).focus()
        self._show_state()
        self.station.look()

    def _refused(self, badge: str, error: StationError) -> None:
        """Ask the log how long the next attempt must wait, and begin the passphrase anew.

        A badge that nobody has is typed anew too: the cursor stands there.
        """
        self.query_one("#passphrase", Input).value = ""
        if error.code == "access.unknown_badge":
            self.drafts["badge"] = badge
            self.query_one("#badge", Input).focus()
        else:
            self.query_one("#passphrase", Input).focus()

        def work() -> int:
            with self.workplace.store.reading() as reading:
                lockout = reading.lockout(badge)
            return lockout.wait_s(self.workplace.clock.moment(), self.workplace.started)

        self.fetch("lockout", work, self._wait)

    def _wait(self, wait_s: int) -> None:
        self._wait_until = self.station.clock.boottime() + wait_s if wait_s else 0.0
        self.tick()
        self.refresh_lines()

    def _go_on(self) -> None:
        def work() -> bool:
            from station.services import shifts

            with self.workplace.store.reading() as reading:
                return shifts.current(reading) is not None

        self.perform(work, self._enter)

    def _enter(self, shift_runs: bool) -> None:
        if shift_runs:
            self.instead("board", restored="yes")
        else:
            self.instead("shift_opening")

    def _retry(self) -> None:
        self._error = None
        self._show_state()
        self.station.open_home()

    def _quit(self) -> None:
        if self.twice("escape", self.words("sign_on.quit_twice")):
            self.app.exit()

    # What is said above the fields, and in their frames.

    def _badge_label(self) -> str:
        return self.words("sign_on.badge_counter" if self.station.at_counter else "sign_on.badge")

    def _show_state(self) -> None:
        self.query_one("#state", Static).update(self._state())

    def _state(self) -> str:
        if self.station.desk is None:
            return "" if self._error else self.words("sign_on.opening")
        if not self._signed_on:
            return self.words("sign_on.opened")
        more = "sign_on.next_person_counter" if self.station.at_counter else "sign_on.next_person"
        if len(self._signed_on) >= SIGNERS:
            more = "sign_on.all_here"
        named = self.words("sign_on.signed_on", badges="  ".join(self._signed_on))
        return f"{named}\n{self.words(more)}"
