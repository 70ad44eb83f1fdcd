"""How a screen is written. Derive from :class:`StationScreen` and give it:

- ``body()``: the widgets of the question, between the heading and the notice line.
- ``keys()``: the legal keys *now*, in the order of the bar, as in ``Key("f4", self.words("key.new_test"),
  self.new)``. A key that is not legal now has ``why=``: it is grey, and pressing it says why. ``enter`` is
  the one primary action (``primary=True``), ``escape`` goes back (``self.back_key()``). F1 and F7 are added
  here.
- ``heading()``: what the screen is about; ``aside()``: what stands right of it (the path).
- ``help_key``: the words F1 shows, a constant key of the screen's own locale section.
- ``came_back()``: the screen is shown, first or again: fetch what it shows.
- ``advanced(news)``: entries were committed while it is shown; ``looked(view)``: the board was looked at
  again.
- ``tick()``: once a second, for running times. ``digit(n)``: a digit that no field took (picks from a
  list).

Words are ``self.words("section.key", name=value)``: never a literal, never markup (``markup=False``,
``Content``, ``Text``).

Typed text: give every ``Input`` an id. What is typed is in ``self.drafts["id"]`` and stands again after a
change of language; fill a field in beforehand with ``self.drafts["id"] = text``. All other state (the
choice made, the step of a screen) belongs in attributes of the screen, and ``body()`` draws from them: F7
builds the body anew at any time. ``await self.rebuild()``, or ``self.redraw()``, does the same when the
question changes.

Services: ``self.perform(lambda: signing.sign(self.workplace, ...), self.signed)`` runs in a thread; the
result comes to ``self.signed`` in the screen's own thread. A StationError is shown in its three sentences,
the input stays, and ``otherwise=`` hears of it. While one ``perform`` runs, another is not begun: Enter
twice saves once. Reading is ``self.fetch(name, work, then)``: never gated, the newest of a name wins.
Import services inside the method that uses them.

The program: ``self.desk``, ``self.workplace``, ``self.badge`` (who signed on last), ``self.view`` (the
newest look at the board), ``self.local(at)``, ``self.go("route", **params)``, ``self.instead("route",
**params)``, ``self.back()``, ``self.to_board()``. Routes are in ``station.tui.routes``.

Words to the person: ``self.say(text)``, ``self.say_why(text)``, ``self.fail(error)``, ``self.twice("f9",
text)``. Widgets: ``station.tui.choices.Choices`` (numbered list: arrows, digits, Enter) and
``station.tui.field.Field`` (label, input, and a word beside it while typing).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input

from station.domain.errors import StationError
from station.locale import ErrorText, Words
from station.tui import standing
from station.tui.drafts import Drafts
from station.tui.keys import Key, KeyBar
from station.tui.lines import AlarmLine, Heading, Notice, TopLine
from station.tui.messages import LogAdvanced, WorkDone, WorkRefused

if TYPE_CHECKING:
    from station.services.board import BoardView
    from station.services.desk import Desk
    from station.services.workplace import Workplace
    from station.tui.app import StationApp

T = TypeVar("T")
TWICE_WITHIN_S = 5.0
_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 11))
_log = logging.getLogger(__name__)


class Body(VerticalScroll, can_focus=False):
    """The part of a screen that is its own, built anew without the lines around it."""

    DEFAULT_CSS = "Body { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        """What the screen gives."""
        yield from cast("StationScreen", self.screen).body()


class StationScreen(Screen[None]):
    """One question to a person, with the lines and keys that every screen has."""

    AUTO_FOCUS = "Input, Choices"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"press('{key}')", show=False, priority=True) for key in (*_FUNCTION_KEYS, "escape")),
        *(Binding(key, f"press('{key}')", show=False) for key in ("enter", "down", "up")),
    ]
    DEFAULT_CSS = "StationScreen { layout: vertical; background: $background; color: $foreground; }"
    help_key: ClassVar[str] = "help.general"

    def __init__(self) -> None:
        # The classes of a window of the usual size: set later, they would style every widget once more.
        super().__init__(classes="-wide -tall")
        self.drafts = Drafts()
        self.busy = False
        self.drawing = True
        self._language = ""
        self._turns: dict[str, int] = {}
        self._armed: tuple[str, float] = ("", 0.0)

    # What a screen gives.

    def body(self) -> ComposeResult:
        """The widgets of this screen."""
        yield from ()

    def keys(self) -> Iterable[Key]:
        """The keys that have a meaning now."""
        return ()

    def heading(self) -> Content | str:
        """What the screen is about."""
        return ""

    def aside(self) -> Content | str:
        """What stands at the right end of the heading."""
        return ""

    def came_back(self) -> None:
        """The screen is shown, for the first time or again."""

    def advanced(self, news: LogAdvanced) -> None:
        """Entries were committed."""

    def looked(self, view: BoardView) -> None:
        """The board was looked at again."""

    def opened(self) -> None:
        """The home has been opened."""

    def refused(self, error: StationError) -> None:
        """The home could not be opened."""

    def tick(self) -> None:
        """A second has passed."""

    def digit(self, number: int) -> None:
        """A digit was pressed that no field took: it picks from the screen's list."""
        from station.tui.choices import Choices

        for choices in self.query(Choices):
            choices.pick(number)
            return

    # What a screen is given.

    @property
    def station(self) -> StationApp:
        """The program."""
        return cast("StationApp", self.app)

    @property
    def words(self) -> Words:
        """The words in the language that is set now."""
        return self.station.words

    @property
    def desk(self) -> Desk:
        """The open home; ``app.not_open`` before it is."""
        if self.station.desk is None:
            raise StationError("app.not_open")
        return self.station.desk

    @property
    def workplace(self) -> Workplace:
        """What every use case works with."""
        return self.desk.workplace

    @property
    def badge(self) -> str:
        """Who signed on last; empty before anyone has."""
        return self.station.badge

    @property
    def view(self) -> BoardView | None:
        """The newest look at the board."""
        return self.station.view

    def local(self, at: datetime) -> datetime:
        """``at`` where the station stands."""
        return self.station.local(at)

    def go(self, route: str, **params: str) -> None:
        """Show another screen above this one."""
        self.station.go(route, **params)

    def instead(self, route: str, **params: str) -> None:
        """Show another screen in this one's place."""
        self.station.instead(route, **params)

    def back(self) -> None:
        """Return to the screen below."""
        self.station.back()

    def to_board(self) -> None:
        """Leave everything above the board."""
        self.station.to_board()

    def back_key(self, why: str = "") -> Key:
        """Esc, the way back."""
        return Key("escape", self.words("key.back"), self.back, why)

    # The lower lines: a word to the person.

    def say(self, text: str | Content) -> None:
        """Tell something; it stands until the next key."""
        self._notice(text)

    def say_why(self, text: str | Content) -> None:
        """Tell why something was not done."""
        self._notice(text, "why")

    def fail(self, error: StationError) -> None:
        """Show an error: what happened, whether the specimen is still good, what to do next."""
        self._notice(error_content(self.words.error(error)), "error")

    def twice(self, key: str, text: str) -> bool:
        """Whether ``key`` comes for the second time within five seconds; the first time says ``text``."""
        now = self.station.clock.boottime()
        armed, at = self._armed
        self._armed = (key, now)
        if armed == key and now - at <= TWICE_WITHIN_S:
            self._armed = ("", 0.0)
            return True
        self.say_why(text)
        return False

    # Work in threads.

    def perform(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        otherwise: Callable[[StationError], None] | None = None,
    ) -> None:
        """Do ``work`` in a thread, unless other work of this screen is still being done."""
        if self.busy:
            self.say_why(self.words("app.busy"))
            return
        self.busy = True
        self.say(self.words("app.working"))
        self._in_thread(work, then, otherwise, held=True)

    def fetch(self, name: str, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read something in a thread; of several reads called ``name`` only the newest is shown."""
        turn = self._turns[name] = self._turns.get(name, 0) + 1

        def newest(result: T) -> None:
            if self._turns[name] == turn:
                then(result)

        self._in_thread(work, newest, None, held=False)

    def _in_thread(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None,
        otherwise: Callable[[StationError], None] | None,
        *,
        held: bool,
    ) -> None:
        def run() -> None:
            try:
                result = work()
            except StationError as error:
                self.post_message(WorkRefused(error, otherwise, held=held))
            except Exception as error:  # an officer must read it, and go on; the log keeps the traceback
                _log.exception("work of %s failed", type(self).__name__)
                unexpected = StationError("app.unexpected", fault=type(error).__name__)
                self.post_message(WorkRefused(unexpected, otherwise, held=held))
            else:
                self.post_message(WorkDone(then, result, held=held))

        self.run_worker(run, thread=True, exit_on_error=False)

    @on(WorkDone)
    def _work_done(self, message: WorkDone) -> None:
        message.stop()
        self._release(message)
        if message.then is not None:
            message.then(message.result)
        self.refresh_lines()

    @on(WorkRefused)
    def _work_refused(self, message: WorkRefused) -> None:
        message.stop()
        self._release(message)
        self.fail(message.error)
        if message.otherwise is not None:
            message.otherwise(message.error)
        self.refresh_lines()

    def _release(self, message: WorkDone | WorkRefused) -> None:
        if message.held:
            self.busy = False
            self.say("")

    # Keys.

    def action_press(self, key: str) -> None:
        """Do what ``key`` does now, or say why it does nothing."""
        found = next((one for one in self._all_keys() if one.key == key), None)
        if found is None:
            return
        if found.why:
            self.say_why(found.why)
            return
        self.say("")
        try:
            found.run()
        except StationError as error:
            self.fail(error)
        self.refresh_lines()

    def on_key(self, event: events.Key) -> None:
        """A digit that no field took picks from a list."""
        if event.character is not None and event.character.isdigit() and event.character.isascii():
            event.stop()
            self.digit(int(event.character))

    @on(KeyBar.Pressed)
    def _touched(self, message: KeyBar.Pressed) -> None:
        message.stop()
        self.action_press(message.key)

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        self.action_press("enter")

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        self.drafts.keep(message.input)
        self.refresh_lines()

    def _all_keys(self) -> tuple[Key, ...]:
        own = tuple(self.keys())
        known = {one.key for one in own}
        standing_keys = (
            Key("f1", self.words("key.help"), partial(self.go, "help", topic=self.help_key)),
            Key("f7", self.words("key.display"), partial(self.go, "display")),
        )
        return (*own, *(one for one in standing_keys if one.key not in known))

    # Drawing.

    def compose(self) -> ComposeResult:
        """The frame around ``body``."""
        self._language = self.words.language
        yield TopLine()
        yield AlarmLine()
        yield Heading()
        yield Body(id="body")
        yield Notice()
        yield KeyBar()

    async def rebuild(self) -> None:
        """Draw the body anew: the question or the language has changed. What was typed stays."""
        self.drawing = True
        self._language = self.words.language
        focused = self.focused.id if self.focused else None
        for body in self.query(Body):
            await body.recompose()
        self.drafts.restore(self)
        self.refresh_lines()
        self._focus_again(focused)
        self._drawn()

    def redraw(self) -> None:
        """Build the body anew, next; keys pressed meanwhile are kept for it."""
        self.drawing = True
        self.call_next(self.rebuild)

    def _focus_again(self, focused: str | None) -> None:
        for selector in (f"#{focused}" if focused else "", self.AUTO_FOCUS or ""):
            for widget in self.query(selector) if selector else ():
                widget.focus()
                return

    def _drawn(self) -> None:
        self.drawing = False
        self.station.call_later(self.station.give_back_keys)

    def refresh_lines(self) -> None:
        """Draw the lines and keys from the state of now."""
        try:
            top, alarm = self.query_one(TopLine), self.query_one(AlarmLine)
            head, bar = self.query_one(Heading), self.query_one(KeyBar)
        except NoMatches:
            return
        top.left, top.right = standing.top_line(self.station)
        alarm.left, grade = standing.alarm_line(self.station)
        for name in standing.GRADES:
            alarm.set_class(name == grade, f"-{name}")
        head.left, head.right = _content(self.heading()), _content(self.aside())
        bar.keys = self._all_keys()

    def on_mount(self) -> None:
        """Fill in what was given beforehand."""
        self.drafts.restore(self)
        self.refresh_lines()

    async def on_screen_resume(self) -> None:
        """Shown again: the language may have changed, and what is shown may be old."""
        if self._language and self._language != self.words.language:
            await self.rebuild()
        self.refresh_lines()
        self.came_back()
        # Next, for it is Textual's own handler of this event that puts the focus into the first field.
        self.call_next(self._drawn)

    def _notice(self, text: str | Content, kind: str = "") -> None:
        for notice in self.query(Notice):
            notice.say(text, kind)


def error_content(text: ErrorText) -> Content:
    """The three sentences of an error; what to do next stands out."""
    parts = [Content(text.what), Content(text.specimen).stylize("bold"), Content(text.next).stylize("bold")]
    return Content(" ").join([part for part in parts if part.plain])


def _content(text: Content | str) -> Content:
    return Content(text) if isinstance(text, str) else text
