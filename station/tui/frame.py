"""The frame of every screen: its lines, its keys, the body between them, and how they are drawn anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

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

if TYPE_CHECKING:
    from station.tui.app import StationApp

TWICE_WITHIN_S = 5.0
_FUNCTION_KEYS = (*(f"f{number}" for number in range(1, 11)), "f12")
_ORDER = ("enter", "up", "down", "left", "right", *_FUNCTION_KEYS, "escape")


class Body(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The part of a screen that is its own, built anew without the lines around it.

    Up and down are the screen's, from field to field and into its lists, in a window that must scroll too.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]
    DEFAULT_CSS = "Body { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        """What the screen gives."""
        yield from cast("Frame", self.screen).body()


class Frame(Screen[None]):
    """One question to a person, with the lines and keys that every screen has."""

    AUTO_FOCUS = "Input, Choices"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"press('{key}')", show=False, priority=True) for key in (*_FUNCTION_KEYS, "escape")),
        *(Binding(key, f"press('{key}')", show=False) for key in ("enter", "down", "up")),
    ]
    DEFAULT_CSS = "Frame { layout: vertical; background: $background; color: $foreground; }"
    help_key: ClassVar[str] = "help.general"
    guards: ClassVar[bool] = False
    """Whether this screen itself asks who is there, so that an idle station need not be locked."""

    def __init__(self) -> None:
        # The classes of a window of the usual size: set later, they would style every widget once more.
        super().__init__(classes="-wide -tall")
        self.drafts = Drafts()
        self.drawing = True
        self._language = ""
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

    def digit(self, number: int) -> None:
        """A digit was pressed that no field took: it picks from the list one is in, else from the first."""
        from station.tui.choices import Choices

        listed = [self.focused] if isinstance(self.focused, Choices) else list(self.query(Choices))
        for choices in listed[:1]:
            choices.pick(number)

    # What a screen is given.

    @property
    def holds_keys(self) -> bool:
        """Whether a key pressed now is meant for what this screen will be in a moment."""
        return self.drawing

    @property
    def station(self) -> StationApp:
        """The program."""
        return cast("StationApp", self.app)

    @property
    def words(self) -> Words:
        """The words in the language that is set now."""
        return self.station.words

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
        try:
            self.action_press("enter")
        finally:
            # Later: a focus that this moves is set by the program, in the order in which it was asked to.
            self.station.call_later(self.station.held_keys.entered)

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        self.drafts.keep(message.input)
        self.refresh_lines()

    @on(events.DescendantFocus)
    def _entered_field(self, event: events.DescendantFocus) -> None:
        """What was filled in beforehand is typed over, not typed behind."""
        if isinstance(event.widget, Input):
            self.drafts.mark(event.widget)

    def _all_keys(self) -> tuple[Key, ...]:
        own = tuple(self.keys())
        known = {one.key for one in own}
        standing_keys = (
            Key("f1", self.words("key.help"), partial(self.station.go, "help", topic=self.help_key)),
            Key("f7", self.words("key.display"), partial(self.station.go, "display")),
            *self._practice_key(),
        )
        found = (*own, *(one for one in standing_keys if one.key not in known))
        return tuple(sorted(found, key=_place))

    def _practice_key(self) -> Iterable[Key]:
        """Where there is something to lay down: only in a demo."""
        if self.station.props:
            yield Key("f12", self.words("key.practice"), partial(self.station.go, "practice"))

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
        self.drafts.gather(self)
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
        self.station.call_later(self.station.held_keys.entered)

    def refresh_lines(self) -> None:
        """Draw the lines and keys from the state of now."""
        try:
            top, alarm = self.query_one(TopLine), self.query_one(AlarmLine)
            head, bar = self.query_one(Heading), self.query_one(KeyBar)
        except NoMatches:
            return
        try:
            heading, aside, keys = _content(self.heading()), _content(self.aside()), self._all_keys()
        except NoMatches:
            # A screen may ask its own widgets; while they are being built there is nothing to say yet.
            if self.drawing:
                return
            raise
        top.left, top.right = standing.top_line(self.station)
        alarm.left, grade = standing.alarm_line(self.station)
        for name in standing.GRADES:
            alarm.set_class(name == grade, f"-{name}")
        head.left, head.right = heading, aside
        bar.keys = keys

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


def _place(key: Key) -> tuple[bool, int]:
    """Where a key stands in the bar: what the screen is for, Enter, arrows, function keys, Esc."""
    return not key.primary, _ORDER.index(key.key)


def error_content(text: ErrorText) -> Content:
    """The three sentences of an error; what to do next stands out."""
    parts = [Content(text.what), Content(text.specimen).stylize("bold"), Content(text.next).stylize("bold")]
    return Content(" ").join([part for part in parts if part.plain])


def _content(text: Content | str) -> Content:
    return Content(text) if isinstance(text, str) else text
