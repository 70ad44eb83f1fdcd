"""Handing the chosen follow-ups over: to whom, then the numbered list on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from station.tui.keys import Key
from station.tui.lists import wording
from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField

if TYPE_CHECKING:
    from station.services.handover import HandedOver
    from station.services.listing import Queued


class HandOverScreen(FormScreen):
    """The receiver's name stands there already; Enter hands over and prints."""

    help_key = "handover_screen.form_help"
    DEFAULT_CSS = """
    HandOverScreen #items { height: auto; max-height: 60%; margin-bottom: 1; }
    HandOverScreen #item { height: auto; }
    HandOverScreen LineField > Input { width: 1fr; }
    HandOverScreen #handed { height: auto; margin-top: 1; }
    """

    def __init__(self, followup_ids: str) -> None:
        super().__init__()
        self._ids = tuple(followup_ids.split())
        self._items: tuple[Queued, ...] = ()
        self._handed: HandedOver | None = None

    def body(self) -> ComposeResult:
        """What goes, and to whom."""
        with VerticalScroll(id="items", can_focus=False):
            yield Static(self._list(), id="item", markup=False)
        if self._handed is None:
            yield LineField("receiver", self.words("handover_screen.receiver"))
        yield Static(self._told(), id="handed", markup=False)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("handover_screen.hand_over", count=len(self._ids))

    def keys(self) -> Iterable[Key]:
        """Once it is handed over: print again if that failed, then back."""
        if self._handed is None:
            yield from super().keys()
            return
        if self._handed.not_printed is not None:
            yield Key("enter", self.words("handover_screen.reprint"), self._reprint, primary=True)
        else:
            yield Key("enter", self.words("key.back"), self.back, primary=True)
        yield self.back_key()

    def came_back(self) -> None:
        """Read the items."""

        def work() -> tuple[Queued, ...]:
            from station.services import listing

            return tuple(listing.queued(self.workplace, followup_id) for followup_id in self._ids)

        self.fetch("items", work, self._show)

    def submit_word(self) -> str:
        """Handing over."""
        return self.words("handover_screen.hand_over_now")

    def submit(self) -> None:
        """All of them or none, then the paper."""
        receiver = self.drafts["receiver"]

        def work() -> HandedOver:
            from station.services import handover

            return handover.hand_over(self.workplace, self._ids, receiver=receiver)

        self.perform(work, self._done, self.marking("receiver", self._say_how))
        self._say_how()

    def _show(self, items: tuple[Queued, ...]) -> None:
        self._items = items
        if items and not self.drafts["receiver"]:
            self.drafts["receiver"] = self.words(f"followup.receiver.{items[0].row.kind}")
            self.drafts.restore(self)
        self.query_one("#item", Static).update(self._list())

    def _done(self, handed: HandedOver) -> None:
        from dataclasses import replace

        self._handed = replace(handed)
        self.redraw()
        if handed.not_printed is not None:
            self.fail(handed.not_printed)

    def _say_how(self) -> None:
        self.query_one("#handed", Static).update(self._told())

    def _reprint(self) -> None:
        handed = self._handed
        if handed is None:
            return

        def work() -> HandedOver:
            from dataclasses import replace

            from station.services import handover

            path = handover.reprint(self.workplace, handed.list_no)
            return replace(handed, paper=path, not_printed=None)

        self.perform(work, self._done)

    def _list(self) -> Content:
        words = self.words
        lines = []
        for number, one in enumerate(self._items, start=1):
            found = one.screening.outcome
            verdict = one.screening.verdict
            code = verdict.verdict.value if verdict and found and found.value == "completed" else ""
            lines.append(
                Content.assemble(
                    f" {number}  {words(f'followup.{one.row.kind}')}  ",
                    wording.person(self.station, one.name, one.number),
                    "  ",
                    wording.ending(words, code or (found.value if found else "open")),
                    (f"  {wording.day_time(self.station, one.row.opened_at)}", "$quiet"),
                )
            )
        return Content("\n").join(lines)

    def _told(self) -> Content:
        if self._handed is None:
            key = "handover_screen.prints" if self.busy else "handover_screen.will_print"
            return Content(self.words(key)).stylize("$quiet")
        done = self.words("handover_screen.done", list_no=self._handed.list_no)
        paper = self._handed.paper
        where = self.words("handover_screen.paper", path=str(paper)) if paper else ""
        return Content.assemble((done, "bold $success"), f"\n{where}")
