"""The program with screens: keys, themes, and which screen is shown. Nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widgets import Input

from station.domain.errors import StationError
from station.domain.ports import Clock
from station.locale import Words
from station.tui.base import StationScreen
from station.tui.held_keys import HeldKeys
from station.tui.lookout import Lookout
from station.tui.messages import BoardLooked, DeskOpened, DeskRefused, LogAdvanced, SomethingPresented
from station.tui.opening import Opener, Opening
from station.tui.routes import build
from station.tui.themes import THEMES

if TYPE_CHECKING:
    from station.domain.facts import Fact
    from station.domain.presented import Presented, PresentedDocument
    from station.services.board import BoardView
    from station.services.desk import Desk
    from station.services.training import Pack, Prop

LOOK_EVERY_S = 5.0
TO_THE_BOARD = 2
"""Screens left when everything above the board is gone: the sign-on, and above it the board."""
SIGN_ON = "sign_on"
TYPED_BEFORE_US = "ctrl+j"
"""What the terminal makes of Enter while no program has yet asked it for single keys."""
CHINA = timezone(timedelta(hours=8))
"""Until the home is open and says otherwise; the rules are China's."""
_log = logging.getLogger(__name__)


class StationApp(App[None], inherit_bindings=False):
    """The running station. No chord ends it: leaving is a choice on a screen."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "roadside-station"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-wide")]  # noqa: RUF012  # Textual's own attribute
    VERTICAL_BREAKPOINTS = [(0, "-short"), (28, "-tall")]  # noqa: RUF012

    def __init__(
        self,
        opener: Opener,
        language: str,
        root: Path,
        clock: Clock,
        *,
        hints: Sequence[str] = (),
        packs: Mapping[str, Pack] | None = None,
        props: Sequence[Prop] = (),
        terminal_left: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self._terminal_left = terminal_left
        self.words = Words(language)
        self.root = root
        self.clock = clock
        self.hints = tuple(hints)
        self.packs = dict(packs or {})
        self.props = tuple(props)
        self.desk: Desk | None = None
        self.badge = ""
        self.waiting_document: PresentedDocument | None = None
        """A document that was laid down on one screen and is asked for by the next."""
        self.zone: tzinfo = CHINA
        self._opening = Opening(
            opener,
            lambda desk: self.post_message(DeskOpened(desk)),
            lambda e: self.post_message(DeskRefused(e)),
        )
        self._touched_at_s = clock.boottime()
        self.held_keys = HeldKeys(self._ready_for_keys, self._deliver)
        self._lookout = Lookout(self)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "day"

    def get_default_screen(self) -> Screen[None]:
        """The first paint; without an empty screen below, it is the only one."""
        return build(SIGN_ON)

    # What the screens ask.

    @property
    def view(self) -> BoardView | None:
        """The newest look at the board."""
        return self._lookout.seen

    @property
    def training(self) -> bool:
        """Whether everything here is practice."""
        return self.desk is not None and self.desk.workplace.config.training

    @property
    def at_counter(self) -> bool:
        """Whether the station stands on a counter."""
        return self.desk is not None and self.desk.workplace.config.post == "counter"

    @property
    def front(self) -> StationScreen | None:
        """The screen that is shown; None for the moment in which one takes another's place."""
        stack = self.screen_stack
        return stack[-1] if stack and isinstance(stack[-1], StationScreen) else None

    def local(self, at: datetime) -> datetime:
        """``at`` where the station stands."""
        return at.astimezone(self.zone)

    def go(self, route: str, **params: str) -> None:
        """Show a screen above the others."""
        self.push_screen(build(route, **params))

    def instead(self, route: str, **params: str) -> None:
        """Show a screen in place of the one on top; the sign-on stays below everything."""
        if route == SIGN_ON:
            self._down_to(1)
        elif len(self.screen_stack) == 1:
            self.go(route, **params)
        else:
            self.switch_screen(build(route, **params))

    def back(self) -> None:
        """Return to the screen below."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def to_board(self) -> None:
        """Leave everything above the board."""
        self._down_to(TO_THE_BOARD)

    def _down_to(self, screens: int) -> None:
        while len(self.screen_stack) > screens:
            self.pop_screen()

    async def speak(self, language: str) -> None:
        """Change the language; the screens below follow when they are shown again."""
        self.words = Words(language)
        if (front := self.front) is not None:
            await front.rebuild()

    def _fatal_error(self) -> None:
        # Textual would print the values of all variables: names, numbers and passphrases among them.
        _log.exception("the screens ended")
        self.bell()
        self.panic(Text(str(self.words.error(StationError("app.ended")))))

    async def on_event(self, event: events.Event) -> None:
        """Keep a key back while the screen it is meant for is being built."""
        if isinstance(event, events.InputEvent):
            self._touched_at_s = self.clock.boottime()
        if isinstance(event, events.Key) and event.key == TYPED_BEFORE_US:
            event = events.Key("enter", "\r")
        if not self.held_keys.hold(event):
            await self._deliver(event)

    async def _deliver(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and event.key == "enter" and isinstance(self.focused, Input):
            self.held_keys.entering()
        await super().on_event(event)

    def _ready_for_keys(self) -> bool:
        return self.front is None or not self.front.holds_keys

    # The home.

    def on_mount(self) -> None:
        """Open the home once the first screen is painted."""
        self.set_interval(1.0, self._tick)
        self.set_interval(LOOK_EVERY_S, self.look)
        self.call_after_refresh(self._opening.start)

    def on_unmount(self) -> None:
        """Let go of the home."""
        self._opening.close()

    def open_home(self) -> None:
        """Try again after a refusal."""
        self._opening.start()

    def on_desk_opened(self, message: DeskOpened) -> None:
        """Take over the open home."""
        from zoneinfo import ZoneInfo

        self.desk = message.desk
        self.zone = ZoneInfo(self.desk.workplace.config.time_zone)
        self.desk.workplace.recorder.subscribe(self._committed)
        self.look()
        if (documents := self.desk.documents) is not None:
            documents.subscribe(self._presented)
            documents.start()
        if (front := self.front) is not None:
            front.opened()

    def _presented(self, _device: str, what: Presented) -> None:
        self.post_message(SomethingPresented(what))

    def on_something_presented(self, message: SomethingPresented) -> None:
        """Hand it to the screen that is shown; it presses no key, whatever it says."""
        self._touched_at_s = self.clock.boottime()
        if (front := self.front) is not None:
            front.receive(message.presented)

    def on_desk_refused(self, message: DeskRefused) -> None:
        """Say why the home is not open."""
        if (front := self.front) is not None:
            front.refused(message.error)

    def _committed(self, facts: Sequence[Fact]) -> None:
        kinds = frozenset(fact.kind for fact in facts)
        self.post_message(
            LogAdvanced(kinds, frozenset(one.screening_id for one in facts if one.screening_id))
        )

    def on_log_advanced(self, message: LogAdvanced) -> None:
        """Tell the screen that is shown, and look at the board again."""
        self.look()
        if (front := self.front) is not None:
            front.advanced(message)

    def look(self) -> None:
        """Look at the board again."""
        self._lookout.look()

    def on_board_looked(self, message: BoardLooked) -> None:
        """Let the screen that is shown draw the newest look."""
        self._lookout.take(message.view)
        if (front := self.front) is not None:
            front.refresh_lines()
            front.looked(message.view)

    def _tick(self) -> None:
        if self._terminal_left():
            # A closed window does not end us when we were started through make, and nobody could sign off.
            _log.warning("the terminal is gone: the station ends")
            self.exit()
            return
        self._lock_if_left_alone()
        if (front := self.front) is not None:
            front.refresh_lines()
            front.tick()

    def _lock_if_left_alone(self) -> None:
        """Time since boot runs on while the lid is closed."""
        if self.desk is None or not self.desk.workplace.people.badges():
            return
        idle_s = self.clock.boottime() - self._touched_at_s
        if idle_s >= self.desk.workplace.config.idle_lock_s and not (self.front and self.front.guards):
            self.go("locked")
