"""Where the person, the samples and the vehicle went; with it the screening closes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from station.domain.choices import PersonWent, SamplesWent, VehicleWent
from station.domain.errors import StationError
from station.domain.subject import clean_text
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

PARTS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("person", PersonWent),
    ("samples", SamplesWent),
    ("vehicle", VehicleWent),
)
WORDS = "whereabouts_words"


class Went(Question):
    """Three lists, one after the other, then a word on it if there is one."""

    help_key = "guided.help_whereabouts"

    def __init__(self, screen: ScreeningScreen) -> None:
        super().__init__(screen)
        self._chosen: dict[str, str] = {}

    @property
    def _part(self) -> tuple[str, type[StrEnum]] | None:
        return next((part for part in PARTS if part[0] not in self._chosen), None)

    def body(self) -> ComposeResult:
        """The list that is next."""
        part = self._part
        if part is None:
            yield self.ask(self.words("guided.whereabouts_words"))
            yield self.note(self._so_far())
            yield Slot(WORDS)
            return
        name, codes = part
        yield self.ask(self.words(f"guided.went.{name}"))
        if self._chosen:
            yield self.note(self._so_far())
        possible = [one for one in codes if not (self._sealed and one is SamplesWent.NONE)]
        listed = [Choice(one.value, self.words(f"whereabouts.{name}.{one.value}")) for one in possible]
        yield self.answers(listed, picked=self._likely(name))

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line, at last all of it."""
        if self._part is None:
            yield Key("enter", self.words("guided.close"), self._record, primary=True)
        else:
            yield Key("enter", self.words("key.next"), self.pick_highlighted, primary=True)

    def others(self) -> Sequence[Choice]:
        """The slip again."""
        return (exceptions.slip_choice(self.screen),)

    def picked(self, value: str) -> None:
        """One of the three."""
        part = self._part
        if part is not None:
            self._chosen[part[0]] = value
            self.screen.redraw()

    def typed(self, field: str) -> None:
        """Say at once what a record cannot take."""
        try:
            clean_text(self.draft(WORDS))
        except StationError as error:
            self.wrong(WORDS, error)
        else:
            self.remark(WORDS, "")

    def back(self) -> bool:
        """To the list before."""
        if not self._chosen:
            return False
        self._chosen.popitem()
        return True

    def unsaved(self) -> bool:
        """Whether a choice was made that is not recorded yet."""
        return bool(self._chosen)

    def _likely(self, name: str) -> str:
        if name != "samples":
            return ""
        return (SamplesWent.REFRIGERATOR if self._sealed else SamplesWent.NONE).value

    @property
    def _sealed(self) -> bool:
        return self.case.screening.seals is not None

    def _so_far(self) -> str:
        return " · ".join(self.words(f"whereabouts.{name}.{value}") for name, value in self._chosen.items())

    def _record(self) -> None:
        screen, chosen, said = self.screen, dict(self._chosen), self.draft(WORDS)

        def work() -> None:
            from station.services import aftermath

            aftermath.record_whereabouts(
                screen.workplace,
                screen.screening_id,
                person=PersonWent(chosen["person"]),
                samples=SamplesWent(chosen["samples"]),
                vehicle=VehicleWent(chosen["vehicle"]),
                words={"person": said},
            )

        screen.take(work, then=lambda: screen.drafts.forget(WORDS))
