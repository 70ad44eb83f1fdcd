"""This shift (F8): where, why, who is here, what has been done; and everything that changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from station.domain.codes import Basis, LicenceBusiness
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists import wording

if TYPE_CHECKING:
    from station.domain.shift import Person, Shift
    from station.tui.messages import LogAdvanced

    _Found = tuple[Shift | None, Mapping[str, str], Counter[str], int]

LABEL = 12
ENDINGS = (
    "negative",
    "presumptive_positive",
    "needs_corroboration",
    "invalid",
    "refused",
    "aborted",
    "voided",
    "open",
)


class ThisShiftScreen(StationScreen):
    """The figures above, what can be done below."""

    help_key = "this_shift.help"
    DEFAULT_CSS = """
    ThisShiftScreen #facts { height: auto; padding: 0 1; margin-bottom: 1; }
    ThisShiftScreen Choices { border-top: solid $rule; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shift: Shift | None = None
        self._names: Mapping[str, str] = {}
        self._figures: Counter[str] = Counter()
        self._waiting = 0

    def body(self) -> ComposeResult:
        """The shift, and the acts."""
        yield Static(self._facts(), id="facts", markup=False)
        yield Choices(self._acts(), id="acts")

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("this_shift.title")

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line."""
        yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield self.back_key()

    def came_back(self) -> None:
        """Read it anew."""
        self._fetch()

    def advanced(self, news: LogAdvanced) -> None:
        """Someone came, or a test ended."""
        self._fetch()

    def _take(self) -> None:
        self.query_one(Choices).action_select()

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        self.go(message.value)

    def _fetch(self) -> None:
        def work() -> _Found:
            from station.services import listing, shifts

            with self.workplace.store.reading() as reading:
                shift = shifts.current(reading)
                names = {officer.badge: officer.name for officer in reading.officers()}
                waiting = len(reading.awaiting_countersign())
            figures = listing.figures(self.workplace, shift.shift_id) if shift else Counter()
            return shift, names, figures, waiting

        self.fetch("shift", work, self._show)

    def _show(self, found: _Found) -> None:
        self._shift, self._names, self._figures, self._waiting = found
        self.query_one("#facts", Static).update(self._facts())
        self.query_one(Choices).change(self._acts())
        self.refresh_lines()

    def _acts(self) -> list[Choice]:
        words = self.words
        closed = "" if self._shift is not None else words("this_shift.none")
        return [
            Choice("countersign", words("this_shift.countersign"), self._waits()),
            Choice("join", words("this_shift.join"), why=closed),
            Choice("depart", words("this_shift.depart"), why=closed),
            Choice("move", words("this_shift.move"), why=closed),
            Choice("camera", words("this_shift.camera"), why=closed),
            Choice("sign_on_too", words("this_shift.sign_on"), self._signed_on()),
            Choice("close_shift", words("this_shift.close"), why=closed),
        ]

    def _waits(self) -> str:
        """How many there are to countersign, and whether it is time."""
        due = self.view is not None and any(one.code == "countersign_due" for one in self.view.alarms)
        return self.words("this_shift.due" if due else "this_shift.waits", count=self._waiting)

    def _signed_on(self) -> str:
        badges = self.workplace.people.badges() if self.station.desk else ()
        return self.words("sign_on.signed_on", badges="  ".join(badges)) if badges else ""

    def _facts(self) -> Content:
        shift = self._shift
        if shift is None:
            return Content(self.words("this_shift.none")).stylize("$quiet")
        return Content("\n").join([self._line(label, text) for label, text in self._pairs(shift)])

    def _pairs(self, shift: Shift) -> Iterable[tuple[str, Content]]:
        words = self.words
        yield "place", Content(f"{words(f'post.{shift.post.value}')} {shift.place}")
        yield "basis", Content(self._basis(shift))
        yield "opened", Content(wording.second(self.station, shift.opened_at))
        people = Content("\n" + " " * LABEL).join([self._person(one) for one in shift.people])
        yield "people", people
        yield "cameras", Content("  ".join(shift.cameras) or words("absent.none"))
        yield "figures", self._counted()

    def _basis(self, shift: Shift) -> str:
        words, detail = self.words, shift.basis_detail
        said = words(f"basis.{shift.basis.value}")
        if not detail:
            return said
        known = shift.basis is Basis.LICENCE_BUSINESS and detail in tuple(LicenceBusiness)
        return f"{said} · {words(f'licence_business.{detail}') if known else detail}"

    def _person(self, one: Person) -> Content:
        words = self.words
        more = [part for part in (one.place or "", one.camera or "") if part]
        named = f"{self._names.get(one.badge, '')} {one.badge}"
        return Content.assemble(named, (f"  {words(f'role.{one.role.value}')}  {'  '.join(more)}", "$quiet"))

    def _counted(self) -> Content:
        words = self.words
        parts = [Content(words("board.tested", count=self._figures.total()))]
        parts += [
            Content.assemble(wording.ending(words, code), f" {self._figures[code]}")
            for code in ENDINGS
            if self._figures[code]
        ]
        return Content(" · ").join(parts)

    def _line(self, label: str, text: Content) -> Content:
        said = Content(self.words(f"this_shift.label.{label}")).stylize("$quiet")
        return Content.assemble(said.pad_right(max(1, LABEL - said.cell_length)), text)
