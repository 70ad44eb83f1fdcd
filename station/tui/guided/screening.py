"""One person's screen: shows the question of the step at which the log says the screening stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.identity import masked_number
from station.domain.path import Step
from station.domain.presented import PresentedDocument, PresentedLabel
from station.tui.base import StationScreen
from station.tui.choices import Choice, Choices
from station.tui.guided import detours, exceptions, ways
from station.tui.guided.case import Case, load
from station.tui.guided.path_line import path_line, stages
from station.tui.guided.question import Question
from station.tui.guided.style import CSS
from station.tui.keys import Key
from station.tui.messages import LogAdvanced

SETTLES_AFTER_S = 0.6
"""After the screen went on by itself, how long a key meant for what stood there before does nothing."""
LOW_BELOW = 28
NARROW_BELOW = 96


class ScreeningScreen(StationScreen):
    """Comes back at the right step: whatever is not finished is asked again."""

    AUTO_FOCUS = "Input, .answer"
    help_key = "guided.help"
    DEFAULT_CSS = CSS

    def __init__(self, screening_id: str) -> None:
        super().__init__()
        self.screening_id = screening_id
        self.case: Case | None = None
        self.question: Question | None = None
        self.slip = ""
        self._settled = True

    # What questions ask of their screen.

    @property
    def known(self) -> Case:
        """The screening; ``screening.unknown`` before it has been read."""
        if self.case is None:
            raise StationError("screening.unknown")
        return self.case

    def take(
        self,
        work: Callable[[], object],
        otherwise: Callable[[StationError], None] | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Do a step of the screening, then show what comes next."""

        def whole() -> Case:
            work()
            return load(self.desk, self.screening_id)

        def taken(case: Case) -> None:
            self.case = case
            self.proceed()
            if then is not None:
                then()

        self.perform(whole, taken, otherwise)

    def show(self, question: Question) -> None:
        """Ask something else first. The cursor goes to its field, wherever it stood before."""
        self.question = question
        self.set_focus(None)
        self.redraw()

    def proceed(self) -> None:
        """Ask what comes next, by the log; who it is while nothing of this person is in it."""
        self.show(ways.question_for(self, self.case) if self.case else ways.first_question(self))

    def reopen(self) -> None:
        """Somebody has signed on at the signing panel: it now asks for the PIN."""
        from station.tui.guided.result import Result

        if isinstance(self.question, Result):
            self.question.open_panel()

    def unsettle(self) -> None:
        """The screen goes on by itself now: keys meant for the last question do nothing for a moment."""
        self._settled = False
        self.set_timer(SETTLES_AFTER_S, self._settle)

    def begin(self) -> None:
        """Open the screening unless it is open: called in a thread, right before the first step is taken."""

    def half_typed(self) -> bool:
        """Whether leaving would lose something."""
        return self.question is not None and self.question.unsaved()

    # What the frame asks of this screen.

    def body(self) -> ComposeResult:
        """The question, and below it the exceptions of its step."""
        self.set_class(self.app.size.height < LOW_BELOW, "-low")
        self.set_class(self.app.size.width < NARROW_BELOW, "-narrow")
        question = self.question
        if question is None:
            yield Static(self.words("guided.loading"), classes="note", markup=False)
            return
        with Vertical(id="question"):
            yield from question.body()
        if not question.places_others:
            yield from self.exception_list(question.others())

    def exception_list(self, others: Sequence[Choice]) -> ComposeResult:
        """The list that the arrow down leads to."""
        if others:
            yield Static(self.words("guided.others"), classes="others", markup=False)
            yield Choices(others, id="others")

    def heading(self) -> Content:
        """Lane and person; in full, for this is the person's own screen."""
        case = self.case
        lane = case.lane if case else self.first_lane()
        where = self.words("board.lane", lane=lane) if lane else self.words("board.waiting")
        if case is None:
            return Content(f"{where} · {self.words('key.new_test')}")
        who = " ".join(part for part in (case.name, masked_number(case.number)) if part)
        return Content(" · ".join(part for part in (where, who or self.words("guided.nobody")) if part))

    def aside(self) -> Content:
        """Where one is on the way."""
        case = self.case
        line = stages(case.steps, case.step) if case else stages(ways.START, Step.IDENTIFY)
        return path_line(self.words, line, self.app.size.width - self.heading().cell_length - 6)

    def keys(self) -> Iterable[Key]:
        """The question's keys, then those of every step."""
        question = self.question
        if question is None:
            yield Key("escape", self.words("guided.to_board"), self._escape)
            return
        own = list(question.keys())
        topic = question.help_key
        yield Key("f1", self.words("key.help"), lambda: self.station.go("help", topic=topic))
        taken = {key.key for key in own}
        for key in own:
            yield key if self._settled or key.key == "escape" else self._unsettled(key)
        if "f10" not in taken:
            yield Key("f10", self.words("key.sign"), self._escape, self.words("guided.not_to_sign_yet"))
        if self.case is not None and "f9" not in taken:
            yield Key("f9", self.words("key.void"), self._void, exceptions.why_no_void(self))
        if question.others() and not question.lists and "down" not in taken:
            yield Key("down", self.words("guided.others_key"), partial(self._arrow, 1))
        yield Key("escape", self.words("key.back" if self._stays() else "guided.to_board"), self._escape)
        for key_name, by in (("up", -1), ("down", 1)):
            if key_name not in taken:
                yield Key(key_name, "", partial(self._arrow, by), shown=False)

    def came_back(self) -> None:
        """Read the screening again: the log may have gone on."""
        if self.screening_id:
            self.fetch("case", lambda: load(self.desk, self.screening_id), self._looked)
        elif self.question is None:
            self.show(ways.first_question(self))

    def advanced(self, news: LogAdvanced) -> None:
        """Entries of this screening were committed, or a reader's of nobody: a control test may stand where
        this one's result is waited for."""
        concerned = self.screening_id in news.screenings or kinds.MEASUREMENT_RECEIVED in news.kinds
        if self.screening_id and concerned and not self.busy:
            self.fetch("case", lambda: load(self.desk, self.screening_id), self._looked)

    def tick(self) -> None:
        """Running times."""
        if self.question is not None:
            self.question.tick()

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """For the question that is asked now."""
        if self.question is None or self.busy or not self._settled:
            return False
        try:
            used = self.question.presented(what)
        except StationError as error:
            self.refuse_aloud(error)
            return True
        self.refresh_lines()
        return used

    def digit(self, number: int) -> None:
        """A digit picks from the list that is shown."""
        if self._settled:
            super().digit(number)

    async def rebuild(self) -> None:
        """Draw the question, then what stands beside its fields."""
        await super().rebuild()
        if self.question is not None:
            self.question.drawn()
        self.refresh_lines()

    def first_lane(self) -> str:
        """The lane a screening that is not open yet will be given; only a new one has it."""
        return ""

    def on_resize(self, _event: events.Resize) -> None:
        """Rows and columns change with the window."""
        low, narrow = self.app.size.height < LOW_BELOW, self.app.size.width < NARROW_BELOW
        if (low, narrow) != (self.has_class("-low"), self.has_class("-narrow")):
            self.redraw()

    # What happens to it.

    @on(Choices.Picked)
    def _picked(self, message: Choices.Picked) -> None:
        message.stop()
        if self.question is None or not self._settled:
            return
        self.say("")
        if message.choices.id == "others":
            # Digits typed next belong to the field that is asked, not to the list of exceptions.
            self.set_focus(None)
            self._focus_again(None)
        if not detours.follow(self, message.value):
            self.question.picked(message.value)
        self.refresh_lines()

    @on(Input.Changed)
    def _changed(self, message: Input.Changed) -> None:
        if self.question is not None and message.input.id:
            self.drafts.keep(message.input)
            self.question.typed(message.input.id)

    def _looked(self, case: Case) -> None:
        before, self.case = self.case, case
        question = self.question
        if question is None or before is None:
            self.proceed()
        elif question.live and _moved_on(before, case) and not question.unsaved():
            self.unsettle()
            self.proceed()
        else:
            question.news()
        self.refresh_lines()

    def _arrow(self, by: int) -> None:
        if self.question is not None and self.question.moved(by):
            return
        if by > 0:
            self.focus_next("Input, Choices")
        else:
            self.focus_previous("Input, Choices")

    def _escape(self) -> None:
        question = self.question
        if question is not None and question.back():
            self.redraw()
        elif self.half_typed():
            if self.twice("escape", self.words("guided.half_typed")):
                self.back()
        elif question is not None and not question.live:
            self.proceed()
        else:
            self.back()

    def _stays(self) -> bool:
        """Whether Esc goes back within this person's screen, and not to the board."""
        question = self.question
        if question is None or question.inside:
            return question is not None
        return not question.live and not self.half_typed()

    def _void(self) -> None:
        if self.twice("f9", self.words("guided.void_twice")):
            self.show(detours.void_question(self))

    def _settle(self) -> None:
        self._settled = True
        self.refresh_lines()

    def _unsettled(self, key: Key) -> Key:
        return Key(key.key, key.word, key.run, self.words("guided.just_arrived"), key.primary, key.shown)


def _moved_on(before: Case, now: Case) -> bool:
    """Whether another question is asked now: the next step, or whose result this is."""
    return before.step is not now.step or before.screening.offered != now.screening.offered
