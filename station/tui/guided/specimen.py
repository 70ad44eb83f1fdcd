"""Specimen, collector and cartridge on one screen: what can be known stands there, Enter takes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from station.domain.cartridge import Cartridge
from station.domain.errors import StationError
from station.domain.presented import LabelKind, PresentedDocument, PresentedLabel
from station.tui.choices import Choice, Choices
from station.tui.guided import exceptions, lane
from station.tui.guided.proposals import Proposal, collector, excluded, propose
from station.tui.guided.question import Question
from station.tui.guided.slot import Slot
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

NUMBER, LOT, EXPIRY = FIELDS = ("specimen_no", "lot", "expiry")
_ANY_EXPIRY = "9999-12"


class Specimen(Question):
    """``again`` is a second cartridge after an invalid result; ``mends`` corrects the cartridge alone."""

    help_key = "guided.help_specimen"

    def __init__(self, screen: ScreeningScreen, *, again: bool = False, mends: bool = False) -> None:
        super().__init__(screen, mends=mends)
        self.live = not (again or mends)
        self._again, self._mends = again, mends
        self._proposed: Proposal | None = None
        self._collector = ""

    def body(self) -> ComposeResult:
        """Number, lot and expiry; who collects below."""
        case = self.case
        if case.lane is None:
            yield self.ask(self.words("guided.which_lane_now"))
            yield self.answers(lane.lane_list(self))
            return
        kind = self.words(f"specimen_kind.{case.kind.value}")
        title = (
            "guided.mend_cartridge"
            if self._mends
            else "guided.retest_now"
            if self._again
            else "guided.specimen"
        )
        yield self.ask(self.words(title, kind=kind, lane=case.lane))
        if not self._mends:
            yield Slot(NUMBER, self.words("guided.specimen_no"), length_max=40)
        yield Slot(LOT, self.words("guided.lot"), length_max=40)
        yield Slot(EXPIRY, self.words("guided.expiry"), length_max=20)
        if not self._mends:
            yield self.note(self.words("guided.collector"), name="who")
            collectors = Choices(self._collectors(), id="collectors", picked=self._collector)
            yield collectors

    def keys(self) -> Iterable[Key]:
        """Enter takes all of it."""
        if self.case.lane is None:
            yield Key("enter", self.words("key.choose"), self.pick_highlighted, primary=True)
        else:
            yield Key("enter", self.words("guided.cup_in"), self._enter, self._why_not(), primary=True)

    def others(self) -> Sequence[Choice]:
        """Another lane, and the end."""
        if not self.live:
            return ()
        return (*exceptions.lane_choices(self.screen), *exceptions.ending_choices(self.screen))

    def drawn(self) -> None:
        """Fill in what can be known, once."""
        case = self.case
        if case.lane is None:
            return
        if self._proposed is None:
            home, now, place = self.workplace, case.screening, case.lane
            self.screen.fetch("proposal", lambda: propose(home, now, place), self._fill)
        for field in FIELDS:
            self._say(field)
        if not self._mends and not self._collector:
            self.remark(NUMBER, self.words("guided.nobody_may_collect"), "wrong")

    def typed(self, field: str) -> None:
        """Say at once what cannot be."""
        self._say(field)

    def picked(self, value: str) -> None:
        """A collector, which is the last thing asked; or, for who waits, a lane."""
        if self.case.lane is None:
            if value == lane.WAITS:
                self.screen.back()
            else:
                lane.give(self, value)
            return
        self._collector = value
        self._enter()

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """A specimen's label or a cartridge's fills its fields; Enter is still pressed by a person."""
        if isinstance(what, PresentedLabel) and self.case.lane is not None:
            if what.kind is LabelKind.SPECIMEN and not self._mends:
                self.put(NUMBER, what.fields["specimen_no"])
                return True
            if what.kind is LabelKind.CARTRIDGE:
                for field in (LOT, EXPIRY):
                    if field in what.fields:
                        self.put(field, what.fields[field])
                return True
        return super().presented(what)

    def unsaved(self) -> bool:
        """Whether what stands there is not what was proposed."""
        known = self._proposed
        if known is None:
            return False
        proposed = (known.specimen_no, known.lot, known.expiry)
        return any(self.draft(name) not in ("", text) for name, text in zip(FIELDS, proposed, strict=True))

    # What is known beforehand.

    def _fill(self, proposed: Proposal) -> None:
        case, loaded = self.case, self.case.screening.loaded
        taken = case.screening.specimen
        number = taken.specimen_no if taken and not self._again else proposed.specimen_no
        lot, expiry = proposed.lot, proposed.expiry
        if loaded is not None:
            lot, expiry = loaded.cartridge.lot, loaded.cartridge.expiry.isoformat()
        self._proposed = Proposal(number, lot, expiry)
        kept = taken.collector if taken and not self._again else ""
        self._collector = kept or collector(case, self.screen.badge)
        for field, text in zip(FIELDS, (number, lot, expiry), strict=True):
            self.screen.drafts[field] = self.draft(field) or text
        self.screen.redraw()

    def _collectors(self) -> list[Choice]:
        found = []
        for one in self.case.colleagues:
            error = excluded(self.case, one)
            why = self.words.error(error).what if error else ""
            role = self.words(f"role.{one.staff.role.value}")
            found.append(Choice(one.badge, f"{one.name} {one.badge}", note=why or role, why=why))
        return found

    # Whether it can be taken.

    def _today(self) -> date:
        return self.case.rules.local_date(self.screen.station.clock.utc())

    def _cartridge(self) -> Cartridge:
        cartridge = Cartridge.parse(self.case.lane or "", self.draft(LOT), self.draft(EXPIRY))
        cartridge.refuse_expired(self._today())
        return cartridge

    def _problem(self) -> StationError | None:
        if not self._mends and not self.draft(NUMBER):
            return StationError("screening.no_specimen_number")
        try:
            self._cartridge()
        except StationError as error:
            return error
        return None

    def _problem_of(self, field: str) -> StationError | None:
        """What is wrong with one field, whatever stands in the others."""
        try:
            if field == LOT:
                Cartridge.parse("", self.draft(LOT), _ANY_EXPIRY)
            elif field == EXPIRY:
                typed = Cartridge.parse("", self.draft(LOT) or "-", self.draft(EXPIRY))
                typed.refuse_expired(self._today())
        except StationError as error:
            return error
        return None

    def _on_the_pack(self, field: str) -> str:
        """Where it is to be found; whoever practises has no pack in the hand and is told."""
        pack = self.screen.station.packs.get(self.case.kind.value)
        if pack is not None:
            return self.words("guided.training_pack", text=pack.lot if field == LOT else pack.expiry)
        return self.words("guided.on_the_pack" if field == LOT else "guided.expiry_form")

    def _say(self, field: str) -> None:
        if field == NUMBER:
            self.remark(NUMBER, "" if self.draft(NUMBER) else self.words("guided.scan_or_type"))
            return
        problem = self._problem_of(field) if self.draft(field) else None
        if not self.draft(field):
            self.remark(field, self._on_the_pack(field))
        elif problem is not None:
            self.wrong(field, problem)
        else:
            self.remark(field, "✓", "good")

    def _why_not(self) -> str:
        if not self._collector and not self._mends:
            return self.words("guided.nobody_may_collect")
        return ""

    def _enter(self) -> None:
        empty = next((field for field in self._asked() if not self.draft(field)), None)
        if empty is not None and not self._in_its_place(empty):
            self.focus(empty)
            return
        problem = self._problem()
        if problem is not None:
            self.screen.fail(problem)
            field = (
                NUMBER if problem.code.startswith("screening.") else LOT if "lot" in problem.code else EXPIRY
            )
            self.focus(field)
            return
        listed = self.screen.query(Choices).filter("#collectors")
        if listed and (value := listed.first(Choices).value) and self.screen.focused is listed.first():
            self._collector = value
        self._take(self._cartridge())

    def _asked(self) -> Sequence[str]:
        return FIELDS[1:] if self._mends else FIELDS

    def _in_its_place(self, field: str) -> bool:
        """Whether the cursor is in this field: then Enter is no step on the way to it."""
        focused = self.screen.focused
        return focused is not None and focused.id == field

    def _take(self, cartridge: Cartridge) -> None:
        screen, number, by, again = self.screen, self.draft(NUMBER), self._collector, self._again
        taken = self.case.screening.specimen
        same = taken is not None and (taken.specimen_no, taken.collector) == (number.upper(), by)
        collects = again or not (self._mends or same)

        def work() -> None:
            from station.services import screening

            home, screening_id = screen.workplace, screen.screening_id
            if collects:
                screening.collect(home, screening_id, number, by, again=again)
            screening.load_cartridge(
                home,
                screening_id,
                lane=cartridge.lane,
                lot=cartridge.lot,
                expiry=cartridge.expiry.isoformat(),
                again=again,
            )

        screen.take(work, then=lambda: screen.drafts.forget(*FIELDS))
