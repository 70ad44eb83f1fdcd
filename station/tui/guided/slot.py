"""One line of a form: what is asked, the field, and beside it what is wrong or still missing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


class Slot(Horizontal):
    """``Slot("lot", label)`` has an ``Input`` with that id. ``large`` is for the one field of a screen."""

    DEFAULT_CSS = """
    Slot { height: 3; }
    Slot > .label { width: 15; height: 3; padding: 1 1 0 1; color: $quiet; }
    Slot > Input {
        width: 34; height: 3; padding: 0 1; background: $surface; color: $foreground; border: round $rule;
    }
    Slot > Input:focus { border: round $accent; background-tint: $foreground 0%; }
    Slot > Input.-wrong { border: round $error; }
    Slot > .remark { width: 1fr; height: 3; padding: 1 0 0 2; color: $quiet; }
    Slot > .remark.-wrong { color: $error; text-style: bold; }
    Slot > .remark.-good { color: $success; }
    Slot.-large > .label { display: none; }
    Slot.-large > Input { width: 52; max-width: 62%; text-style: bold; }
    """

    def __init__(
        self, name: str, label: str = "", *, hidden: bool = False, length_max: int = 200, remark: str = ""
    ) -> None:
        super().__init__(name=name, classes="-form" if label else "-large")
        self._label = label
        self._remark = remark
        self._input = Input(id=name, password=hidden, max_length=length_max, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """Label, input, remark."""
        yield Static(self._label, classes="label", markup=False)
        yield self._input
        yield Static(self._remark, classes="remark", markup=False)

    def remark(self, text: str | Content, kind: str = "") -> None:
        """Say something beside the input; ``kind`` is ``""``, ``wrong`` or ``good``."""
        said = self.query_one(".remark", Static)
        for name in ("wrong", "good"):
            said.set_class(kind == name, f"-{name}")
        self._input.set_class(kind == "wrong", "-wrong")
        said.update(text)
