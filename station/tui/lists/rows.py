"""A table to choose a line from: columns in cells, a heading above, only what fits is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

GAP = "  "


@dataclass(frozen=True)
class Column:
    """A heading and its width in cells; one of no width is left out, the last takes what is left."""

    title: str
    width: int


@dataclass(frozen=True)
class Row:
    """What a line stands for, and its cells."""

    value: str
    cells: tuple[Content | str, ...]


class Lines(OptionList):
    """The lines below the heading."""

    DEFAULT_CSS = """
    Lines {
        height: 1fr; border: none; background: $background; padding: 0; scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    Lines:focus { border: none; background: $background; background-tint: $foreground 0%; }
    Lines > .option-list--option { padding: 0 1; }
    Lines > .option-list--option-highlighted { background: $panel; color: $foreground; }
    Lines:focus > .option-list--option-highlighted {
        background: $marked; color: $foreground; text-style: bold;
    }
    """

    def action_cursor_down(self) -> None:
        """Down to the last line and no further: who holds the key down must not land on the first."""
        if self.highlighted != self.option_count - 1:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Up to the first line and no further."""
        if self.highlighted != 0:
            super().action_cursor_up()


class Rows(Vertical):
    """Posts :class:`Opened` with a line's value at Enter, a click or a touch."""

    DEFAULT_CSS = """
    Rows { height: 1fr; }
    Rows > .heading { height: 1; padding: 0 1; color: $quiet; text-wrap: nowrap; text-overflow: ellipsis; }
    Rows > .empty { height: auto; padding: 1; color: $quiet; display: none; }
    Rows.-empty > .empty { display: block; }
    Rows.-empty > Lines { display: none; }
    """

    class Opened(Message):
        """A line is to be opened."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(
        self, columns: Sequence[Column], name: str, rows: Sequence[Row] = (), *, empty: str = ""
    ) -> None:
        super().__init__(id=f"{name}-rows", classes="" if rows else "-empty")
        self._columns = tuple(columns)
        self._empty = empty
        self._values = tuple(row.value for row in rows)
        self._lines = Lines(*(Option(self._cells(row.cells)) for row in rows), id=name, markup=False)
        if rows:
            self._lines.highlighted = 0

    def compose(self) -> ComposeResult:
        """Heading, lines, and what is said when there are none."""
        yield Static(self._cells([column.title for column in self._columns]), classes="heading", markup=False)
        yield self._lines
        yield Static(self._empty, classes="empty", markup=False)

    @property
    def value(self) -> str:
        """What the highlighted line stands for; empty when there is none."""
        at = self._lines.highlighted
        return "" if at is None or at >= len(self._values) else self._values[at]

    @property
    def at_top(self) -> bool:
        """Whether nothing is above the highlight."""
        return self._lines.highlighted in (None, 0)

    def show(self, rows: Sequence[Row], empty: str | None = None) -> None:
        """Show other lines; the highlight stays on its value where that is still there."""
        value, self._values = self.value, tuple(row.value for row in rows)
        self._lines.clear_options()
        self._lines.add_options([Option(self._cells(row.cells)) for row in rows])
        if rows:
            self._lines.highlighted = self._values.index(value) if value in self._values else 0
        if empty is not None:
            self._empty = empty
            self.query_one(".empty", Static).update(Content(empty))
        self.set_class(not rows, "-empty")

    def take_focus(self) -> None:
        """Let the arrows move the highlight, if there is a line."""
        if self._values:
            self._lines.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, a click or a touch on a line."""
        event.stop()
        self.post_message(self.Opened(self._values[event.option_index]))

    def _cells(self, cells: Sequence[Content | str]) -> Content:
        parts: list[Content] = []
        for cell, column in zip(cells, self._columns, strict=True):
            if not column.width:
                continue
            text = Content(cell) if isinstance(cell, str) else cell
            if column is not self._columns[-1]:
                text = text.truncate(column.width, ellipsis=True)
                text = text.pad_right(column.width - text.cell_length)
            parts.append(text)
        return Content(GAP).join(parts)
