"""Who is it: the number of the resident identity card, typed or scanned; another document, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.codes import Document
from station.domain.errors import StationError
from station.domain.identity import Hint, IdentityNumber, hint, may_be_old, mend
from station.domain.presented import PresentedDocument, PresentedLabel
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.other_document import OtherDocument
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

FIELD = "number"


class Identify(Question):
    """A valid eighteenth character goes on by itself; what is wrong is said while typing."""

    help_key = "guided.help_identify"

    def body(self) -> ComposeResult:
        """The field, and what the number already tells."""
        yield self.ask(self.words(self._question()))
        slot = Slot(FIELD, length_max=60)
        yield slot
        yield Static(classes="note", id="told", markup=False)

    def _question(self) -> str:
        """Names the devices that this station has, and no others."""
        documents = self.screen.desk.documents
        card = "_card" if self.workplace.config.card_readers else ""
        scan = "_scan" if documents is not None and documents.scans_documents else ""
        return f"guided.identify{card}{scan}"

    def keys(self) -> Iterable[Key]:
        """Enter takes a number of fifteen digits, or says what is wrong."""
        yield Key("enter", self.words("key.next"), self._enter, self._why_not(), primary=True)

    def others(self) -> Sequence[Choice]:
        """Other documents, another lane, and the end."""
        words = self.words
        return (
            Choice(f"document:{Document.OTHER.value}", words("document.other")),
            Choice(f"document:{Document.NONE.value}", words("document.none")),
            *exceptions.lane_choices(self.screen),
            *exceptions.ending_choices(self.screen),
        )

    def drawn(self) -> None:
        """Say what is missing."""
        self._say(self._hint())

    def typed(self, field: str) -> None:
        """Go on at the eighteenth character, if the number is one."""
        found = self._hint()
        self._say(found)
        if found.complete and not self.screen.busy:
            self.screen.unsettle()
            self._identify()

    def picked(self, value: str) -> None:
        """Another document, or none."""
        self.screen.show(OtherDocument(self.screen, Document(value.removeprefix("document:"))))

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """The card answers the question, unless what was typed says otherwise."""
        if not isinstance(what, PresentedDocument):
            return False
        if not what.same_number(self.draft(FIELD)):
            raise StationError("identity.card_mismatch")
        what.check(self._today())
        screen = self.screen

        def work() -> None:
            from station.services import screening

            screen.begin()
            screening.identify_presented(screen.workplace, screen.screening_id, what)

        def then() -> None:
            screen.drafts.forget(FIELD)
            remark = self._odd(what)
            if remark:
                screen.say(remark)

        screen.unsettle()
        screen.take(work, then=then)
        return True

    def _odd(self, what: PresentedDocument) -> str:
        """What an officer should look at on the document itself."""
        if what.expired(self._today()):
            return self.words("guided.document_expired", expiry=what.expires_on)
        return self.words("guided.document_odd") if what.problems else ""

    def unsaved(self) -> bool:
        """Whether a number stands there."""
        return bool(self.draft(FIELD))

    def _today(self) -> date:
        return self.workplace.pack.rules.local_date(self.screen.station.clock.utc())

    def _hint(self) -> Hint:
        return hint(self.draft(FIELD), self._today())

    def _old(self, found: Hint) -> bool:
        return found.problem is None and may_be_old(mend(self.draft(FIELD)), self._today())

    def _why_not(self) -> str:
        found = self._hint()
        if found.problem is not None:
            return self.words.error(found.problem).what
        if self._old(found) or not found.missing:
            return ""
        return self.words("guided.digits_missing", missing=found.missing)

    def _enter(self) -> None:
        try:
            IdentityNumber.parse(self.draft(FIELD), self._today())
        except StationError as error:
            self.wrong(FIELD, error)
            return
        self._identify()

    def _identify(self) -> None:
        screen, typed = self.screen, self.draft(FIELD)

        def work() -> None:
            from station.services import screening

            screen.begin()
            screening.identify_by_number(screen.workplace, screen.screening_id, typed)

        screen.take(work, then=lambda: screen.drafts.forget(FIELD))

    def _say(self, found: Hint) -> None:
        if found.problem is not None:
            self.wrong(FIELD, found.problem)
        elif not self.draft(FIELD):
            self.remark(FIELD, self.words("guided.number_hint"))
        elif self._old(found):
            self.remark(FIELD, self.words("guided.old_number", missing=found.missing))
        elif found.missing:
            self.remark(FIELD, self.words("guided.digits_missing", missing=found.missing))
        else:
            self.remark(FIELD, "✓", "good")
        for told in self.screen.query("#told").results(Static):
            told.update(self._told(found))

    def _told(self, found: Hint) -> str:
        sex = self.words(f"sex.{found.sex.value}") if found.sex else "—"
        told = [
            f"{self.words('detail.sex')}  {sex}",
            f"{self.words('detail.birth_date')}  {found.birth or '—'}",
            found.grouped,
        ]
        return "      ".join(told)
