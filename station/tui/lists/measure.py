"""The proposed measure: which, on what legal basis, under which document, by which two people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from station.domain.codes import MeasureKind
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists.line_field import LineField
from station.tui.lists.two_signatures import TwoSignaturesScreen

if TYPE_CHECKING:
    from station.domain.errors import StationError
    from station.domain.rules import MeasureRule
    from station.services.listing import Queued
    from station.storage.rows import FollowupRow


class MeasureScreen(TwoSignaturesScreen):
    """First the measure, then its basis, then document number and two PINs."""

    help_key = "measure_screen.help"
    AUTO_FOCUS = "Choices, Input"
    DEFAULT_CSS = """
    MeasureScreen .asked { height: auto; color: $quiet; padding: 0 1; margin-bottom: 1; }
    MeasureScreen #chosen { height: auto; padding: 0 1; margin-bottom: 1; }
    """

    def __init__(self, followup_id: str) -> None:
        super().__init__()
        self._followup_id = followup_id
        self._item: Queued | None = None
        self._measure: MeasureKind | None = None
        self._basis = ""

    def body(self) -> ComposeResult:
        """One question after another."""
        words = self.words
        if self._item is None:
            yield Static(words("screenings.loading"), classes="asked", markup=False)
        elif self._measure is None:
            yield Static(words("measure_screen.ask_measure"), classes="asked", markup=False)
            yield Choices([self._measure_choice(rule) for rule in self._rules()], id="measures")
        elif not self._basis:
            yield Static(words("measure_screen.ask_basis"), classes="asked", markup=False)
            bases = next(rule.legal_bases for rule in self._rules() if rule.measure is self._measure)
            yield Choices([Choice(key, words(f"legal_basis.{key}")) for key in bases], id="bases")
        else:
            yield Static(self._chosen(), id="chosen", markup=False)
            yield LineField("document_no", words("measure_screen.document_no"), length_max=80)
            yield from self.signature_fields()

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("measure_screen.title")

    def aside(self) -> str:
        """Where in the three questions one is."""
        number = 1 if self._measure is None else 2 if not self._basis else 3
        return self.words("shift_screen.step", number=number, all=3)

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line, or walks the fields; Esc goes back one question."""
        if self._basis:
            yield from self.walking_keys()
        else:
            yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield Key("escape", self.words("key.back"), self._step_back)

    def came_back(self) -> None:
        """Which measures the finding allows."""

        def work() -> Queued:
            from station.services import listing

            return listing.queued(self.workplace, self._followup_id)

        self.fetch("item", work, self._show)

    def submit_word(self) -> str:
        """Both sign the proposal."""
        return self.words("measure_screen.propose")

    def submit(self) -> None:
        """The proposal, with both PINs."""
        measure = self._measure
        if measure is None or self.same_person():
            return
        signers, basis, document_no = self.signers(), self._basis, self.drafts["document_no"]

        def work() -> FollowupRow:
            from station.services import followups

            return followups.propose_measure(
                self.workplace,
                self._followup_id,
                measure=measure,
                legal_basis=basis,
                document_no=document_no,
                signers=signers,
            )

        self.perform(work, lambda _: self.back(), self._refused)

    def _refused(self, error: StationError) -> None:
        self.attempt_refused(error)

    def _show(self, item: Queued) -> None:
        self._item = item
        self.redraw()

    def _take(self) -> None:
        for choices in self.query(Choices):
            choices.action_select()

    @on(Choices.Picked, "#measures")
    async def _measured(self, message: Choices.Picked) -> None:
        self._measure = MeasureKind(message.value)
        await self.rebuild()

    @on(Choices.Picked, "#bases")
    async def _based(self, message: Choices.Picked) -> None:
        self._basis = message.value
        self.fill_badges()
        await self.rebuild()
        self.query_one("#document_no").focus()

    def _step_back(self) -> None:
        if self._basis:
            self._basis = ""
            self.forget_pins()
            self.redraw()
        elif self._measure is not None:
            self._measure = None
            self.redraw()
        else:
            self.back()

    def _rules(self) -> list[MeasureRule]:
        one = self._item
        kind = one.row.kind if one else ""
        return [rule for rule in self.workplace.pack.rules.measures if rule.followup.value == kind]

    def _measure_choice(self, rule: MeasureRule) -> Choice:
        finding = self._item.followup.finding if self._item else None
        why = ""
        if finding is None:
            why = self.words("followup.lacks.finding")
        elif finding.finding not in rule.findings:
            why = self.words("measure_screen.not_confirmed")
        certainty = self.words(
            "measure_screen.certainty", certainty=self.words(f"certainty.{rule.certainty.value}")
        )
        return Choice(rule.measure.value, self.words(f"measure.{rule.measure.value}"), certainty, why)

    def _chosen(self) -> Content:
        measure = self.words(f"measure.{self._measure.value}") if self._measure else ""
        return Content.assemble((measure, "bold"), f"   {self.words(f'legal_basis.{self._basis}')}")
