"""One result without an owner: whose it is, or that it is nobody's; why; and the PINs of two people.

What it found is not shown: nobody shall choose an owner by the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from station.domain.choices import Claim, SetAside
from station.domain.errors import StationError
from station.domain.identity import visible
from station.domain.kinds import EXCHANGE_HELD, MEASUREMENT_RECEIVED
from station.domain.measurement import Measurement, measurement_of
from station.tui.choices import Choice, Choices
from station.tui.keys import Key
from station.tui.lists import wording
from station.tui.lists.two_signatures import TwoSignaturesScreen
from station.tui.lists.unmatched import why

if TYPE_CHECKING:
    from station.services.listing import Listed
    from station.storage.rows import UnmatchedRow

    Found = tuple[UnmatchedRow, tuple[Listed, ...], Measurement | None, str]

NOBODY = "nobody"
ODDITIES_SHOWN = 4
TEXT_SHOWN = 480
"""Characters of a message that nobody could read: enough to see what it is."""
PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
"""Unicode's pictures of the control characters, U+2400 and on."""


class ClaimScreen(TwoSignaturesScreen):
    """Three questions, one after another."""

    help_key = "claim_screen.help"
    AUTO_FOCUS = "Choices, Input"
    DEFAULT_CSS = """
    ClaimScreen #about { height: auto; padding: 0 1; margin-bottom: 1; }
    ClaimScreen #asked { height: auto; padding: 0 1; margin-bottom: 1; color: $quiet; }
    """

    def __init__(self, leaf: str) -> None:
        super().__init__()
        self._leaf = leaf
        self._result: UnmatchedRow | None = None
        self._people: tuple[Listed, ...] = ()
        self._measured: Measurement | None = None
        self._text = ""
        self._owner = ""
        self._reason = ""

    def body(self) -> ComposeResult:
        """The result, and the question of now."""
        yield Static(self._about(), id="about", markup=False)
        if self._result is None:
            return
        if not self._owner:
            yield self._asked("claim_screen.ask_owner")
            yield Choices(self._owners(), id="owners")
        elif not self._reason:
            nobody = self._owner == NOBODY
            yield self._asked("claim_screen.ask_why_nobody" if nobody else "claim_screen.ask_why")
            section, codes = ("set_aside", [*SetAside]) if nobody else ("claim", [*Claim])
            yield Choices(
                [Choice(str(code), self.words(f"{section}.{code}")) for code in codes], id="reasons"
            )
        else:
            yield Static(self._chosen(), id="asked", markup=False)
            yield from self.signature_fields()

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("claim_screen.title")

    def aside(self) -> str:
        """Where in the three questions one is."""
        return self.words(
            "shift_screen.step", number=1 if not self._owner else 2 if not self._reason else 3, all=3
        )

    def keys(self) -> Iterable[Key]:
        """Enter takes the marked line, or walks the fields; Esc goes back one question."""
        if self._reason:
            yield from self.walking_keys()
        else:
            yield Key("enter", self.words("key.choose"), self._take, primary=True)
        yield Key("escape", self.words("key.back"), self._step_back)

    def came_back(self) -> None:
        """The result, and who waits for one."""

        def work() -> Found:
            from station.services import listing, unmatched

            with self.workplace.store.reading() as reading:
                found = next((row for row in unmatched.tray(reading) if row.leaf == self._leaf), None)
                fact = reading.fact(self._leaf)
                held = fact is not None and fact.kind == EXCHANGE_HELD
                text = unmatched.held_text(reading, found) if held and found is not None else ""
            if found is None or fact is None:
                raise StationError("unmatched.not_waiting")
            measured = measurement_of(fact) if fact.kind == MEASUREMENT_RECEIVED else None
            return found, listing.expecting_result(self.workplace), measured, text

        self.fetch("result", work, self._show)

    def submit_word(self) -> str:
        """Both sign."""
        return self.words("claim_screen.set_aside" if self._owner == NOBODY else "claim_screen.claim")

    def submit(self) -> None:
        """Bound to somebody, or set aside."""
        if self.same_person():
            return
        owner, reason, signers = self._owner, self._reason, self.signers()

        def work() -> None:
            from station.services import unmatched

            if owner == NOBODY:
                unmatched.set_aside(self.workplace, self._leaf, SetAside(reason), signers)
            else:
                unmatched.claim(self.workplace, self._leaf, owner, Claim(reason), signers)

        self.perform(work, lambda _: self.back(), self.attempt_refused)

    def _show(self, found: Found) -> None:
        self._result, self._people, self._measured, self._text = found
        self.redraw()

    def _take(self) -> None:
        for choices in self.query(Choices):
            choices.action_select()

    @on(Choices.Picked, "#owners")
    async def _owned(self, message: Choices.Picked) -> None:
        self._owner = message.value
        await self.rebuild()

    @on(Choices.Picked, "#reasons")
    async def _reasoned(self, message: Choices.Picked) -> None:
        self._reason = message.value
        self.fill_badges()
        await self.rebuild()
        self.query_one("#pin_first").focus()

    def _step_back(self) -> None:
        if self._reason:
            self._reason = ""
            self.forget_pins()
            self.redraw()
        elif self._owner:
            self._owner = ""
            self.redraw()
        else:
            self.back()

    def _owners(self) -> list[Choice]:
        words, result = self.words, self._result
        held = result is not None and result.kind == "exchange_held"
        unreadable = words("claim_screen.unreadable") if held else ""
        if self._measured is not None and self._measured.of_nobody:
            unreadable = words("claim_screen.of_nobody")
        people = [self._person(line, unreadable) for line in self._people]
        return [*people, Choice(NOBODY, words("claim_screen.nobody"), words("claim_screen.nobody_note"))]

    def _person(self, line: Listed, unreadable: str) -> Choice:
        row = line.row
        lane = self.words("board.lane", lane=row.lane or "")
        note = f"{lane} · {row.specimen_no} · {wording.day_time(self.station, row.opened_at)}"
        return Choice(
            row.screening_id, wording.person(self.station, line.name, line.number), note, unreadable
        )

    def _asked(self, key: str) -> Static:
        return Static(Content(self.words(key)), id="asked")

    def _about(self) -> Content:
        one = self._result
        if one is None:
            return Content(self.words("screenings.loading"))
        lane, number = self.words("board.lane", lane=one.lane), one.specimen_no
        said = number or self.words("unmatched_screen.no_number")
        return Content.assemble(
            (f"{lane}   {said}", "bold"),
            f"   {wording.second(self.station, one.received_at)}\n",
            (why(self, one), "$warning"),
            *self._oddities(),
            *self._said(),
        )

    def _oddities(self) -> Iterator[tuple[str, str]]:
        """Why a person must look, without the word that the reader gave: no owner is chosen by a result."""
        problems = self._measured.problems if self._measured else ()
        if self._measured is not None and self._measured.control_test:
            yield f"\n  {self.words('wire.control_test')}", "$warning"
        for problem in problems[:ODDITIES_SHOWN]:
            place, _, _ = problem.partition("=")
            yield f"\n  {self.words.oddity(place)}", "$warning"
        if len(problems) > ODDITIES_SHOWN:
            yield f"\n  +{len(problems) - ODDITIES_SHOWN}", "$quiet"

    def _said(self) -> Iterator[tuple[str, str]]:
        """The message itself where it is no result: it can only be set aside, so it leads to no owner."""
        if self._text:
            shown = "".join(
                one if one.isprintable() else visible(one)
                for one in self._text[:TEXT_SHOWN].translate(PICTURES)
            )
            more = len(self._text) - TEXT_SHOWN
            yield f"\n{self.words('claim_screen.said')}  ", "$quiet"
            yield shown + (f" … +{more}" if more > 0 else ""), ""

    def _chosen(self) -> Content:
        words = self.words
        if self._owner == NOBODY:
            return Content.assemble(
                (words("claim_screen.nobody"), "bold"), f"   {words(f'set_aside.{self._reason}')}"
            )
        line = next(one for one in self._people if one.row.screening_id == self._owner)
        who = wording.person(self.station, line.name, line.number)
        return Content.assemble((who, "bold"), f"   {words(f'claim.{self._reason}')}")
