"""One lane on the board: who, which step, time left, what to do next. Never a verdict: bystanders read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from station.tui.standing import minutes

if TYPE_CHECKING:
    from station.services.board import LaneLine
    from station.tui.app import StationApp

COLOURS = {"free": "$success", "calm": "$primary", "do": "$warning", "call": "$error", "lost": "$secondary"}
BAR_MAX = 40
ROOMY = 5
_NAME, _WHO, _IS = 13, 15, 21
_TIGHT_BELOW = 50
_TIGHT_NUMBER, _TIGHT_WHO = 3, 14


class Pane(Widget):
    """A place on the board that can be marked by arrows and opened by a click or touch."""

    marked: reactive[bool] = reactive(False)

    class Touched(Message):
        """Somebody clicked it."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def watch_marked(self, marked: bool) -> None:
        """Draw the mark."""
        self.set_class(marked, "-marked")

    def on_click(self) -> None:
        """Tell the board."""
        self.post_message(self.Touched(self))


class LanePane(Pane):
    """A card when there are few lanes, one line when there are many."""

    DEFAULT_CSS = """
    LanePane { height: 1fr; min-height: 6; padding: 1 2; border-left: thick $rule; background: $surface; }
    LanePane.-compact { height: 1; min-height: 1; padding: 0 1; background: $background; }
    LanePane.-free { border-left: thick $success; }
    LanePane.-calm { border-left: thick $primary; }
    LanePane.-do { border-left: thick $warning; }
    LanePane.-lost { border-left: thick $secondary; }
    LanePane.-call { border-left: thick $error; background: $error 14%; }
    LanePane.-marked { background: $accent 16%; }
    LanePane.-call.-marked { background: $error 28%; }
    """

    line: reactive[LaneLine | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None)

    def __init__(self, station: StationApp, line: LaneLine, *, compact: bool) -> None:
        super().__init__(classes="-compact" if compact else "")
        self._station = station
        self._compact = compact
        self.set_reactive(LanePane.line, line)

    def on_mount(self) -> None:
        """Draw the urgency."""
        if self.line is not None:
            self.watch_line(self.line)

    def watch_line(self, line: LaneLine) -> None:
        """Colour by urgency; the words say the same."""
        for urgency in COLOURS:
            self.set_class(line.urgency == urgency, f"-{urgency}")

    def render(self) -> Content:
        """The lane's words."""
        if self.line is None:
            return Content("")
        drawn = _Drawn(self._station, self.line, self.now, self.content_size.width)
        if self._compact:
            return drawn.one_line()
        return drawn.card(self.content_size.height)


class _Drawn:
    """The parts of a lane's picture at one moment."""

    def __init__(self, station: StationApp, line: LaneLine, now: datetime | None, width: int) -> None:
        self._station = station
        self._words = station.words
        self._line = line
        self._width = width
        self._elapsed = now - line.loaded_at if now is not None and line.loaded_at else None
        self._whole = timedelta(seconds=line.develop_s) if line.develop_s else None

    def card(self, height: int) -> Content:
        """Number and kind, the person, what is, the time bar, what to do."""
        colour = COLOURS[self._line.urgency]
        name = self._words("board.lane", lane=self._line.lane)
        title = _apart(Content(name).stylize("bold"), Content(self._kind()).stylize("$quiet"), self._width)
        lines = [title, Content(self._who()).stylize("bold")]
        if height > ROOMY:
            lines.append(Content(""))
        lines.append(Content(self._is()).stylize(f"bold {colour}"))
        if self._elapsed is not None:
            lines.append(self._bar(min(BAR_MAX, max(8, self._width - 15))))
        if self._elapsed is None or height > len(lines) or self._over():
            lines.append(Content(self._do()))
        return Content("\n").join([line.truncate(self._width, ellipsis=True) for line in lines])

    def one_line(self) -> Content:
        """The same in one line, in columns; half a line where lanes stand two in a row."""
        if self._width < _TIGHT_BELOW:
            return self._half_line()
        colour = COLOURS[self._line.urgency]
        name = Content.assemble((f"{self._line.lane:>2} ", "bold"), (self._kind(), "$quiet"))
        row = Content.assemble(
            _column(name, _NAME),
            _column(Content(self._who()).stylize("bold"), _WHO),
            _column(Content(self._is()).stylize(f"bold {colour}"), _IS),
        )
        room = max(0, self._width - row.cell_length)
        rest = Content(self._do())
        if self._elapsed is not None and not self._over():
            rest = self._bar(min(BAR_MAX, max(4, room - 14)))
        return Content.assemble(row, rest.truncate(room, ellipsis=True))

    def _half_line(self) -> Content:
        """Who, or on a free lane what it takes; what is, or while the reader works how long."""
        colour = COLOURS[self._line.urgency]
        free = self._line.screening_id is None
        who = Content(self._kind()).stylize("$quiet") if free else Content(self._who()).stylize("bold")
        what = self._is() if self._elapsed is None else self._time()
        row = Content.assemble(
            _column(Content(f"{self._line.lane:>2}").stylize("bold"), _TIGHT_NUMBER),
            _column(who, _TIGHT_WHO),
            Content(what).stylize(f"bold {colour}"),
        )
        return row.truncate(self._width, ellipsis=True)

    def _kind(self) -> str:
        return f"{self._words(f'specimen_kind.{self._line.specimen_kind}')} {self._line.label}"

    def _who(self) -> str:
        if self._line.screening_id is None:
            return "—"
        return self._line.who or self._words("board.someone")

    def _is(self) -> str:
        urgency, step = self._line.urgency, self._line.step
        if urgency == "call":
            key = "board.is.call_counter" if self._station.at_counter else "board.is.call"
            return self._words(key, lane=self._line.lane)
        if step is None or urgency == "lost":
            return self._words(f"board.is.{urgency}")
        if self._line.control_test:
            return self._words("board.is.control_test")
        return self._words(f"board.is.{step}")

    def _do(self) -> str:
        urgency, step = self._line.urgency, self._line.step
        if step is None or urgency in ("call", "lost"):
            return self._words(f"board.do.{urgency}")
        if self._line.control_test:
            return self._words("board.do.control_test")
        if self._line.offered:
            return self._words("board.do.offered")
        return self._words("board.do.reading_over") if self._over() else self._words(f"board.do.{step}")

    def _over(self) -> bool:
        return self._elapsed is not None and self._whole is not None and self._elapsed > self._whole

    def _time(self) -> str:
        """How long the reader has worked, of how long, or for how long too long."""
        elapsed, whole = self._elapsed or timedelta(), self._whole
        if whole is None:
            return minutes(elapsed)
        if self._over():
            return self._words("board.over", over=minutes(elapsed - whole))
        return self._words("board.time", elapsed=minutes(elapsed), whole=minutes(whole))

    def _bar(self, width: int) -> Content:
        elapsed, whole, text = self._elapsed or timedelta(), self._whole, self._time()
        if whole is None:
            return Content(text)
        if self._over():
            return Content.assemble(("█" * width, "$warning"), "  ", (text, "bold $warning"))
        done = int(width * (elapsed / whole))
        return Content.assemble(("█" * done, "$primary"), ("░" * (width - done), "$rule"), f"  {text}")


def _column(text: Content, width: int) -> Content:
    fitted = text.truncate(width - 1, ellipsis=True)
    return fitted.pad_right(width - fitted.cell_length)


def _apart(left: Content, right: Content, width: int) -> Content:
    gap = width - left.cell_length - right.cell_length
    return Content.assemble(left, " " * gap, right) if gap > 1 else Content.assemble(left, "  ", right)
