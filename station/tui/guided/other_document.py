"""Another document, or none: what is written on it, and the sex as it is seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from station.domain.codes import Document, Sex
from station.domain.errors import StationError
from station.domain.subject import clean_text
from station.tui.choices import Choice
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

FIELDS = ("document_name", "document_number", "birth_date")


class OtherDocument(Question):
    """The fields are walked with Enter; picking the sex is the answer."""

    help_key = "guided.help_other_document"
    live = False

    def __init__(self, screen: ScreeningScreen, document: Document) -> None:
        super().__init__(screen)
        self._document = document

    def body(self) -> ComposeResult:
        """For a document its name, number and birth date; for everyone the sex."""
        if self._document is Document.OTHER:
            yield self.ask(self.words("guided.other_document"))
            yield Slot(FIELDS[0], self.words("guided.document_name"), length_max=60)
            yield Slot(FIELDS[1], self.words("detail.number"), length_max=60)
            yield Slot(FIELDS[2], self.words("detail.birth_date"), length_max=20)
        else:
            yield self.ask(self.words("guided.no_document"))
        yield self.note(self.words("guided.ask_sex"))
        sexes = [Choice(sex.value, self.words(f"sex.{sex.value}")) for sex in Sex]
        yield self.answers(sexes)

    def keys(self) -> Iterable[Key]:
        """Enter walks the fields, then takes the sex."""
        yield Key("enter", self.words("key.next"), self._enter, primary=True)

    def typed(self, field: str) -> None:
        """Say at once what a record cannot take."""
        try:
            clean_text(self.draft(field))
        except StationError as error:
            self.wrong(field, error)
        else:
            self.remark(field, "")

    def picked(self, value: str) -> None:
        """The sex: with it the answer is complete."""
        if self._document is Document.OTHER and not self.draft("document_number"):
            error = StationError("identity.no_number")
            self.wrong("document_number", error)
            self.screen.say_why(self.words.error(error).next)
            self.focus("document_number")
            return
        self._identify(Sex(value))

    def back(self) -> bool:
        """Back to the number of the resident card."""
        return False

    def unsaved(self) -> bool:
        """Whether anything was typed."""
        return any(self.draft(field) for field in FIELDS)

    def _enter(self) -> None:
        focused = self.screen.focused
        if focused is not None and focused.id in FIELDS:
            self.screen.focus_next("Input, Choices")
        else:
            self.pick_highlighted()

    def _identify(self, sex: Sex) -> None:
        screen, document = self.screen, self._document
        name, number, birth = (self.draft(field) for field in FIELDS)

        def work() -> None:
            from station.services import screening

            clean_text(name)
            screen.begin()
            screening.identify_otherwise(
                screen.workplace,
                screen.screening_id,
                document=document,
                sex=sex,
                document_name=name,
                number=number,
                birth_date=birth,
            )

        screen.take(work, then=lambda: screen.drafts.forget(*FIELDS))
