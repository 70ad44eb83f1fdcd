"""What the receiver answered: taken in under a receipt number, or sent back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField

if TYPE_CHECKING:
    from station.services.listing import Queued
    from station.storage.rows import FollowupRow


class AcceptScreen(FormScreen):
    """已受理: the receipt's number and who took it in."""

    help_key = "receipt_screen.help"

    def __init__(self, followup_id: str) -> None:
        super().__init__()
        self._followup_id = followup_id

    def body(self) -> ComposeResult:
        """Two fields."""
        yield LineField("receipt_no", self.words("receipt_screen.receipt_no"), length_max=80)
        yield LineField("receiver", self.words("handover_screen.receiver"))

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("receipt_screen.accept_title")

    def came_back(self) -> None:
        """Whom it was handed to stands there already."""

        def work() -> Queued:
            from station.services import listing

            return listing.queued(self.workplace, self._followup_id)

        self.fetch("item", work, self._fill)

    def submit_word(self) -> str:
        """Noting it."""
        return self.words("receipt_screen.accept")

    def submit(self) -> None:
        """Accepted."""
        receipt_no, receiver = self.drafts["receipt_no"], self.drafts["receiver"]

        def work() -> FollowupRow:
            from station.services import followups

            return followups.accept(
                self.workplace, self._followup_id, receipt_no=receipt_no, receiver=receiver
            )

        self.perform(work, lambda _: self.back(), self.marking("receipt_no"))

    def _fill(self, item: Queued) -> None:
        if not self.drafts["receiver"]:
            self.drafts["receiver"] = item.row.receiver or ""
            self.drafts.restore(self)


class GiveBackScreen(FormScreen):
    """退回补正: why it came back."""

    help_key = "receipt_screen.help_give_back"
    DEFAULT_CSS = "GiveBackScreen LineField > Input { width: 1fr; }"

    def __init__(self, followup_id: str) -> None:
        super().__init__()
        self._followup_id = followup_id

    def body(self) -> ComposeResult:
        """One field."""
        yield LineField("reason", self.words("receipt_screen.reason"))

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("receipt_screen.give_back_title")

    def submit_word(self) -> str:
        """Noting it."""
        return self.words("receipt_screen.give_back")

    def submit(self) -> None:
        """Returned."""
        reason = self.drafts["reason"]

        def work() -> FollowupRow:
            from station.services import followups

            return followups.give_back(self.workplace, self._followup_id, reason=reason)

        self.perform(work, lambda _: self.back(), self.marking("reason"))
