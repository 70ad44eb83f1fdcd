"""While the reader works: the time bar, and one detail after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from station.domain.codes import Document, Post, SubjectRole
from station.domain.errors import StationError
from station.domain.identity import IdentityNumber
from station.domain.path import details_missing
from station.domain.plate import home_province, plate_hint
from station.domain.subject import LICENCE_NO, NAME, PLATE, REQUIRED, absences, clean_detail
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key
from station.tui.standing import minutes

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

BAR_CELLS, BAR_CELLS_NARROW = 40, 20
ABSENT = "absent:"


class Waiting(Question):
    """Hands first, typing later. The result opens by itself unless something is being typed."""

    help_key = "guided.help_waiting"

    def __init__(self, screen: ScreeningScreen, *, mends: bool = False) -> None:
        super().__init__(screen, mends=mends)
        details = self.case.screening.details
        self._role: SubjectRole | None = details.role if details else None
        self._given: dict[str, str] = {}
        if details is not None:
            self._given = {name: self.case.personal.get(name, "") for name in REQUIRED[details.role]}
            self._given = {} if mends else {name: text for name, text in self._given.items() if text}

    def body(self) -> ComposeResult:
        """The bar, the detail that is asked, and what was given."""
        if not self.mends:
            yield Static(self._bar(), id="bar", markup=False)
            yield self._control_test()
        field = self._field
        if self._finished:
            yield self.note(self.words("guided.nothing_to_do"))
            return
        if field is None:
            yield self.ask(self.words("guided.ask_role"))
            listed = [Choice(one.value, self.words(f"role.{one.value}")) for one in self._roles()]
            yield self.answers(listed)
            return
        yield self.ask(self.words("guided.ask_detail", detail=self.words(f"detail.{field}")))
        yield Slot(field)
        if self._given:
            yield Static(self._summary(), id="given", markup=False)

    def keys(self) -> Iterable[Key]:
        """Enter takes the detail; F2 shows a result that is there."""
        if not self._finished:
            enter = self.pick_highlighted if self._field is None else self._enter
            yield Key("enter", self.words("key.next"), enter, primary=True)
        else:
            yield Key("enter", self.words("guided.to_board"), self.screen.back, primary=True)
        if self.case.screening.offered is not None:
            yield Key("f2", self.words("guided.see_offered"), self.screen.proceed)
        elif self.case.screening.verdict is not None:
            yield Key("f2", self.words("guided.see_result"), self._see_result)

    def others(self) -> Sequence[Choice]:
        """What there is in place of a value; the tray; the end."""
        field, identified = self._field, self.case.screening.identified
        document = identified.document if identified else Document.NONE
        absent = () if field is None or self._finished else absences(field, document)
        found = [Choice(f"{ABSENT}{one.value}", self.words(f"absent.{one.value[1:]}")) for one in absent]
        if self.mends:
            return found
        if self.case.screening.expects_measurement:
            if self.case.control_test_at is not None:
                found.append(exceptions.retest_choice(self.screen))
            found.append(Choice(exceptions.TRAY, self.words("guided.to_tray")))
        return (*found, *exceptions.ending_choices(self.screen))

    def drawn(self) -> None:
        """Fill in what the number tells."""
        field = self._field
        if field is None or self._finished or self.draft(field):
            return
        known = self._known(field)
        if known:
            self.screen.drafts[field] = known
            self.screen.drafts.restore(self.screen)
        self.typed(field)

    def typed(self, field: str) -> None:
        """Say at once what a record cannot take, and what an unusual plate looks like."""
        try:
            clean_detail(field, self.draft(field))
        except StationError as error:
            self.wrong(field, error)
            return
        odd = field == PLATE and len(self.draft(field)) > 1 and plate_hint(self.draft(field)).shape is None
        self.remark(field, self.words("guided.odd_plate") if odd else "")

    def picked(self, value: str) -> None:
        """The part the person plays, or that there is no such thing."""
        if value.startswith(ABSENT):
            self._take(value.removeprefix(ABSENT))
        elif self._field is None:
            self._role = SubjectRole(value)
            self.screen.redraw()

    def tick(self) -> None:
        """The bar goes on."""
        for bar in self.screen.query("#bar").results(Static):
            bar.update(self._bar())

    @property
    def inside(self) -> bool:
        """A detail was given before this one."""
        return bool(self._given) and not self._finished

    def back(self) -> bool:
        """To the detail before."""
        if not self._given or self._finished:
            return False
        name, text = self._given.popitem()
        self.screen.drafts[name] = text
        return True

    def unsaved(self) -> bool:
        """Whether a detail stands there that is not kept yet."""
        field = self._field
        typed = field is not None and self.draft(field) not in ("", self._known(field))
        return not self._finished and (typed or bool(self._given))

    def news(self) -> None:
        """The result is there."""
        if self.case.screening.offered is not None:
            self.screen.say(self.words("guided.result_is_offered"))
        elif self.case.screening.verdict is not None:
            self.screen.say(self.words("guided.result_is_here"))
        news = self._control_test_told()
        if self._finished or (news and not self.unsaved()):  # what is being typed is not drawn anew
            self.screen.redraw()

    @property
    def _finished(self) -> bool:
        return not self.mends and not details_missing(self.case.screening)

    @property
    def _field(self) -> str | None:
        if self._role is None:
            return None
        return next((name for name in REQUIRED[self._role] if name not in self._given), None)

    def _roles(self) -> tuple[SubjectRole, ...]:
        if self.case.screening.opened.post is Post.COUNTER:
            return (SubjectRole.APPLICANT, SubjectRole.DRIVER)
        return (SubjectRole.DRIVER, SubjectRole.PASSENGER)

    def _known(self, field: str) -> str:
        """A card that was read told the name; the licence has the identity number; a plate usually begins
        with the home province."""
        identified = self.case.screening.identified
        if field == NAME and identified is not None and NAME in identified.given:
            return self.case.name
        if identified is None or identified.document is not Document.RESIDENT_ID:
            return ""
        if field == LICENCE_NO:
            return self.case.number
        if field == PLATE and self.case.number:
            today = self.case.rules.local_date(self.screen.station.clock.utc())
            return home_province(IdentityNumber.parse(self.case.number, today).region)
        return ""

    def _enter(self) -> None:
        field = self._field
        if field is None:
            return
        try:
            text = clean_detail(field, self.draft(field))
        except StationError as error:
            self.screen.fail(error)
            return
        if not text:
            self.remark(field, self.words("guided.or_pick_below"), "wrong")
            return
        self._take(plate_hint(text).plate if field == PLATE else text)

    def _take(self, text: str) -> None:
        field = self._field
        if field is None or self._role is None:
            return
        self._given[field] = text
        self.screen.drafts.forget(field)
        if self._field is None:
            self._record(self._role)
        else:
            self.screen.redraw()

    def _record(self, role: SubjectRole) -> None:
        screen, typed = self.screen, dict(self._given)

        def work() -> None:
            from station.services import screening

            screening.record_details(screen.workplace, screen.screening_id, role, typed)

        def refused(_error: StationError) -> None:
            self.back()
            screen.redraw()

        screen.take(work, refused)

    @property
    def _reader_lost(self) -> bool:
        """Whether the cable of the reader that is waited for is out."""
        view, lane = self.screen.view, self.case.lane
        return view is not None and any(one.lane == lane and not one.connected for one in view.lanes)

    def _see_result(self) -> None:
        # Details are recorded together: what was given so far would be gone without a word.
        if self.unsaved() and not self.screen.twice("f2", self.words("guided.half_given")):
            return
        from station.tui.guided.result import Result

        self.screen.show(Result(self.screen))

    def _summary(self) -> str:
        words = self.words
        shown = {
            name: words(f"absent.{text[1:]}") if text.startswith("=") else text
            for name, text in self._given.items()
        }
        return "\n".join(f"{words(f'detail.{name}')}  {text}" for name, text in shown.items())

    def _control_test(self) -> Static:
        """That the reader tests control material, and what to do about it; not seen while it does not."""
        note = Static("", id="control_test", classes="warning", markup=False)
        self._tell(note)
        return note

    def _control_test_told(self) -> bool:
        """Whether the note has just come or gone."""
        return any(self._tell(note) for note in self.screen.query("#control_test").results(Static))

    def _tell(self, note: Static) -> bool:
        at, stood = self.case.control_test_at, note.display
        if at is not None:
            told = self.words("guided.control_test", at=f"{self.screen.station.local(at):%H:%M:%S}")
            note.update(told)
        note.display = at is not None
        return note.display is not stood

    def _bar(self) -> Content:
        case, words = self.case, self.words
        loaded = case.screening.loaded
        if case.screening.measurement is not None or loaded is None:
            return Content(words("guided.result_is_here") if case.screening.measurement else "")
        elapsed = self.screen.station.clock.utc() - loaded.entered.at
        whole = timedelta(seconds=max(1, case.window.develop_s if case.window else 0))
        cells = BAR_CELLS_NARROW if self.screen.has_class("-narrow") else BAR_CELLS
        full = max(0, min(cells, int(cells * (elapsed / whole))))
        bar = Content.assemble(("█" * full, "$primary"), ("░" * (cells - full), "$rule"))
        told = Content(words("guided.reader_is_late" if elapsed > whole else "guided.reader_works"))
        if self._reader_lost:
            told = Content(words("guided.reader_lost")).stylize("bold $secondary")
        time = words("board.time", elapsed=minutes(elapsed), whole=minutes(whole))
        return Content.assemble(told, "  ", bar, "  ", time)
