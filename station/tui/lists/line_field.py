"""A field in one line, for forms with many: label, input, and beside it what is wrong, while typing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


class LineField(Horizontal):
    """``LineField("place", label)`` has an ``Input`` with that id."""

    DEFAULT_CSS = """
    LineField { height: 2; }
    LineField > .label { width: 20; height: 1; padding: 0 1; color: $quiet; text-wrap: nowrap; }
    LineField > Input {
        width: 32; height: 1; border: none; padding: 0 1; background: $panel; color: $foreground;
    }
    LineField > Input:focus { border: none; background: $marked; text-style: bold; }
    LineField.-focus > .label { color: $accent; text-style: bold; }
    LineField.-wrong > Input { background: $error 25%; }
    LineField > .remark { width: 1fr; height: 2; padding: 0 1; color: $quiet; }
    LineField > .remark.-wrong { color: $error; text-style: bold; }
    LineField > .remark.-good { color: $success; }
    """

    def __init__(
        self, name: str, label: str, *, hidden: bool = False, remark: str = "", length_max: int = 200
    ) -> None:
        super().__init__()
        self._input = Input(id=name, password=hidden, max_length=length_max, select_on_focus=False)
        self._label = label
        self._remark = remark

    def compose(self) -> ComposeResult:
        """Label, input, remark."""
        yield Static(self._label, classes="label", markup=False)
        yield self._input
        yield Static(self._remark, classes="remark", markup=False)

    @property
    def field(self) -> str:
        """The id of its input."""
        return self._input.id or ""

    def remark(self, text: str | Content, kind: str = "") -> None:
        """Say something beside the input; ``kind`` is ``""``, ``wrong`` or ``good``."""
        remark = self.query_one(".remark", Static)
        for name in ("wrong", "good"):
            remark.set_class(kind == name, f"-{name}")
        self.set_class(kind == "wrong", "-wrong")
        remark.update(Content(text) if isinstance(text, str) else text)

    def on_descendant_focus(self) -> None:
        """The label of the field one is in stands out."""
        self.add_class("-focus")

    def on_descendant_blur(self) -> None:
        """And no longer."""
        self.remove_class("-focus")
