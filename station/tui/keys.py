"""The keys that are legal now, drawn at the bottom: key above word, to press, to click or to touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

NAMES = {"enter": "Enter", "escape": "Esc", "down": "↓", "up": "↑", "left": "←", "right": "→"}


@dataclass(frozen=True)
class Key:
    """One key of a screen: ``word`` and ``why`` are words, already in the user's language.

    ``why`` says why the key is not legal now: the key is then grey, and pressing it says so. ``run`` is what
    it does. ``primary`` marks the one thing this screen is for. A key that is not ``shown`` works unseen.
    """

    key: str
    word: str
    run: Callable[[], object] = field(compare=False)
    why: str = ""
    primary: bool = False
    shown: bool = True

    @property
    def name(self) -> str:
        """As it stands on the keyboard."""
        return NAMES.get(self.key, self.key.upper())


@dataclass(frozen=True)
class Chip:
    """Where a key is drawn: its line of chips, its first column and its width."""

    key: Key
    row: int
    start: int
    width: int


class KeyBar(Widget):
    """Two lines a row of keys; a further row when the window is too narrow for one."""

    DEFAULT_CSS = "KeyBar { width: 1fr; height: auto; padding: 0 1; background: $panel; }"

    keys: reactive[tuple[Key, ...]] = reactive((), layout=True)

    class Pressed(Message):
        """A key was clicked or touched."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def chips(self, width: int) -> list[Chip]:
        """The places of the keys in a window ``width`` columns wide: closer together before a further row."""
        for room in (2, 1, 0):
            laid = self._laid(width, room)
            if not laid or laid[-1].row == 0:
                break
        return laid

    def _laid(self, width: int, room: int) -> list[Chip]:
        laid: list[Chip] = []
        row = column = 0
        for key in (one for one in self.keys if one.shown):
            wide = max(Content(key.word).cell_length, Content(key.name).cell_length) + room
            if column and column + wide > width:
                row, column = row + 1, 0
            laid.append(Chip(key, row, column, wide))
            column += wide + 1
        return laid

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Two lines for every row of keys."""
        laid = self.chips(width)
        return 2 * (laid[-1].row + 1) if laid else 2

    def render(self) -> Content:
        """Key names in one line, their words below."""
        laid = self.chips(self.content_size.width)
        rows = range(laid[-1].row + 1) if laid else ()
        lines: list[Content] = []
        for row in rows:
            own = [chip for chip in laid if chip.row == row]
            lines += [_line(own, lambda key: key.name), _line(own, lambda key: key.word)]
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer or finger."""
        at = event.get_content_offset(self)
        if at is None:
            return
        for chip in self.chips(self.content_size.width):
            if chip.row == at.y // 2 and chip.start <= at.x < chip.start + chip.width:
                self.post_message(self.Pressed(chip.key.key))


def _line(chips: Sequence[Chip], text: Callable[[Key], str]) -> Content:
    parts: list[Content] = []
    for chip in chips:
        word = Content(text(chip.key))
        room = chip.width - word.cell_length
        parts.append(word.pad_left(room // 2).pad_right(room - room // 2).stylize(_style(chip.key)))
    return Content(" ").join(parts)


def _style(key: Key) -> str:
    if key.why:
        return "$quiet 60% on $panel"
    if key.primary:
        return "bold $background on $accent"
    return "$foreground on $surface"
