"""What the two top lines say on every screen. No line of them tells a verdict."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from station.services.board import Alarm, BoardView, LaneLine
    from station.tui.app import StationApp

GRADES = ("do", "call")
WIDE = 90
NIGHT_UNTIL_H = 6
NIGHT_FROM_H = 18
_GAP = "   "


def top_line(station: StationApp) -> tuple[Content, Content]:
    """Left: place and shift. Right: readers, clock, log, time of day; where narrow, only what is wrong."""
    now = station.local(station.clock.utc())
    wide = station.size.width >= WIDE
    parts = [_dot(word, good=good) for word, good in _states(station) if wide or not good]
    clock = Content(f"{now:%H:%M:%S}").stylize("bold")
    return _where(station), Content(_GAP).join([*parts, clock])


def shift_name(station: StationApp, opened_at: datetime) -> str:
    """Night or day, by the hour at which the shift was opened."""
    hour = station.local(opened_at).hour
    night = hour >= NIGHT_FROM_H or hour < NIGHT_UNTIL_H
    return station.words("board.night" if night else "board.day")


def _where(station: StationApp) -> Content:
    words, view = station.words, station.view
    parts: list[Content] = []
    if station.training:
        parts.append(Content(f" {words('board.training')} ").stylize("bold $background on $warning"))
    shift = view.shift if view else None
    if shift is not None:
        post = f"{words('post.counter')} · " if station.at_counter else ""
        parts.append(Content(f"{post}{shift.place}").stylize("bold"))
        parts.append(Content(f"· {shift_name(station, shift.opened_at)}"))
    else:
        parts.append(Content(words("app.name")).stylize("bold"))
    return Content(" ").join(parts)


def _states(station: StationApp) -> list[tuple[str, bool]]:
    """Each word of the state and whether all is well."""
    words, view = station.words, station.view
    if view is None or station.desk is None:
        return []
    here = sum(lane.connected for lane in view.lanes)
    synchronised = station.clock.moment().source != "system"
    return [
        (words("board.readers", here=here, all=len(view.lanes)), here == len(view.lanes)),
        (words("board.clock_set" if synchronised else "board.clock_free"), synchronised),
        (words("board.entries", size=view.log_size), True),
    ]


def _dot(word: str, *, good: bool) -> Content:
    """A full mark when all is well, a half one when not: seen without colour too."""
    return Content.assemble(word, " ", ("●", "$success") if good else ("◐", "$warning"))


def alarm_line(station: StationApp) -> tuple[Content, str]:
    """What nobody may miss, most urgent first, and how it is drawn: ``call``, ``do`` or nothing."""
    view = station.view
    if view is None:
        return Content(""), ""
    called = [call_words(station, lane) for lane in called_lanes(view)]
    others = [alarm_words(station, alarm) for alarm in view.alarms]
    if not called and not others:
        return Content(""), ""
    return _as_many_as_fit([*called, *others], station.size.width - 4), "call" if called else "do"


def called_lanes(view: BoardView) -> list[LaneLine]:
    """The lanes to which two people are called."""
    return [lane for lane in view.lanes if lane.urgency == "call"]


def call_words(station: StationApp, lane: LaneLine) -> str:
    """The call to a lane; at a counter it asks to wait, and calls nobody's attention."""
    key = "alarm.wait_there" if station.at_counter else "alarm.two_officers"
    return station.words(key, lane=lane.lane)


def alarm_words(station: StationApp, alarm: Alarm) -> str:
    """One alarm with its time."""
    text = station.words(f"alarm.{alarm.code}", count=alarm.count, lane=alarm.lane)
    return f"{station.local(alarm.at):%H:%M} {text}"


def _as_many_as_fit(texts: list[str], width: int) -> Content:
    shown = Content(texts[0])
    for index, text in enumerate(texts[1:], start=1):
        longer = Content.assemble(shown, "   ·   ", text)
        left = len(texts) - index
        if longer.cell_length > width - 5:
            return Content.assemble(shown, f"   +{left}")
        shown = longer
    return shown


def minutes(length: timedelta) -> str:
    """``4:12``, whole seconds; a negative length is nothing yet."""
    seconds = max(0, int(length.total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"
