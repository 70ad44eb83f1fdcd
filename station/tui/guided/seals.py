"""The A and B seals: two numbers, read from the seals themselves."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from station.domain.errors import SpecimenState, StationError
from station.domain.presented import LabelKind, PresentedDocument, PresentedLabel
from station.domain.subject import label_number
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

FIELDS = ("a_seal", "b_seal")


class Seals(Question):
    """Both or none."""

    help_key = "guided.help_seals"

    def body(self) -> ComposeResult:
        """Two fields."""
        yield self.ask(self.words("guided.seals"))
        yield self.note(self.words("guided.seals_note"))
        for field in FIELDS:
            yield Slot(field, self.words(f"guided.{field}"), length_max=40)

    def keys(self) -> Iterable[Key]:
        """Enter goes to the second field, then takes both."""
        yield Key("enter", self.words("key.next"), self._enter, primary=True)

    def typed(self, field: str) -> None:
        """Say at once that they are the same, or hold what no record can."""
        try:
            label_number(self.draft(field))
            a_seal, b_seal = (label_number(self.draft(name)) for name in FIELDS)
            if a_seal and a_seal == b_seal:
                raise StationError("screening.seals_equal", specimen=SpecimenState.GOOD)
        except StationError as error:
            self.wrong(field, error)
        else:
            self.remark(field, "✓" if self.draft(field) else "", "good")

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """A seal's label goes into the field where the cursor is, else into the first that is empty."""
        if not (isinstance(what, PresentedLabel) and what.kind is LabelKind.SEAL):
            return super().presented(what)
        focused = self.screen.focused
        here = focused.id if focused is not None and focused.id in FIELDS else None
        field = (
            here if here and not self.draft(here) else next((f for f in FIELDS if not self.draft(f)), here)
        )
        if field is None:
            return False
        self.put(field, what.fields["seal_no"])
        return True

    def unsaved(self) -> bool:
        """Whether a number stands there."""
        return any(self.draft(field) for field in FIELDS)

    def _enter(self) -> None:
        empty = next((field for field in FIELDS if not self.draft(field)), None)
        if empty is not None:
            self.remark(empty, self.words("guided.read_the_seal"))
            self.focus(empty)
            return
        screen, (a_seal, b_seal) = self.screen, (self.draft(field) for field in FIELDS)

        def work() -> None:
            from station.services import aftermath

            aftermath.seal(screen.workplace, screen.screening_id, a_seal, b_seal)

        screen.take(work, then=lambda: screen.drafts.forget(*FIELDS))
