"""One field: what is asked above, the input, and beside it what is wrong or still missing, while typing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


class Field(Horizontal):
    """``Field("place", label)``: an ``Input`` with that id, its label in the frame, a remark to its right."""

    DEFAULT_CSS = """
    Field { height: 3; margin-bottom: 1; }
    Field Input {
        width: 52; max-width: 62%; padding: 0 1;
        background: $surface; border: round $rule; color: $foreground; border-title-color: $quiet;
    }
    Field Input:focus {
        background-tint: $foreground 0%; border: round $accent;
        border-title-color: $accent; border-title-style: bold;
    }
    Field Input.-wrong { border: round $error; }
    Field .remark { width: 1fr; height: 3; padding: 1 1 1 2; color: $quiet; }
    Field .remark.-wrong { color: $error; text-style: bold; }
    Field .remark.-good { color: $success; }
    """

    def __init__(
        self, name: str, label: str, *, hidden: bool = False, remark: str = "", length_max: int = 200
    ) -> None:
        super().__init__()
        self._input = Input(id=name, password=hidden, max_length=length_max, select_on_focus=False)
        self._input.border_title = Content(label)
        self._remark = remark

    def compose(self) -> ComposeResult:
        """Input and remark."""
        yield self._input
        yield Static(self._remark, classes="remark", markup=False)

    @property
    def value(self) -> str:
        """What stands in the input."""
        return self._input.value

    def remark(self, text: str | Content, kind: str = "") -> None:
        """Say something beside the input; ``kind`` is ``""``, ``wrong`` or ``good``."""
        remark = self.query_one(".remark", Static)
        for name in ("wrong", "good"):
            remark.set_class(kind == name, f"-{name}")
        self._input.set_class(kind == "wrong", "-wrong")
        remark.update(text)
