"""A numbered list to pick from, by digit, by arrows and Enter, by click or touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from station.tui.lines import Notice


@dataclass(frozen=True)
class Choice:
    """One line: what it stands for, its words, a quieter note, and why it cannot be picked now, if so.

    Lines that stand ``apart`` come last, after a gap, in a quieter colour: exceptions below the answers.
    """

    value: str
    words: str
    note: str = ""
    why: str = ""
    apart: bool = False


class Choices(OptionList):
    """Posts :class:`Picked` with the value. With ``many`` digits and space tick, Enter is the screen's."""

    DEFAULT_CSS = """
    Choices { height: auto; max-height: 100%; border: none; background: $background; padding: 0; }
    Choices:focus { border: none; background: $background; background-tint: $foreground 0%; }
    Choices > .option-list--option { padding: 0 1; }
    Choices > .option-list--option-highlighted { background: $panel; color: $foreground; }
    Choices:focus > .option-list--option-highlighted {
        background: $marked; color: $foreground; text-style: bold;
    }
    Choices > .option-list--separator { color: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False)]

    class Picked(Message):
        """A line was picked. With ``many``: a line was ticked or unticked."""

        def __init__(self, choices: Choices, value: str) -> None:
            super().__init__()
            self.choices = choices
            self.value = value

        @property
        def control(self) -> Choices:
            """The list, so that a handler can name it."""
            return self.choices

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        id: str | None = None,  # noqa: A002  # Textual's name for it
        picked: str = "",
        many: bool = False,
        ticked: Iterable[str] = (),
    ) -> None:
        self.choices = tuple(choices)
        self.many = many
        self.ticked = set(ticked)
        super().__init__(*self._numbered(), id=id, markup=False)
        values = [one.value for one in self.choices]
        if self.choices:
            open_now = next((index for index, one in enumerate(self.choices) if not one.why), 0)
            self.highlighted = values.index(picked) if picked in values else open_now

    @property
    def value(self) -> str:
        """What the highlighted line stands for; empty when there is none."""
        return "" if self.highlighted is None else self.choices[self.highlighted].value

    def pick(self, number: int) -> None:
        """Pick the line with this number, as its digit does."""
        if 1 <= number <= len(self.choices):
            self.highlighted = number - 1
            self._take(number - 1)

    def change(self, choices: Sequence[Choice]) -> None:
        """Show other lines; the highlight stays on its value where that is still there."""
        value = self.value
        self.choices = tuple(choices)
        self._redraw(value)

    def action_select(self) -> None:
        """Enter."""
        if self.many:
            self.screen.call_later(self.screen.run_action, "press('enter')")
        else:
            super().action_select()

    def action_cursor_down(self) -> None:
        """At the last line on to what stands below, if anything does; never round to the first line."""
        if self.highlighted != len(self.choices) - 1:
            super().action_cursor_down()
        elif self._neighbours():
            self.screen.focus_next("Input, Choices")

    def action_cursor_up(self) -> None:
        """At the first line back to what stands above, if anything does; never round to the last line."""
        if self.highlighted != 0:
            super().action_cursor_up()
        elif self._neighbours():
            self.screen.focus_previous("Input, Choices")

    def _neighbours(self) -> bool:
        return len(self.screen.query("Input, Choices")) > 1

    def action_tick(self) -> None:
        """Space."""
        if self.many and self.highlighted is not None:
            self._take(self.highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, a click or a touch on a line."""
        event.stop()
        self._take(event.option_index)

    def _take(self, index: int) -> None:
        choice = self.choices[index]
        if choice.why:
            for notice in self.screen.query(Notice):
                notice.say(choice.why, "why")
            return
        if self.many:
            self.ticked ^= {choice.value}
            self._redraw(choice.value)
        self.post_message(self.Picked(self, choice.value))

    def _redraw(self, value: str) -> None:
        values = [one.value for one in self.choices]
        self.clear_options()
        self.add_options(self._numbered())
        if self.choices:
            self.highlighted = values.index(value) if value in values else 0

    def _numbered(self) -> list[Option | None]:
        """The lines, with None where the gap is."""
        lines: list[Option | None] = []
        for index, choice in enumerate(self.choices):
            if choice.apart and index and not self.choices[index - 1].apart:
                lines.append(None)
            lines.append(Option(self._label(index, choice)))
        return lines

    def _label(self, index: int, choice: Choice) -> Content:
        number = f"{index + 1}" if index < 9 else " "
        mark = ("✓ " if choice.value in self.ticked else "· ") if self.many else ""
        words = Content(f" {number}  {mark}{choice.words}")
        if choice.why:
            words = words.stylize("$quiet 70%")
        elif choice.apart:
            words = words.stylize("$quiet")
        return Content.assemble(words, (f"   {choice.note}", "$quiet") if choice.note else "")
