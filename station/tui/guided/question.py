"""One question of the way, drawn in the body of the screening's screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from station.domain.errors import StationError
from station.domain.presented import PresentedDocument, PresentedLabel
from station.locale import Words
from station.tui.choices import Choice, Choices
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.services.workplace import Workplace
    from station.tui.guided.case import Case
    from station.tui.guided.screening import ScreeningScreen


class Question:
    """Keeps its own state, so that it can be drawn anew at any time; typed text is in the screen's drafts.

    ``lists`` says that the answer is picked from a list, to which the exceptions are then added;
    ``live`` that the screen leaves it by itself once the log says that its step is done. ``mends`` that an
    answer given before is corrected.
    """

    lists: ClassVar[bool] = False
    help_key: ClassVar[str] = "guided.help"
    live: bool = True

    def __init__(self, screen: ScreeningScreen, *, mends: bool = False) -> None:
        self.screen = screen
        self.mends = mends
        if mends:
            self.live = False

    # What a question gives.

    def body(self) -> ComposeResult:
        """What is asked, and the fields or list for the answer."""
        yield from ()

    def keys(self) -> Iterable[Key]:
        """Keys of this question alone."""
        return ()

    def others(self) -> Sequence[Choice]:
        """The exceptions of this step."""
        return ()

    @property
    def places_others(self) -> bool:
        """Whether ``body`` draws the exceptions itself, in its list or beside it."""
        return self.lists

    def drawn(self) -> None:
        """The body has been built: fill in what stands beside the fields."""

    def typed(self, field: str) -> None:
        """Text has changed in a field."""

    def picked(self, value: str) -> None:
        """A line of the list was picked."""

    def moved(self, by: int) -> bool:
        """An arrow was pressed in a field; False lets the screen go to the next one."""
        return False

    def tick(self) -> None:
        """A second has passed."""

    @property
    def inside(self) -> bool:
        """Whether Esc goes one step back inside the question, and does not leave it."""
        return False

    def back(self) -> bool:
        """Esc: one step back inside the question, if there is one."""
        return False

    def unsaved(self) -> bool:
        """Whether something was typed that leaving would lose."""
        return False

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """A card or barcode was read. A document is compared with the person; False refuses the rest
        aloud."""
        if not isinstance(what, PresentedDocument) or self.screen.case is None:
            return False
        if not self.case.number:
            return False
        if not what.is_of(self.case.number):
            raise StationError("identity.other_person")
        self.screen.say(self.words("guided.same_person"))
        return True

    def put(self, field: str, text: str) -> None:
        """Fill a field in, as if typed; the cursor goes there."""
        self.screen.drafts[field] = text
        self.screen.drafts.restore(self.screen)
        self.focus(field)
        self.typed(field)

    def news(self) -> None:
        """The case has changed and this question is still the one asked."""

    # What a question is given.

    @property
    def words(self) -> Words:
        """The words in the language that is set now."""
        return self.screen.words

    @property
    def workplace(self) -> Workplace:
        """What use cases work with."""
        return self.screen.workplace

    @property
    def case(self) -> Case:
        """The screening; only before it is begun there is none."""
        return self.screen.known

    @property
    def screening_id(self) -> str:
        """Whose question this is."""
        return self.screen.screening_id

    def draft(self, field: str) -> str:
        """What stands in a field, without the blanks around it."""
        return self.screen.drafts[field].strip()

    def ask(self, text: str) -> Static:
        """The question in one sentence."""
        return Static(text, classes="ask", markup=False)

    def note(self, text: str | Content, *, name: str | None = None) -> Static:
        """A quieter sentence below it."""
        return Static(text, classes="note", id=name, markup=False)

    def answers(self, choices: Sequence[Choice], *, name: str = "answers", picked: str = "") -> Choices:
        """The list of answers, exceptions at its end."""
        others = [replace(one, apart=True) for one in self.others()] if self.lists else []
        listed = Choices([*choices, *others], id=name, picked=picked)
        listed.add_class("answer")
        return listed

    def slot(self, name: str) -> Slot | None:
        """The field with this name, if it is drawn."""
        for slot in self.screen.query(Slot):
            if slot.name == name:
                return slot
        return None

    def remark(self, name: str, text: str, kind: str = "") -> None:
        """Say something beside a field."""
        slot = self.slot(name)
        if slot is not None:
            slot.remark(text, kind)

    def wrong(self, name: str, error: StationError) -> None:
        """Say beside a field what is wrong with it."""
        self.remark(name, self.words.error(error).what, "wrong")

    def focus(self, name: str) -> None:
        """Put the cursor into a field."""
        for field in self.screen.query(Input):
            if field.id == name:
                field.focus()

    def pick_highlighted(self) -> None:
        """Enter, clicked or touched."""
        for listed in self.screen.query(Choices):
            if listed.has_class("answer") and listed.highlighted is not None:
                listed.pick(listed.highlighted + 1)
                return
