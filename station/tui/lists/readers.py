"""Readers: every lane's port and profile, whether it is there, and what to do when it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from station.tui.base import StationScreen
from station.tui.keys import Key
from station.tui.lists import wording

if TYPE_CHECKING:
    from station.services.control_tests import ControlTest
    from station.services.document_devices import DeviceState
    from station.services.lane_device import LaneReader
    from station.services.lanes import LaneState

    _Found = tuple[tuple[LaneState, ...], tuple[DeviceState, ...], dict[str, ControlTest]]

QUIET_S = 120.0
SHOWN_NUMBER = 24
"""Characters of a control's number, which a reader may send at any length."""
MINUTE_S = 60


class ReadersScreen(StationScreen):
    """Drawn anew every second."""

    help_key = "readers_screen.help"
    AUTO_FOCUS = "#text"
    DEFAULT_CSS = """
    ReadersScreen #text { height: 1fr; scrollbar-size-vertical: 1; }
    ReadersScreen #readers { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._states: tuple[LaneState, ...] | None = None
        self._devices: tuple[DeviceState, ...] = ()
        self._controls: dict[str, ControlTest] = {}

    def body(self) -> ComposeResult:
        """One block a lane, then card readers and scanners."""
        with VerticalScroll(id="text", can_focus=True):
            yield Static(self._text(), id="readers", markup=False)

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("readers_screen.title")

    def aside(self) -> str:
        """How many are there."""
        states = self._states or ()
        here = sum(state.connected for state in states)
        return self.words("board.readers", here=here, all=len(states))

    def keys(self) -> Iterable[Key]:
        """Nothing is set here; what came without an owner is one key away."""
        waits = self.view.tally.unmatched if self.view else 0
        word = self.words("readers_screen.unmatched", count=waits)
        yield Key("enter", word, lambda: self.go("unmatched"), primary=bool(waits))
        yield self.back_key()

    def came_back(self) -> None:
        """At once."""
        self.tick()

    def tick(self) -> None:
        """Ask the lanes."""
        self.fetch("lanes", self._look, self._show)

    def _look(self) -> _Found:
        from station.services import control_tests

        documents = self.desk.documents
        with self.workplace.store.reading() as reading:
            controls = control_tests.newest(reading)
        return self.desk.lanes.states(), documents.states() if documents else (), controls

    def _show(self, found: _Found) -> None:
        self._states, self._devices, self._controls = found
        self.query_one("#readers", Static).update(self._text())
        self.refresh_lines()

    def _text(self) -> Content:
        if self._states is None:
            return Content(self.words("screenings.loading"))
        if not self._states and not self._devices:
            return Content(self.words("readers_screen.none"))
        blocks = [self._block(state) for state in self._states]
        return Content("\n\n").join([*blocks, *(self._device(state) for state in self._devices)])

    def _device(self, state: DeviceState) -> Content:
        """A card reader or scanner."""
        words = self.words
        named = Content(f"{words(f'readers_screen.{state.kind}')} {state.name}").stylize("bold")
        mark, colour = ("●", "$success") if state.connected else ("◐", "$secondary")
        now = words("readers_screen.connected" if state.connected else "readers_screen.lost")
        lines = [
            Content.assemble(
                named.pad_right(max(1, 24 - named.cell_length)), (f"{mark} {now}", f"bold {colour}")
            ),
            Content.assemble("  ", (state.port, "$quiet")),
        ]
        if state.problem is not None:
            said = words.error(state.problem)
            lines.append(Content.assemble("  ", (f"{said.what} {said.next}", "bold")))
        return Content("\n").join(lines)

    def _block(self, state: LaneState) -> Content:
        words = self.words
        named = {lane.name: lane for lane in self.workplace.config.lanes}.get(state.name)
        kind = f"{words(f'specimen_kind.{named.specimen_kind}')} {named.label}" if named else ""
        lane = Content(f"{words('board.lane', lane=state.name)}  {kind}").stylize("bold")
        takes = self._takes(state.develop_s)
        lines = [
            Content.assemble(lane.pad_right(max(1, 24 - lane.cell_length)), *self._now(state)),
            Content.assemble("  ", (f"{state.port}   {state.profile}   {takes}", "$quiet")),
        ]
        lines += [Content.assemble("  ", said) for said in self._device_lines(state)]
        if control := self._control_test(state):
            lines.append(Content(f"  {control}"))
        todo = self._todo(state)
        if todo:
            lines.append(Content.assemble("  ", (todo, "bold")))
        return Content("\n").join(lines)

    def _device_lines(self, state: LaneState) -> Iterator[tuple[str, str]]:
        """Who stands there, how far off its clock is, and what is wrong with either."""
        device = state.device
        if not state.connected:
            return
        yield "   ".join(filter(None, (device.named, self._clock(device)))), "$quiet"
        yield from ((self.words.oddity(one), "bold $warning") for one in device.odd)
        most = self.workplace.pack.rules.clock.reader_offset_max_s
        if device.offset_ms is not None and abs(device.offset_ms) > most * 1000:
            off = self.words.clock_off(device.offset_ms)
            yield self.words("readers_screen.clock_over", off=off, most=most), "bold $warning"

    def _clock(self, device: LaneReader) -> str:
        words = self.words
        if device.offset_ms is not None and device.heard_at is not None and device.source is not None:
            at = f"{self.station.local(device.heard_at):%H:%M:%S}"
            source = words(f"clock_source.{device.source}")
            return words("readers_screen.clock", off=words.clock_off(device.offset_ms), source=source, at=at)
        if device.clock_set_at is None:
            return words("readers_screen.no_clock")
        at = f"{self.station.local(device.clock_set_at):%H:%M:%S}"
        if device.offset_before_ms is None:
            return words("readers_screen.clock_set_unknown", at=at)
        return words("readers_screen.clock_set", at=at, off=words.clock_off(device.offset_before_ms))

    def _control_test(self, state: LaneState) -> str:
        """The lane's last control test and what its lines showed; whether that is right, a person knows."""
        words, last = self.words, self._controls.get(state.name)
        if last is None:
            return words("readers_screen.no_control_test") if state.marks_controls else ""
        shown = [words(f"wire.outcome.{outcome}") + f" {count}" for outcome, count in last.outcomes.items()]
        parts = [
            (last.specimen_no or "")[:SHOWN_NUMBER],
            words("readers_screen.control_line", seen=words(f"wire.control.{last.control}")),
            *shown,
            words("readers_screen.control_doubtful") if last.doubtful else "",
        ]
        at = wording.day_time(self.station, last.received_at)
        return words("readers_screen.control_test", at=at, what=" · ".join(filter(None, parts)))

    def _takes(self, develop_s: int) -> str:
        """In seconds below a minute, as where the clock of a training home is scaled."""
        if develop_s < MINUTE_S:
            return self.words("readers_screen.takes_s", seconds=develop_s)
        return self.words("readers_screen.takes", minutes=round(develop_s / MINUTE_S))

    def _now(self, state: LaneState) -> tuple[tuple[str, str], str]:
        words = self.words
        if not state.connected:
            since = wording.second(self.station, state.lost_at) if state.lost_at else ""
            return ("◐ " + words("readers_screen.lost"), "bold $secondary"), (
                "   " + words("readers_screen.since", since=since) if since else ""
            )
        if state.trouble:
            return ("◐ " + words("readers_screen.trouble_here"), "bold $warning"), ""
        return ("● " + words("readers_screen.connected"), "bold $success"), "   " + self._heard(state)

    def _heard(self, state: LaneState) -> str:
        if state.silent_s is None:
            return self.words("readers_screen.never_heard")
        if state.silent_s < QUIET_S:
            return self.words("readers_screen.heard_s", seconds=int(state.silent_s))
        return self.words("readers_screen.heard_min", minutes=int(state.silent_s) // 60)

    def _todo(self, state: LaneState) -> str:
        """What to do about the trouble, in words; a code that has none is named."""
        if state.problem is not None:
            said = self.words.error(state.problem)
            return f"{said.what} {said.next}"
        return "" if state.connected else self.words("readers_screen.do.cable")
