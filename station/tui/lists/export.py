"""The court bundle of one screening, into a folder of its own."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField


class ExportScreen(FormScreen):
    """One field: where to. Nothing that is there already is written over."""

    help_key = "export.help"
    DEFAULT_CSS = """
    ExportScreen LineField > Input { width: 1fr; }
    ExportScreen #asked { height: auto; margin-bottom: 1; }
    ExportScreen #made { height: auto; margin-top: 1; color: $success; }
    """

    def __init__(self, screening_id: str) -> None:
        super().__init__()
        self._screening_id = screening_id
        self._made = ""

    def body(self) -> ComposeResult:
        """What is written, and where to."""
        if not self.drafts["folder"]:
            self.drafts["folder"] = str(self.station.root / "exports" / self._screening_id)
        yield Static(self.words("export.asked"), id="asked", markup=False)
        yield LineField("folder", self.words("export.folder"), length_max=1000)
        yield Static(self._made, id="made", markup=False)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("export.title")

    def submit_word(self) -> str:
        """Writing it."""
        return self.words("export.write")

    def submit(self) -> None:
        """Write it in a thread; a large one takes a while."""
        folder = Path(self.drafts["folder"].strip()).expanduser()

        def work() -> Path:
            from station.services import court_bundle

            court_bundle.export(self.workplace, self._screening_id, folder)
            return folder

        self.perform(work, self._written, self.marking("folder"))

    def _written(self, path: Path) -> None:
        self._made = self.words("export.written", path=str(path))
        self.query_one("#made", Static).update(self._made)
