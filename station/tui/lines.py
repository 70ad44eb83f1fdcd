"""The lines every screen has: where and when on top, what nobody may miss below it, a word at the bottom."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Line(Widget):
    """One line with a left and a right part. The left part gives way when both do not fit."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; padding: 0 1; }"

    left: reactive[Content] = reactive(Content(""))
    right: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        """Left and right with the gap between."""
        width = self.content_size.width
        right = self.right.truncate(width, ellipsis=True)
        room = max(0, width - right.cell_length - (2 if right else 0))
        left = self.left.truncate(room, ellipsis=True)
        return Content.assemble(left, " " * max(0, width - left.cell_length - right.cell_length), right)


class TopLine(Line):
    """Place, post and shift; readers, clock and log; the time."""

    DEFAULT_CSS = "TopLine { background: $panel; color: $foreground; }"


class AlarmLine(Line):
    """What nobody may miss. It keeps its place when there is nothing, so that no screen jumps."""

    DEFAULT_CSS = """
    AlarmLine { background: $background; color: $quiet; }
    AlarmLine.-do { background: $warning 25%; color: $foreground; }
    AlarmLine.-call { background: $alarm; color: $on-alarm; text-style: bold; }
    """


class Heading(Line):
    """What this screen is about, with a rule below."""

    DEFAULT_CSS = """
    Heading { height: 2; border-bottom: solid $rule; text-style: bold; }
    """


class Notice(Widget):
    """The last line above the keys: why a key did nothing, or what was refused and what to do."""

    DEFAULT_CSS = """
    Notice {
        width: 1fr; height: auto; min-height: 1; max-height: 4; padding: 0 1; color: $quiet;
    }
    Notice.-why { color: $warning; }
    Notice.-error { background: $error 20%; color: $foreground; border-left: thick $error; }
    """

    text: reactive[Content] = reactive(Content(""), layout=True)

    def say(self, text: str | Content, kind: str = "") -> None:
        """Show ``text``; ``kind`` is ``""``, ``why`` or ``error``."""
        self.set_class(kind == "why", "-why")
        self.set_class(kind == "error", "-error")
        self.text = Content(text) if isinstance(text, str) else text

    def render(self) -> Content:
        """The text."""
        return self.text
