"""Typed text outlives the widgets it was typed into: a change of language builds a screen anew."""

from __future__ import annotations

from textual.dom import DOMNode
from textual.widgets import Input


class Drafts:
    """The text of every field of one screen, by the field's id."""

    def __init__(self) -> None:
        self._typed: dict[str, str] = {}
        self._offered: dict[str, str] = {}
        self._decided: set[str] = set()  # filled in or forgotten by the program since they were last drawn

    def keep(self, field: Input) -> None:
        """Remember what stands in ``field``."""
        if field.id:
            self._typed[field.id] = field.value
            self._decided.discard(field.id)
            if field.value != self._offered.get(field.id):
                self._offered.pop(field.id, None)

    def gather(self, screen: DOMNode) -> None:
        """Remember what stands in every field: the word of the newest key may still be on its way."""
        for field in screen.query(Input):
            if field.id not in self._decided:
                self.keep(field)

    def forget(self, *ids: str) -> None:
        """Forget some fields, or all."""
        for field_id in ids or tuple(self._typed):
            self._typed.pop(field_id, None)
            self._offered.pop(field_id, None)
            self._decided.add(field_id)

    def restore(self, screen: DOMNode) -> None:
        """Put back what was typed. Nobody hears of it: nothing has changed."""
        self._decided.clear()
        for field in screen.query(Input):
            typed = self._typed.get(field.id or "")
            if typed is not None and field.value != typed:
                with field.prevent(Input.Changed):
                    field.value = typed
                    field.cursor_position = len(typed)
            self.mark(field)

    def mark(self, field: Input) -> None:
        """Mark the whole of what the program filled in: typing takes its place, and is not added to it."""
        if field.id and field.value and field.value == self._offered.get(field.id):
            field.select_all()

    def __getitem__(self, field_id: str) -> str:
        """What was typed into one field, else nothing."""
        return self._typed.get(field_id, "")

    def __setitem__(self, field_id: str, text: str) -> None:
        """Fill a field in before it is drawn."""
        self._typed[field_id] = self._offered[field_id] = text
        self._decided.add(field_id)
