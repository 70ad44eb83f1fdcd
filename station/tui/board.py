"""The board, home of a shift: lanes, who waits, what must not be missed, the tally. Never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Static

from station.domain.presented import PresentedDocument, PresentedLabel
from station.tui import standing
from station.tui.base import StationScreen
from station.tui.keys import Key
from station.tui.lane_pane import LanePane, Pane

if TYPE_CHECKING:
    from station.services.board import BoardView, WaitingLine
    from station.tui.app import StationApp

CARDS_MAX = 4
SPACED_MAX = 8
SHORT_BELOW = 28
LINES_MAX, LINES_MAX_SHORT = 16, 12
"""Lanes that have a line each with all else still on the screen; more stand in two columns."""
WAITING_SHOWN = 3
ALARMS_SHOWN = 3
ALARMS_SHOWN_SHORT = 1
ASIDE = 14


class WaitingPane(Pane):
    """Someone who has no lane yet."""

    DEFAULT_CSS = """
    WaitingPane { width: auto; height: 1; margin-right: 2; padding: 0 1; }
    WaitingPane.-marked { background: $accent; color: $background; }
    """

    def __init__(self, station: StationApp, line: WaitingLine) -> None:
        super().__init__()
        self.line = line
        who = line.who or station.words("board.someone")
        since = f"{station.local(line.since):%H:%M}"
        self._text = Content(station.words("board.waits_since", who=who, since=since))

    def render(self) -> Content:
        """Masked name and since when."""
        return self._text


class BoardScreen(StationScreen):
    """Arrows mark a lane or someone waiting; Enter or F2 opens them; a digit opens its lane at once."""

    help_key = "board.help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "mark(-1)", show=False),
        Binding("right", "mark(1)", show=False),
    ]
    DEFAULT_CSS = """
    BoardScreen > Heading { display: none; }
    BoardScreen > #body { padding: 1 2 0 2; }
    BoardScreen.-short > #body { padding: 0 2; }
    BoardScreen.-short #foot { margin-top: 0; }
    BoardScreen.-short LanePane { min-height: 4; padding: 0 2; }
    BoardScreen LanePane { max-height: 12; }
    BoardScreen LanePane.-compact { min-height: 1; padding: 0 1; margin-bottom: 1; }
    BoardScreen.-short LanePane.-compact { margin-bottom: 0; }
    BoardScreen #lanes { layout: grid; height: 1fr; grid-size: 2; grid-gutter: 1 2; grid-rows: 1fr; }
    BoardScreen #lanes.-compact { layout: vertical; overflow-y: auto; scrollbar-size-vertical: 1; }
    BoardScreen #lanes.-close LanePane { margin-bottom: 0; }
    BoardScreen #lanes.-columns { layout: grid; grid-size: 2; grid-gutter: 0 2; grid-rows: 1; }
    BoardScreen #foot { height: auto; margin-top: 1; border-top: solid $rule; }
    BoardScreen .row { height: auto; }
    BoardScreen .quiet { color: $quiet; }
    BoardScreen .label { width: 9; height: 1; color: $quiet; }
    BoardScreen .value { width: 1fr; height: auto; padding-left: 1; }
    """

    def __init__(self, restored: str = "") -> None:
        super().__init__()
        self._restored = bool(restored)
        self._mark = 0

    def body(self) -> ComposeResult:
        """Lanes above; who waits, alarms and the tally below."""
        view = self.view
        if view is None:
            yield Static(self.words("board.looking"), markup=False)
            return
        form = self._form(len(view.lanes))
        with Container(id="lanes", classes=form):
            for line in view.lanes:
                yield LanePane(self.station, line, compact=bool(form))
        with Container(id="foot"):
            with Horizontal(classes="row"):
                yield Static(self.words("board.waiting"), classes="label", markup=False)
                yield from self._waiting(view)
            with Horizontal(classes="row"):
                yield Static(self.words("board.alarms"), classes="label", markup=False)
                yield Static(self._alarms(view), id="alarms", classes="value", markup=False)
            with Horizontal(classes="row"):
                yield Static(self.words("board.tally"), classes="label", markup=False)
                yield Static(self._tally(view), id="tally", classes="value", markup=False)

    def keys(self) -> Iterable[Key]:
        """F-keys of the whole program stand here first."""
        words = self.words
        marked = self._marked()
        nobody = "" if self._screening_id(marked) else words("board.nothing_open")
        new = words("key.register" if self.station.at_counter else "key.new_test")
        if nobody:
            yield Key("enter", new, self._new_test, primary=True)
        else:
            yield Key("enter", words("key.open"), self._open, primary=True)
        yield Key("f1", words("key.help"), self._help)
        yield Key("f2", words("key.open"), self._open, nobody)
        yield Key("f3", words("key.find"), lambda: self.go("find"))
        yield Key("f4", new, self._new_test)
        yield Key("f5", words("key.to_hand_over"), lambda: self.go("to_hand_over"))
        yield Key("f6", words("key.readers"), lambda: self.go("readers"))
        yield Key("f7", words("key.display"), lambda: self.go("display"))
        yield Key("f8", words("key.this_shift"), lambda: self.go("this_shift"))
        yield Key("f9", words("key.void"), self._open, words("board.nothing_to_void"))
        yield Key("f10", words("key.sign"), self._open, words("board.nothing_to_sign"))
        yield Key("escape", words("key.leave"), lambda: self.go("leave"))
        yield Key("up", "", lambda: self.action_mark(-self._columns()), shown=False)
        yield Key("down", "", lambda: self.action_mark(self._columns()), shown=False)

    def came_back(self) -> None:
        """Look again; once, say that the program was started anew."""
        self.station.look()
        self.action_mark(0)
        self._tell_restored()

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """A document begins a new test, or opens that of the person if one is running."""
        if not isinstance(what, PresentedDocument):
            return False

        def work() -> str | None:
            from station.services.listing import running_screening_of

            return running_screening_of(self.workplace, what.number)

        def then(screening_id: str | None) -> None:
            if screening_id is not None:
                self.go("screening", screening_id=screening_id)
                return
            self.station.waiting_document = what
            self._new_test()

        self.perform(work, then)
        return True

    def looked(self, view: BoardView) -> None:
        """Draw the new look; lanes stay in their places."""
        panes = list(self.query(LanePane))
        waits = [pane.line for pane in self.query(WaitingPane)]
        if len(panes) != len(view.lanes) or waits != list(view.waiting[:WAITING_SHOWN]):
            self.redraw()
            return
        for pane, line in zip(panes, view.lanes, strict=True):
            pane.line = line
        self.query_one("#alarms", Static).update(self._alarms(view))
        self.query_one("#tally", Static).update(self._tally(view))
        self._tell_restored()
        self.tick()

    def on_resize(self) -> None:
        """Another height may ask for other columns."""
        for lanes in self.query("#lanes"):
            lanes.set_classes(self._form(len(self.query(LanePane))))

    async def rebuild(self) -> None:
        """Keep the mark where it was."""
        await super().rebuild()
        self.action_mark(0)
        self.tick()

    def tick(self) -> None:
        """Running times."""
        now = self.station.clock.utc()
        for pane in self.query(LanePane):
            pane.now = now

    def digit(self, number: int) -> None:
        """Open the lane with this number; on a free lane only mark it."""
        panes = list(self.query(LanePane))
        index = next((i for i, pane in enumerate(panes) if pane.line and pane.line.lane == str(number)), None)
        if index is not None:
            self._choose(index)

    def action_mark(self, by: int) -> None:
        """Move the mark."""
        panes = list(self.query(Pane))
        if panes:
            self._mark = min(max(0, self._mark + by), len(panes) - 1)
        for index, pane in enumerate(panes):
            pane.marked = index == self._mark
            if pane.marked:
                pane.scroll_visible(animate=False)
        self.refresh_lines()

    @on(Pane.Touched)
    def _touched_pane(self, message: Pane.Touched) -> None:
        message.stop()
        self._choose(list(self.query(Pane)).index(message.pane))

    def _choose(self, index: int) -> None:
        self.action_mark(index - self._mark)
        if self._screening_id(self._marked()):
            self._open()

    def _tell_restored(self) -> None:
        if self._restored and self.view is not None:
            self._restored = False
            if self.view.tally.running:
                self.say(self.words("board.restored"))

    def _form(self, lanes: int) -> str:
        """Cards; a line each; a line each without gaps; or two columns."""
        if lanes <= CARDS_MAX:
            return ""
        # The size, not the class: the body is built before a window's classes are set.
        if lanes > (LINES_MAX_SHORT if self.station.size.height < SHORT_BELOW else LINES_MAX):
            return "-compact -close -columns"
        return "-compact -close" if lanes > SPACED_MAX else "-compact"

    def _columns(self) -> int:
        return 1 if self.query("#lanes.-compact") and not self.query("#lanes.-columns") else 2

    def _marked(self) -> Pane | None:
        panes = list(self.query(Pane))
        return panes[self._mark] if self._mark < len(panes) else None

    def _screening_id(self, pane: Pane | None) -> str | None:
        if isinstance(pane, LanePane | WaitingPane) and pane.line is not None:
            return pane.line.screening_id
        return None

    def _open(self) -> None:
        screening_id = self._screening_id(self._marked())
        if screening_id:
            self.go("screening", screening_id=screening_id)

    def _new_test(self) -> None:
        if self.station.at_counter:
            self.go("registration")
            return
        marked = self._marked()
        line = marked.line if isinstance(marked, LanePane) else None
        self.go("new_test", lane=line.lane if line is not None and line.screening_id is None else "")

    def _help(self) -> None:
        self.go("help", topic=self.help_key)

    def _waiting(self, view: BoardView) -> Iterable[Static | WaitingPane]:
        if not view.waiting:
            yield Static(self.words("board.nobody_waits"), classes="value quiet", markup=False)
        for line in view.waiting[:WAITING_SHOWN]:
            yield WaitingPane(self.station, line)
        if len(view.waiting) > WAITING_SHOWN:
            yield Static(f"+{len(view.waiting) - WAITING_SHOWN}", markup=False)

    def _alarms(self, view: BoardView) -> Content:
        found = [standing.alarm_words(self.station, alarm) for alarm in view.alarms]
        if not found:
            return Content(self.words("board.no_alarms")).stylize("$quiet")
        room = ALARMS_SHOWN_SHORT if self.has_class("-short") else ALARMS_SHOWN
        shown = Content("\n").join([Content(text).stylize("$warning") for text in found[:room]])
        return Content.assemble(shown, f"   +{len(found) - room}" if len(found) > room else "")

    def _tally(self, view: BoardView) -> Content:
        """The whole tally, or where there is no room for it only what is still open."""
        whole = self._tallied(view, ("tested", "closed", "running", "refused", "aborted"))
        return (
            whole
            if whole.cell_length <= self.size.width - ASIDE
            else self._tallied(view, ("tested", "running"))
        )

    def _tallied(self, view: BoardView, names: Sequence[str]) -> Content:
        shown = " · ".join(self.words(f"board.{name}", count=getattr(view.tally, name)) for name in names)
        parts = [Content(shown)]
        for name in ("to_hand_over", "unmatched"):
            count = getattr(view.tally, name)
            word = Content(self.words(f"board.{name}", count=count))
            parts.append(word.stylize("bold $warning" if count else "$quiet"))
        return Content("   ").join(parts)
