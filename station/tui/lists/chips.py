"""Numbered words in one line, for a digit, a click or a touch: filters, and what else can be done here."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from station.tui.choices import Choice
from station.tui.lines import Notice


class Chips(Widget):
    """Posts :class:`Picked`; ``active`` is the value drawn as chosen."""

    DEFAULT_CSS = "Chips { height: auto; width: 1fr; padding: 0 1; }"

    choices: reactive[tuple[Choice, ...]] = reactive((), layout=True)
    active: reactive[str] = reactive("")

    class Picked(Message):
        """A chip was picked."""

        def __init__(self, chips: Chips, value: str) -> None:
            super().__init__()
            self.chips = chips
            self.value = value

        @property
        def control(self) -> Chips:
            """The line of chips, so that a handler can name it."""
            return self.chips

    def __init__(self, choices: Sequence[Choice], name: str, active: str = "") -> None:
        super().__init__(id=name)
        self.set_reactive(Chips.choices, tuple(choices))
        self.set_reactive(Chips.active, active)

    def pick(self, number: int) -> None:
        """Pick the chip with this number, as its digit does."""
        if not 1 <= number <= len(self.choices):
            return
        choice = self.choices[number - 1]
        if choice.why:
            for notice in self.screen.query(Notice):
                notice.say(choice.why, "why")
            return
        self.post_message(self.Picked(self, choice.value))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """As many lines as the chips need."""
        places = self._places(width)
        return places[-1][0] + 1 if places else 0

    def render(self) -> Content:
        """Number and word of each; grey when it cannot be picked now."""
        lines: list[list[Content]] = []
        for number, (row, _, _) in enumerate(self._places(self.content_size.width)):
            if row == len(lines):
                lines.append([])
            lines[row].append(self._chip(number))
        return Content("\n").join([Content(" ").join(line) for line in lines])

    def on_click(self, event: events.Click) -> None:
        """Pick the chip under the pointer or finger."""
        at = event.get_content_offset(self)
        for number, (row, start, width) in enumerate(self._places(self.content_size.width), start=1):
            if at is not None and row == at.y and start <= at.x < start + width:
                self.pick(number)
                return

    def _places(self, width: int) -> list[tuple[int, int, int]]:
        """Line, first column and width of each chip."""
        places: list[tuple[int, int, int]] = []
        row = column = 0
        for number in range(len(self.choices)):
            wide = self._chip(number).cell_length
            if column and column + wide > width:
                row, column = row + 1, 0
            places.append((row, column, wide))
            column += wide + 1
        return places

    def _chip(self, number: int) -> Content:
        choice = self.choices[number]
        text = Content(f" {number + 1} {choice.words} ")
        if choice.why:
            return text.stylize("$quiet 60%")
        if choice.value == self.active:
            return text.stylize("bold $background on $accent")
        return text.stylize("$foreground on $panel")
