"""Two different people put their names to one decision: badge and PIN of each."""

from __future__ import annotations

from typing import cast

from textual.app import ComposeResult
from textual.widgets import Input

from station.domain.errors import StationError
from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField

FIELDS = ("badge_first", "pin_first", "badge_second", "pin_second")


def _known_badge(field: Input) -> bool:
    return (field.id or "").startswith("badge_") and bool(field.value.strip())


class TwoSignaturesScreen(FormScreen):
    """A form that ends with two PINs. PINs are forgotten after each attempt, badges are not."""

    def signature_fields(self) -> ComposeResult:
        """The four fields; who is signed on stands there already."""
        badge = "two_signatures.badge_counter" if self.station.at_counter else "two_signatures.badge"
        for place in ("first", "second"):
            number = 1 if place == "first" else 2
            yield LineField(f"badge_{place}", self.words(badge, number=number), length_max=32)
            pin = self.words("two_signatures.pin", number=number)
            yield LineField(f"pin_{place}", pin, hidden=True, length_max=64)

    def fill_badges(self) -> None:
        """Whoever is signed on, in order; the second of them need only type a PIN."""
        badges = self.workplace.people.badges()
        for name, badge in zip(("badge_first", "badge_second"), badges, strict=False):
            if not self.drafts[name]:
                self.drafts[name] = badge
        self.drafts.restore(self)

    def signers(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Badge and PIN of both."""
        first, first_pin, second, second_pin = (self.drafts[name] for name in FIELDS)
        return (first.strip(), first_pin), (second.strip(), second_pin)

    def walk(self) -> None:
        """Past a badge that stands there already: a PIN must never be typed into a field that shows it."""
        if self.at_last_field():
            super().walk()
            return
        fields = list(self.query(Input))
        later = fields[fields.index(cast("Input", self.focused)) + 1 :]
        next((field for field in later if not _known_badge(field)), fields[-1]).focus()

    def same_person(self) -> bool:
        """Whether both badges are one; then the second field says so, and nothing is tried."""
        (first, _), (second, _) = self.signers()
        if first != second:
            return False
        self.mark("badge_second", self.words("two_signatures.same"))
        self.query_one("#badge_second", Input).focus()
        return True

    def attempt_refused(self, error: StationError) -> None:
        """Type both PINs again; the cursor stands where the first one is missing."""
        self.forget_pins()
        if error.code.startswith("access."):
            self.query_one("#pin_first", Input).focus()

    def forget_pins(self) -> None:
        """No PIN stays in the program."""
        self.drafts.forget("pin_first", "pin_second")
        for name in ("pin_first", "pin_second"):
            for field in self.query(f"#{name}").results(Input):
                field.value = ""
