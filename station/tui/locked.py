"""The station was left alone, or its lid closed: a PIN goes on. Lanes run on and are seen meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Input, Static

from station.domain.errors import StationError
from station.tui.base import StationScreen
from station.tui.field import Field
from station.tui.keys import Key
from station.tui.lane_pane import LanePane

if TYPE_CHECKING:
    from station.services.board import BoardView

PASSPHRASE_CODES = ("access.passphrase_required", "access.not_signed_on")


class LockedScreen(StationScreen):
    """The screen below keeps what was typed."""

    AUTO_FOCUS = "#pin"
    help_key = "locked.help"
    guards = True
    DEFAULT_CSS = """
    LockedScreen > #body { padding: 1 2; }
    LockedScreen .ask { height: auto; padding: 0 1; margin-bottom: 1; text-style: bold; }
    LockedScreen #lanes { height: auto; }
    LockedScreen LanePane { min-height: 1; padding: 0 1; }
    """

    def body(self) -> ComposeResult:
        """Badge and PIN, and the lanes as the board shows them."""
        yield Static(self.words("locked.ask"), classes="ask", markup=False)
        badge = "sign_on.badge_counter" if self.station.at_counter else "sign_on.badge"
        yield Field("badge", self.words(badge), length_max=32)
        yield Field("pin", self.words("locked.pin"), hidden=True, length_max=32)
        with Container(id="lanes"):
            for line in self.view.lanes if self.view else ():
                yield LanePane(self.station, line, compact=True)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("locked.title")

    def keys(self) -> Iterable[Key]:
        """Enter unlocks; the way back is the PIN."""
        why = "" if self.drafts["pin"] else self.words("locked.no_pin")
        yield Key("enter", self.words("locked.unlock"), self._unlock, why, primary=True)
        yield Key("escape", self.words("key.back"), self.back, self.words("locked.no_pin"))

    def on_mount(self) -> None:
        """Whoever signed on last is the likeliest to come back."""
        self.drafts["badge"] = self.badge
        self.drafts.restore(self)

    def looked(self, view: BoardView) -> None:
        """The lanes run on."""
        for pane, line in zip(self.query(LanePane), view.lanes, strict=False):
            pane.line = line

    def tick(self) -> None:
        """So do their times."""
        for pane in self.query(LanePane):
            pane.now = self.station.clock.utc()

    def _unlock(self) -> None:
        badge, pin = self.drafts["badge"].strip(), self.drafts["pin"]

        def work() -> None:
            from station.services import access

            access.confirm(self.workplace, badge, pin)

        self.perform(work, lambda _: self.back(), self._refused)

    def _refused(self, error: StationError) -> None:
        self.query_one("#pin", Input).value = ""
        if error.code in PASSPHRASE_CODES:
            self.instead("sign_on")
