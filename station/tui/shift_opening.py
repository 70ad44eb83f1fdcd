"""Opening a shift: where, on what basis, who is on duty, which cameras. One question a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from station.domain.codes import Basis, LicenceBusiness, Post, StaffRole
from station.domain.shift import BASES
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.field import Field
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.domain.shift import Shift
    from station.storage.rows import OfficerRow

_EXPLAINED = (Basis.CASE, Basis.OTHER)
_EACH_OWN = "each_own"


class ShiftOpeningScreen(StationScreen):
    """Esc goes one question back; nothing is recorded before the last."""

    help_key = "shift_screen.help"
    DEFAULT_CSS = """
    ShiftOpeningScreen > #body { padding: 1 2; }
    ShiftOpeningScreen .ask { height: auto; padding: 0 1; margin-bottom: 1; text-style: bold; }
    ShiftOpeningScreen .note { height: auto; padding: 0 1; margin-bottom: 1; color: $quiet; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._basis = Basis.CHECKPOINT
        self._business = _EACH_OWN
        self._on_duty: set[str] = set()
        self._staff: list[OfficerRow] = []

    def on_mount(self) -> None:
        """The place is the home's; whoever is signed on is on duty."""
        config = self.workplace.config
        self.drafts["place"] = config.place
        self._basis = BASES[Post(config.post)][0]
        self._on_duty = set(self.workplace.people.badges())
        self.drafts.restore(self)
        self.fetch("staff", self._read_staff, self._know_staff)

    def body(self) -> ComposeResult:
        """The question at hand."""
        yield from getattr(self, f"_ask_{self._question}")()

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("shift_screen.title")

    def aside(self) -> str:
        """Which question of how many."""
        questions = self._questions()
        return self.words("shift_screen.step", number=self._at + 1, all=len(questions))

    def keys(self) -> Iterable[Key]:
        """Enter goes on, at the last question opens the shift."""
        last = self._at == len(self._questions()) - 1
        word = self.words("shift_screen.open" if last else "key.next")
        yield Key("enter", word, self._open if last else self._next, self._why_not(), primary=True)
        yield Key("escape", self.words("key.back"), self._before)

    @property
    def _question(self) -> str:
        return self._questions()[self._at]

    def _questions(self) -> tuple[str, ...]:
        if self._basis in _EXPLAINED:
            return ("place", "basis", "detail", "people", "cameras")
        if self._basis is Basis.LICENCE_BUSINESS:
            return ("place", "basis", "business", "people", "cameras")
        return ("place", "basis", "people", "cameras")

    def _why_not(self) -> str:
        if self._question == "place" and not self.drafts["place"].strip():
            return self.words("shift_screen.no_place")
        if self._question == "people" and not self._on_duty:
            return self.words("shift_screen.nobody")
        return ""

    def _ask_place(self) -> ComposeResult:
        yield Static(self.words("shift_screen.ask_place"), classes="ask", markup=False)
        yield Field("place", self.words("shift_screen.place"), length_max=80)

    def _ask_basis(self) -> ComposeResult:
        yield Static(self.words("shift_screen.ask_basis"), classes="ask", markup=False)
        bases = BASES[Post(self.workplace.config.post)]
        yield Choices(
            [Choice(one.value, self.words(f"basis.{one}")) for one in bases], id="basis", picked=self._basis
        )

    def _ask_detail(self) -> ComposeResult:
        yield Static(self.words("shift_screen.ask_detail"), classes="ask", markup=False)
        yield Field("detail", self.words("shift_screen.detail"))

    def _ask_business(self) -> ComposeResult:
        yield Static(self.words("shift_screen.ask_business"), classes="ask", markup=False)
        kinds = [Choice(one.value, self.words(f"licence_business.{one}")) for one in LicenceBusiness]
        each_own = Choice(_EACH_OWN, self.words("shift_screen.each_own"))
        yield Choices([each_own, *kinds], id="business", picked=self._business)

    def _ask_people(self) -> ComposeResult:
        yield Static(self.words("shift_screen.ask_people"), classes="ask", markup=False)
        yield Static(self.words("shift_screen.people_note"), classes="note", markup=False)
        yield Choices(list(self._people()), id="people", many=True, ticked=self._on_duty)

    def _ask_cameras(self) -> ComposeResult:
        yield Static(self.words("shift_screen.ask_cameras"), classes="ask", markup=False)
        yield Field("cameras", self.words("shift_screen.cameras"))

    def _people(self) -> Iterator[Choice]:
        signed_on = self.workplace.people.badges()
        for one in self._staff:
            note = self.words("shift_screen.signed_on") if one.badge in signed_on else ""
            yield Choice(one.badge, f"{one.badge}  {one.name}  {self.words(f'role.{one.role}')}", note)

    def _read_staff(self) -> list[OfficerRow]:
        with self.workplace.store.reading() as reading:
            return reading.officers()

    def _know_staff(self, staff: list[OfficerRow]) -> None:
        self._staff = staff
        if self._question == "people":
            self.redraw()

    @on(Choices.Picked, "#basis")
    def _basis_picked(self, message: Choices.Picked) -> None:
        self._basis = Basis(message.value)
        self._next()

    @on(Choices.Picked, "#business")
    def _business_picked(self, message: Choices.Picked) -> None:
        self._business = message.value
        self._next()

    @on(Choices.Picked, "#people")
    def _ticked(self, message: Choices.Picked) -> None:
        self._on_duty = set(message.choices.ticked)
        self.refresh_lines()

    def _next(self) -> None:
        if self._question == "basis":
            self._basis = Basis(self.query_one("#basis", Choices).value)
        elif self._question == "business":
            self._business = self.query_one("#business", Choices).value
        self._at += 1
        self._ask()

    def _before(self) -> None:
        if self._at == 0:
            self.instead("sign_on")
            return
        self._at -= 1
        self._ask()

    def _ask(self) -> None:
        self.set_focus(None)
        self.redraw()

    def _open(self) -> None:
        from station.services import shifts

        people = [
            shifts.OnDuty(one.badge, StaffRole(one.role)) for one in self._staff if one.badge in self._on_duty
        ]

        def work() -> Shift:
            return shifts.open_shift(
                self.workplace,
                place=self.drafts["place"],
                basis=self._basis,
                basis_detail=self._detail(),
                people=people,
                cameras=self.drafts["cameras"].split(),
            )

        self.perform(work, lambda _: self.instead("board"))

    def _detail(self) -> str | None:
        if self._basis is Basis.LICENCE_BUSINESS:
            return None if self._business == _EACH_OWN else self._business
        return self.drafts["detail"] if self._basis in _EXPLAINED else None

    def on_input_changed(self, message: Input.Changed) -> None:
        """Say again why Enter waits."""
        self.refresh_lines()
