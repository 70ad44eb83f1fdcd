"""What changes in a running shift: who is here, where, with which camera, who is signed on; and its end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from station.domain.codes import StaffRole
from station.domain.errors import StationError
from station.domain.shift import Change
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField

if TYPE_CHECKING:
    from station.domain.shift import Shift
    from station.storage.rows import OfficerRow


class PeopleScreen(StationScreen):
    """Whoever can come, or go: a numbered list."""

    help_key = "this_shift.help_people"
    change: ClassVar[Change]
    named: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self._people: list[Choice] | None = None
        self._roles: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The list."""
        if not self._people:
            key = "screenings.loading" if self._people is None else "this_shift.nobody"
            yield Static(self.words(key), markup=False)
            return
        yield Choices(self._people, id="people")

    def heading(self) -> str:
        """Who comes, who goes."""
        return self.words(self.named)

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked person."""
        nobody = "" if self._people else self.words("this_shift.nobody")
        yield Key("enter", self.words("key.choose"), self._take, nobody, primary=True)
        yield self.back_key()

    def came_back(self) -> None:
        """Read who is enrolled and who is here."""

        def work() -> list[OfficerRow]:
            from station.services import shifts

            with self.workplace.store.reading() as reading:
                shift = shifts.current(reading)
                here = {one.badge for one in shift.people} if shift else set()
                wanted = self.change is Change.LEFT
                return [one for one in reading.officers() if (one.badge in here) is wanted]

        self.fetch("people", work, self._show)

    def _show(self, people: list[OfficerRow]) -> None:
        self._roles = {one.badge: one.role for one in people}
        self._people = [
            Choice(one.badge, f"{one.name}  {one.badge}", self.words(f"role.{one.role}")) for one in people
        ]
        self.redraw()

    def _take(self) -> None:
        self.query_one(Choices).action_select()

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        badge = message.value
        role = StaffRole(self._roles[badge]) if self.change is Change.JOINED else None

        def work() -> Shift:
            from station.services import shifts

            return shifts.change(self.workplace, self.change, badge=badge, role=role)

        self.perform(work, lambda _: self.back())


class JoinScreen(PeopleScreen):
    """Someone comes."""

    change = Change.JOINED
    named = "this_shift.join"


class DepartScreen(PeopleScreen):
    """Someone goes."""

    change = Change.LEFT
    named = "this_shift.depart"


class MoveScreen(FormScreen):
    """The whole shift moves to another place."""

    help_key = "this_shift.help_move"

    def body(self) -> ComposeResult:
        """Where to."""
        yield LineField("place", self.words("shift_screen.place"))

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("this_shift.move")

    def submit_word(self) -> str:
        """It is noted."""
        return self.words("form.note")

    def submit(self) -> None:
        """Moved."""
        place = self.drafts["place"]

        def work() -> Shift:
            from station.services import shifts

            return shifts.change(self.workplace, Change.MOVED, place=place)

        self.perform(work, lambda _: self.back(), self.marking("place"))


class CameraScreen(FormScreen):
    """A body camera, and who wears it."""

    help_key = "this_shift.help_camera"

    def body(self) -> ComposeResult:
        """Its number, and a badge if it is somebody's."""
        yield LineField("camera", self.words("this_shift.camera_no"), length_max=60)
        note = self.words("this_shift.camera_badge_note")
        yield LineField("badge", self.words("this_shift.camera_badge"), remark=note, length_max=32)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("this_shift.camera")

    def required(self) -> tuple[str, ...]:
        """A camera may be nobody's own."""
        return ("camera",)

    def submit_word(self) -> str:
        """It is noted."""
        return self.words("form.note")

    def submit(self) -> None:
        """Noted."""
        camera, badge = self.drafts["camera"], self.drafts["badge"].strip() or None

        def work() -> Shift:
            from station.services import shifts

            return shifts.change(self.workplace, Change.CAMERA, camera=camera, badge=badge)

        self.perform(work, lambda _: self.back(), self.marking("badge" if badge else "camera"))


class SignOnTooScreen(FormScreen):
    """A further person signs on, so that a PIN is enough from then on."""

    help_key = "this_shift.help_sign_on"

    def body(self) -> ComposeResult:
        """Badge and passphrase."""
        badge = "sign_on.badge_counter" if self.station.at_counter else "sign_on.badge"
        yield LineField("badge", self.words(badge), length_max=32)
        yield LineField("passphrase", self.words("sign_on.passphrase"), hidden=True)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("this_shift.sign_on")

    def submit_word(self) -> str:
        """Signing on."""
        return self.words("sign_on.sign_on")

    def submit(self) -> None:
        """The passphrase stays nowhere."""
        badge, passphrase = self.drafts["badge"].strip(), self.drafts["passphrase"]
        self.drafts.forget("passphrase")
        self.query_one("#passphrase", Input).value = ""

        def work() -> str:
            from station.services import access

            return access.sign_on(self.workplace, badge, passphrase).badge

        self.perform(work, self._signed_on, self._refused)

    def _signed_on(self, badge: str) -> None:
        self.station.badge = badge
        self.back()

    def _refused(self, error: StationError) -> None:
        wrong = "badge" if error.code == "access.unknown_badge" else "passphrase"
        self.mark(wrong, self.words.error(error).what)
        self.query_one(f"#{wrong}", Input).focus()


class CloseShiftScreen(StationScreen):
    """The end of a shift: said once more what that means, then Enter."""

    help_key = "this_shift.help_close"
    DEFAULT_CSS = "CloseShiftScreen #note { height: auto; padding: 1; }"

    def body(self) -> ComposeResult:
        """What it means."""
        yield Static(self.words("this_shift.close_note"), id="note", markup=False)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("this_shift.close")

    def keys(self) -> Iterable[Key]:
        """Enter ends it."""
        yield Key("enter", self.words("this_shift.close"), self._close, primary=True)
        yield self.back_key()

    def _close(self) -> None:
        def work() -> None:
            from station.services import shifts

            shifts.close_shift(self.workplace)

        self.perform(work, lambda _: self._ended())

    def _ended(self) -> None:
        self.to_board()
        self.station.instead("shift_opening")
