"""The result, with every check on one screen, and its signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from station.domain.codes import Meaning, Verdict
from station.domain.path import Step, details_missing
from station.tui.choices import Choice
from station.tui.guided import exceptions
from station.tui.guided.analyte_table import analyte_table
from station.tui.guided.checks import NOT_CHECKED, checks, reasons
from station.tui.guided.panel import Panel
from station.tui.guided.question import Question
from station.tui.guided.verdict import banner, ended
from station.tui.keys import Key

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen


FEW_LINES = 12
GAP = 3
WIDTH_LEAST = 60
"""Without a measurement there are no checks beside it."""


class Result(Question):
    """A negative is signed with one key; anything else by two officers, each with a PIN."""

    help_key = "guided.help_result"

    def __init__(self, screen: ScreeningScreen) -> None:
        super().__init__(screen)
        self._panel: Panel | None = None

    def body(self) -> ComposeResult:
        """Verdict, lines and checks, all at once; the signing panel when it is open."""
        case, words, low = self.case, self.words, self._low
        yield banner(words, case)
        if self._panel is not None and low:
            yield from self._panel.body()
            return
        if low:
            yield from self._half_signed()
        with Horizontal(id="result"):
            table = analyte_table(words, case.lines, low=low)
            with Vertical(id="lines") as column:
                # The exceptions below would take any width they are given.
                wide = max(line.cell_length for line in table.split("\n"))
                column.styles.width = max(wide, WIDTH_LEAST if case.measurement is None else 0) + GAP
                yield Static(table if case.lines else ended(words, case), id="analytes", markup=False)
                if not low and self._few and self._panel is None:
                    yield from self.screen.exception_list(self.others())
            with Vertical(id="side"):
                received = self.screen.local(case.measured_at) if case.measured_at else None
                at = f"{received:%H:%M:%S}" if received else NOT_CHECKED
                yield Static(checks(words, case, at), id="checks", markup=False)
                if not low:
                    yield from self._aside()
        if low and (said := reasons(words, case)):
            yield Static(said, id="reasons", markup=False)

    def _aside(self) -> ComposeResult:
        """Below the checks: who signs, or else the reasons and the exceptions."""
        if self._panel is not None:
            yield from self._panel.body()
            return
        if said := reasons(self.words, self.case):
            yield Static(said, id="reasons", markup=False)
        yield from self._half_signed()
        if not self._few:
            yield from self.screen.exception_list(self.others())

    def _half_signed(self) -> ComposeResult:
        """One has signed and the other is asked: F10 alone would not tell whose turn it is."""
        first = self.case.screening.signature(Meaning.FIRST)
        if self.case.step is Step.SIGN_SECOND and first is not None:
            by = self.case.colleague(first.badge)
            who = f"{by.name} {by.badge}" if by else first.badge
            yield Static(self.words("result.half_signed", who=who), id="half_signed", markup=False)

    @property
    def _few(self) -> bool:
        """Whether the analytes leave room for the exceptions below them."""
        return len(self.case.lines) <= FEW_LINES

    @property
    def places_others(self) -> bool:
        """Beside the lines, where the window is high enough."""
        return not self._low

    @property
    def _low(self) -> bool:
        return self.screen.has_class("-low") or self.screen.has_class("-narrow")

    def keys(self) -> Iterable[Key]:
        """F10 signs; while the panel is open Enter takes the PIN."""
        if self._panel is not None:
            yield Key("enter", self.words("key.sign"), self._panel.enter, primary=True)
            return
        if self._lacking:
            yield Key("enter", self.words("guided.give_details"), self._give_details, primary=True)
        elif self.case.step is Step.RESULT:
            yield Key("enter", self.words("guided.judge"), self._judge, primary=True)
        yield Key("f10", self.words("key.sign"), self._sign, self._why_not(), primary=not self._lacking)

    def others(self) -> Sequence[Choice]:
        """A second cartridge, a correction, the end; someone else signs."""
        if self._panel is not None or self.case.screening.signed:
            return ()
        found: list[Choice] = []
        verdict = self.case.screening.verdict
        if verdict is not None and verdict.verdict is Verdict.INVALID:
            found.append(exceptions.retest_choice(self.screen))
        if self._one_key:
            found.append(Choice(exceptions.SIGNER, self.words("guided.other_signer")))
        return (*found, *exceptions.ending_choices(self.screen))

    def picked(self, value: str) -> None:
        """Who signs."""
        if self._panel is not None:
            self._panel.choose(value)
            self.screen.redraw()

    @property
    def inside(self) -> bool:
        """The panel is open."""
        return self._panel is not None

    def back(self) -> bool:
        """Shut the panel."""
        before, self._panel = self._panel, None
        self.screen.drafts.forget("pin", "passphrase")
        return before is not None

    def open_panel(self) -> None:
        """Ask who signs, and for the PIN."""
        self._panel = Panel(self)
        self.screen.redraw()

    @property
    def _lacking(self) -> bool:
        """Whether details are due that must be there before anything but a negative is signed."""
        return self.case.step is Step.DETAILS and bool(details_missing(self.case.screening))

    @property
    def _one_key(self) -> bool:
        """Whether this is a negative that one signed-on officer signs with one key."""
        screening = self.case.screening
        verdict = screening.verdict
        negative = verdict is not None and verdict.verdict is Verdict.NEGATIVE
        ended = screening.refused or screening.aborted is not None
        return negative and not ended and not screening.needs_two_officers and not screening.signed

    def _why_not(self) -> str:
        if self.case.step in (Step.SIGN_FIRST, Step.SIGN_SECOND):
            return ""
        return self.words("guided.details_first" if self._lacking else "guided.not_to_sign_yet")

    def _sign(self) -> None:
        badge = self.screen.badge
        mine = self.case.colleague(badge)
        if not self._one_key or mine is None or not (mine.signed_on and mine.may_sign):
            self.open_panel()
            return
        screen = self.screen

        def work() -> None:
            from station.services import signing

            signing.sign_negative(screen.workplace, screen.screening_id, badge)

        screen.take(work)

    def _judge(self) -> None:
        screen = self.screen

        def work() -> None:
            from station.services import judging

            judging.judge_again(screen.workplace, screen.screening_id)

        screen.take(work)

    def _give_details(self) -> None:
        from station.tui.guided.waiting import Waiting

        self.screen.show(Waiting(self.screen))
