"""Which lane: one that is free, or none yet (候检)."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from station.domain.codes import SpecimenKind
from station.tui.choices import Choice
from station.tui.guided.question import Question
from station.tui.keys import Key

WAITS = "waits"


class WhichLane(Question):
    """Free lanes by number; a lane whose reader is gone says so."""

    help_key = "guided.help_lane"
    lists = True
    live = False

    def body(self) -> ComposeResult:
        """The lanes."""
        yield self.ask(self.words("guided.ask_lane"))
        yield self.answers(lane_list(self))

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked lane."""
        yield Key("enter", self.words("key.choose"), self.pick_highlighted, primary=True)

    def picked(self, value: str) -> None:
        """Before the screening is open only noted, afterwards an entry."""
        from station.tui.guided.begin import BeginScreen  # it is built upon this module

        screen = self.screen
        if isinstance(screen, BeginScreen) and not screen.screening_id:
            screen.choose_lane("" if value == WAITS else value)
        elif value == WAITS:
            screen.proceed()
        else:
            give(self, value)


def lane_list(question: Question) -> list[Choice]:
    """Every free lane, then the waiting list."""
    words, view = question.words, question.screen.view
    free = [line for line in view.lanes if line.screening_id is None] if view else []
    found = [
        Choice(
            line.lane,
            " · ".join(
                (
                    words("board.lane", lane=line.lane),
                    words(f"specimen_kind.{line.specimen_kind}"),
                    line.label,
                )
            ),
            note="" if line.connected else words("guided.reader_gone"),
        )
        for line in free
    ]
    return [*found, Choice(WAITS, words("guided.lets_wait"))]


def give(question: Question, lane: str) -> None:
    """Take the person to a lane."""
    screen = question.screen
    kinds = {one.name: SpecimenKind(one.specimen_kind) for one in screen.workplace.config.lanes}

    def work() -> None:
        from station.services import screening

        screening.give_lane(screen.workplace, screen.screening_id, lane, kinds[lane])

    screen.take(work)
