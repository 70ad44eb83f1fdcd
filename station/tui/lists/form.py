"""A form whose fields Enter walks; in the last one Enter does what the form is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widgets import Input

from station.domain.errors import StationError
from station.tui.base import StationScreen
from station.tui.keys import Key
from station.tui.lists.line_field import LineField


class FormScreen(StationScreen):
    """Fields are walked in the order in which they stand."""

    def __init__(self) -> None:
        super().__init__()
        self._marked: dict[str, str] = {}

    def submit(self) -> None:
        """What the form is for."""

    def submit_word(self) -> str:
        """The word of Enter in the last field."""
        return self.words("key.choose")

    def required(self) -> tuple[str, ...]:
        """The fields that may not be empty."""
        return tuple(field.id or "" for field in self.query(Input))

    def keys(self) -> Iterable[Key]:
        """Enter, and the way back."""
        yield from self.walking_keys()
        yield self.back_key()

    def walking_keys(self) -> Iterable[Key]:
        """Enter and the arrows between the fields."""
        last = self.at_last_field()
        word = self.submit_word() if last else self.words("key.next")
        yield Key("enter", word, self.walk, primary=True)
        yield Key("up", self.words("form.up"), self.walk_back, shown=False)
        yield Key("down", self.words("form.down"), lambda: self.focus_next("Input"), shown=False)

    def at_last_field(self) -> bool:
        """Whether no field comes after the one that is typed in."""
        fields = list(self.query(Input))
        return not fields or self.focused not in fields[:-1]

    def walk(self) -> None:
        """To the next field, or from the last one on to :meth:`submit`."""
        if not self.at_last_field():
            self.focus_next("Input")
            return
        for name in self.required():
            if not self.drafts[name].strip():
                self.mark(name, self.words("form.needed"))
                self.query_one(f"#{name}", Input).focus()
                return
        self.submit()

    def walk_back(self) -> None:
        """To the field before."""
        self.focus_previous("Input")

    def mark(self, name: str, text: str, kind: str = "wrong") -> None:
        """Say beside one field what is wrong with it."""
        self._marked[name] = self.drafts[name]
        for field in self.query(LineField):
            if field.field == name:
                field.remark(text, kind)

    def marking(self, name: str, then: Callable[[], None] | None = None) -> Callable[[StationError], None]:
        """For ``otherwise=``: what was refused is said beside this field too, and one types there again."""

        def refused(error: StationError) -> None:
            self.mark(name, self.words.error(error).what)
            for field in self.query(f"#{name}"):
                field.focus()
            if then is not None:
                then()

        return refused

    def on_descendant_focus(self) -> None:
        """Enter means another thing in the last field."""
        self.refresh_lines()

    def on_input_changed(self, message: Input.Changed) -> None:
        """What was wrong with a field is being mended; what was just said of this very text stands."""
        name = message.input.id or ""
        if self._marked.get(name, message.value) != message.value:
            self.mark(name, "", "")
            self._marked.pop(name, None)
