"""To hand over (待移交): what waits, for whom, since when, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.widgets import Static

from station.domain.codes import FollowupState
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists import wording

if TYPE_CHECKING:
    from station.services.listing import Queued
    from station.tui.messages import LogAdvanced

NARROW_BELOW = 96


class ToHandOverScreen(StationScreen):
    """Digits and space tick what may go; Enter hands the ticked over; F2 opens one to be worked on."""

    help_key = "handover_screen.help"
    DEFAULT_CSS = """
    ToHandOverScreen #none { height: auto; padding: 1; color: $quiet; }
    ToHandOverScreen #note { height: auto; padding: 0 1; color: $quiet; margin-bottom: 1; }
    ToHandOverScreen Choices { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._queue: tuple[Queued, ...] | None = None
        self._ticked: set[str] = set()

    def body(self) -> ComposeResult:
        """The queue."""
        if not self._queue:
            key = "screenings.loading" if self._queue is None else "handover_screen.none"
            yield Static(self.words(key), id="none", markup=False)
            return
        yield Static(self.words("handover_screen.note"), id="note", markup=False)
        yield Choices([self._choice(one) for one in self._queue], id="queue", many=True, ticked=self._ticked)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("handover_screen.title")

    def aside(self) -> str:
        """How many may go now."""
        ready = sum(not self._barred(one) for one in self._queue or ())
        return self.words("handover_screen.ready", ready=ready, all=len(self._queue or ()))

    def keys(self) -> Iterable[Key]:
        """Enter hands over, F2 opens."""
        count = len(self._ticked)
        word = self.words("handover_screen.hand_over", count=count)
        why = "" if count else self.words("handover_screen.tick_first")
        yield Key("enter", word, self._hand_over, why, primary=True)
        nothing = "" if self._queue else self.words("handover_screen.none")
        yield Key("f2", self.words("key.open"), self._open, nothing)
        yield self.back_key()

    def came_back(self) -> None:
        """Read the queue anew."""
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """Something may have been opened, accepted or withdrawn."""
        moved = ("followup", "lab_finding", "measure_proposed", "screening_voided")
        if any(kind.startswith(moved) for kind in news.kinds):
            self._fetch()

    def on_resize(self) -> None:
        """In a narrow window there is no room for since when and to whom."""
        for choices in self.query(Choices):
            choices.change([self._choice(one) for one in self._queue or ()])

    def on_choices_picked(self, message: Choices.Picked) -> None:
        """A line was ticked or unticked: one list has one receiver."""
        message.stop()
        self._ticked = set(message.choices.ticked)
        message.choices.change([self._choice(one) for one in self._queue or ()])
        self.refresh_lines()

    def _open(self) -> None:
        self.go("followup", followup_id=self.query_one(Choices).value)

    def _hand_over(self) -> None:
        chosen = [one.row.followup_id for one in self._queue or () if one.row.followup_id in self._ticked]
        self._ticked = set()
        self.go("hand_over", followup_ids=" ".join(chosen))

    def _fetch(self) -> None:
        def work() -> tuple[Queued, ...]:
            from station.services import listing

            return listing.waiting(self.workplace)

        self.fetch("queue", work, self._show)

    def _show(self, queue: tuple[Queued, ...]) -> None:
        self._queue = queue
        self._ticked &= {one.row.followup_id for one in queue if not self._why(one)}
        self.redraw()

    def _choice(self, one: Queued) -> Choice:
        """In columns: what, who, since when, whether it may go; to whom comes last, for it is longest."""
        words, row, queue = self.words, one.row, self._queue or ()
        kind = _padded(
            words(f"followup.{row.kind}"), [words(f"followup.{other.row.kind}") for other in queue]
        )
        who = _padded(self._who(one), [self._who(other) for other in queue])
        since = wording.day_time(self.station, row.changed_at)
        state = _padded(self._state(one), [self._state(other) for other in queue])
        receiver = row.receiver or words(f"followup.receiver.{row.kind}")
        narrow = self.app.size.width < NARROW_BELOW
        note = state if narrow else f"{since}  {state}  {receiver}"
        return Choice(row.followup_id, f"{kind}  {who}", note, self._why(one))

    def _who(self, one: Queued) -> str:
        return wording.person(self.station, one.name, one.number[-4:] and f"··{one.number[-4:]}")

    def _state(self, one: Queued) -> str:
        if barred := self._barred(one):
            return barred
        if one.row.state == FollowupState.RETURNED.value:
            return self.words("handover_screen.returned", reason=one.row.returned_reason or "")
        return self.words("handover_screen.may_go")

    def _why(self, one: Queued) -> str:
        """Why it may not be ticked now."""
        if not (barred := self._barred(one)) and self._other_kind_ticked(one):
            return self.words("handover_screen.one_receiver")
        return barred

    def _barred(self, one: Queued) -> str:
        """Why it may not go on any list: handed over already, or something is lacking."""
        if one.row.state == FollowupState.HANDED_OVER.value:
            return self.words("handover_screen.handed", list_no=one.row.list_no or "")
        return self.words(f"followup.lacks.{one.followup.lacks}") if one.followup.lacks else ""

    def _other_kind_ticked(self, one: Queued) -> bool:
        return any(
            other.row.followup_id in self._ticked and other.row.kind != one.row.kind
            for other in self._queue or ()
        )


def _padded(text: str, column: Sequence[str]) -> str:
    """As wide as the widest of its column, in cells."""
    wide = max((cell_len(one) for one in column), default=0)
    return text + " " * (wide - cell_len(text))
