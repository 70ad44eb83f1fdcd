"""One follow-up: how it stands, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from station.domain.codes import FollowupKind, FollowupState
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists import wording

if TYPE_CHECKING:
    from pathlib import Path

    from station.services.listing import Queued
    from station.tui.messages import LogAdvanced

LABEL = 16
OURS = (FollowupState.TO_HAND_OVER.value, FollowupState.RETURNED.value)
"""What is still, or again, with those who work on it: only then can it be mended and go."""


class FollowupScreen(StationScreen):
    """A numbered list; what is not possible now is grey and says why."""

    help_key = "followup_screen.help"
    DEFAULT_CSS = """
    FollowupScreen #facts { height: auto; margin-bottom: 1; padding: 0 1; }
    FollowupScreen Choices { border-top: solid $rule; }
    """

    def __init__(self, followup_id: str) -> None:
        super().__init__()
        self._followup_id = followup_id
        self._item: Queued | None = None

    def body(self) -> ComposeResult:
        """The facts, then the acts."""
        yield Static(self._facts(), id="facts", markup=False)
        if self._item is not None:
            yield Choices(self._acts(self._item), id="acts", picked=_next_act(self._item))

    def heading(self) -> Content | str:
        """Whose it is, and how it stands."""
        one = self._item
        if one is None:
            return self.words("followup_screen.title")
        kind, state = self.words(f"followup.{one.row.kind}"), self.words(f"followup.{one.row.state}")
        return f"{kind}   {wording.person(self.station, one.name, one.number)}   {state}"

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line."""
        yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield self.back_key()

    def came_back(self) -> None:
        """Read it anew."""
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """It may have moved."""
        if self._item and self._item.row.screening_id in news.screenings:
            self._fetch()

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        one = self._item
        if one is None:
            return
        if message.value == "screening":
            self.go("detail", screening_id=one.row.screening_id)
        elif message.value == "hand_over":
            self.instead("hand_over", followup_ids=self._followup_id)
        elif message.value == "reprint":
            self.perform(self._reprint, self._printed)
        else:
            self.go(message.value, followup_id=self._followup_id)

    def _take(self) -> None:
        for choices in self.query(Choices):
            choices.action_select()

    def _fetch(self) -> None:
        def work() -> Queued:
            from station.services import listing

            return listing.queued(self.workplace, self._followup_id)

        self.fetch("item", work, self._show)

    def _show(self, item: Queued) -> None:
        self._item = item
        self.redraw()

    def _reprint(self) -> Path:
        from station.services import handover

        list_no = self._item.row.list_no if self._item else None
        return handover.reprint(self.workplace, list_no or "")

    def _printed(self, path: Path) -> None:
        self.say(self.words("detail_screen.printed", path=str(path)))

    def _acts(self, one: Queued) -> list[Choice]:
        words, state = self.words, one.row.state
        licence = one.row.kind == FollowupKind.LICENCE.value
        not_licence = "" if licence else words("followup_screen.no_measure_here")
        withdrawn = state == FollowupState.WITHDRAWN.value
        gone = "" if state in OURS else words(f"followup_screen.{'withdrawn' if withdrawn else 'gone'}")
        no_finding = words("followup.lacks.finding") if one.followup.finding is None else ""
        lacks = words(f"followup.lacks.{one.followup.lacks}") if one.followup.lacks else ""
        not_handed = "" if state == "handed_over" else words("followup_screen.not_handed")
        return [
            Choice("finding", words("followup_screen.finding"), why=not_licence or gone),
            Choice("measure", words("followup_screen.measure"), why=not_licence or gone or no_finding),
            Choice("hand_over", words("followup_screen.hand_over"), why=gone or lacks),
            Choice("accept", words("followup_screen.accept"), why=not_handed),
            Choice("give_back", words("followup_screen.give_back"), why=not_handed),
            Choice("reprint", words("followup_screen.reprint"), why="" if one.row.list_no else not_handed),
            Choice("screening", words("followup_screen.screening")),
        ]

    def _facts(self) -> Content:
        one = self._item
        if one is None:
            return Content(self.words("screenings.loading"))
        return Content("\n").join([self._line(label, text) for label, text in self._pairs(one) if text])

    def _pairs(self, one: Queued) -> Iterable[tuple[str, str]]:
        words, row, standing = self.words, one.row, one.followup
        yield "opened", wording.second(self.station, row.opened_at)
        yield "rule", f"{row.rule} · {row.pack}"
        yield "receiver", row.receiver or words(f"followup.receiver.{row.kind}")
        if standing.finding is not None:
            found = standing.finding
            yield (
                "finding",
                (
                    f"{words(f'finding.{found.finding.value}')} · {found.laboratory} "
                    f"{found.document_no} {found.dated.isoformat()}"
                ),
            )
        if standing.measure is not None:
            made = standing.measure
            yield "measure", f"{words(f'measure.{made.measure.value}')} · {made.document_no}"
            yield "legal_basis", words(f"legal_basis.{made.legal_basis}")
        for gone in standing.hand_overs:
            at = wording.second(self.station, datetime.fromisoformat(gone.handed_at))
            yield "handed", f"{at} · {gone.list_no} · {gone.receiver}"
        yield "receipt", standing.receipt_no or ""
        yield (
            "returned",
            (standing.returned_reason or "") if row.state == FollowupState.RETURNED.value else "",
        )
        yield "voided", words("followup_screen.test_voided") if standing.voided else ""
        yield "lacks", words(f"followup.lacks.{standing.lacks}") if standing.lacks else ""

    def _line(self, label: str, text: str) -> Content:
        said = Content(self.words(f"followup_screen.label.{label}")).stylize("$quiet")
        style = "bold $warning" if label in ("lacks", "returned", "voided") else ""
        return Content.assemble(said.pad_right(max(1, LABEL - said.cell_length)), (text, style))


def _next_act(one: Queued) -> str:
    """What this follow-up waits for; the highlight stands there."""
    if one.row.state == FollowupState.HANDED_OVER.value:
        return "accept"
    if one.row.state not in OURS:
        return "screening"
    return one.followup.lacks or "hand_over"
