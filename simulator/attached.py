"""What every thing on the table that is no test reader has: a cable, a line, and the hand of a story."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulator.devices.reader import TIME_GRAIN_S
from simulator.dice import Dice
from simulator.entry import ScenarioError
from simulator.faults import Fault, FaultyCable
from simulator.host import Host
from simulator.line import Line
from simulator.machine import Bench
from simulator.steps import BRISK, Cut, Happening, HostKilled, Restart, SlowHost
from simulator.wire.link import Unit

SETTLE_S = 0.2
"""A host flushes its input when it opens a port, so what comes before that is over is not looked at."""


class Attached:
    """One machine at the end of a cable. A thing of its own fills in `live`, `hear`, `waits` and `acts`."""

    def __init__(self, bench: Bench, baud: int) -> None:
        self.finished = False
        self.end = Host(bench.end)
        self.baud = baud if bench.settings.baud is None else bench.settings.baud
        self.story = bench.story
        self.tell = bench.tell
        self.dice = Dice(bench.settings.seed)
        self.line = Line(self.baud, self.end.write, self._happened)
        self._cable = FaultyCable(self.dice, overhead=0)
        self._time_scale = bench.settings.time_scale
        self._then = bench.clock.monotonic()
        self._age_s = 0.0
        self._hand = sorted(bench.story.hand, key=lambda act: act.at_s)
        self._plug_at: float | None = None
        self._host_at: float | None = None
        self.end.plug(self._then)

    def live(self, dt: float, now: float) -> None:
        """Lets `dt` seconds of its own time pass."""

    def hear(self, data: bytes, now: float) -> None:
        """Takes what the host sent."""

    def waits(self) -> list[float]:
        """Seconds of its own time until something happens by itself."""
        return []

    def acts(self, command: dict[str, Any], now: float) -> Mapping[str, Callable[[], None]]:
        """What a hand can do with it, by the command's word."""
        return {}

    def restart(self, for_s: float) -> None:
        """It has reset itself and is back after `for_s`."""

    def farewell(self) -> Mapping[str, object]:
        """Nothing is left to tell."""
        return {}

    @property
    def played_out(self) -> bool:
        """Whether the story's hand has done all it had to do and nothing is on its way."""
        under_way = self.line.next_deadline is not None or self.end.reads
        return not self._hand and not self.waits() and not under_way

    @property
    def next_deadline(self) -> float | None:
        """When `process` must be called at the latest, or None."""
        waits = self.waits()
        if self._hand:
            waits.append(max(0.0, self._hand[0].at_s - self._age_s))
        moments = [self._then + wait / self._time_scale for wait in waits]
        others = (
            self.line.next_deadline,
            self.end.next_deadline,
            self._plug_at,
            self._cable.next_deadline,
        )
        return min([*moments, *(other for other in others if other is not None)], default=None)

    def process(self, now: float) -> None:
        """Brings everything up to `now`."""
        dt = (now - self._then) * self._time_scale
        self._then = now
        self._age_s += dt
        self.end.process(now)
        incoming = self.end.hear(self._cable.said, self._happened, now)
        self._notice_host(now)
        if self._host_at is not None and now >= self._host_at and self.story.reader_present:
            self.line.put(self._cable.echo(incoming), now)
            self.hear(self._cable.inbound(incoming, now), now)
        self.live(dt, now)
        while self._hand and self._age_s >= self._hand[0].at_s - TIME_GRAIN_S:
            self.do(self._hand.pop(0).command, now)
        if self._plug_at is not None and now >= self._plug_at:
            self.plug(now)
        self.line.process(now)

    def say(self, data: bytes, now: float, *, name: str, faults: Sequence[Fault] = (), nth: int = 1) -> None:
        """Puts bytes on the line, through whatever its cable does to them; `nth` counts the sayings."""
        if not self.story.reader_present:
            return
        self.line.put(self._cable.end(), now)
        self._cable.begin(name, (*faults, *self.story.faults), [data], nth)
        self.line.put(self._cable.outbound(Unit(data, 1), now), now)

    def do(self, command: Mapping[str, Any], now: float) -> None:
        """Carries out one command of a hand; what cannot be done is told as an `error`."""
        try:
            self._do(dict(command), now)
        except KeyError as error:
            self.tell("error", why=f"{command.get('do', 'a command')} needs {error}", command=dict(command))
        except (ScenarioError, TypeError, ValueError) as error:
            self.tell("error", why=str(error), command=dict(command))

    def leave(self) -> None:
        """Lets the last byte out before the program ends."""
        self.line.flush()

    def unplug(self, for_s: float | None, now: float) -> None:
        """Pulls the cable, for a time or until `plug`."""
        self.end.unplug()
        self._plug_at = None if for_s is None else now + for_s
        self.tell("unplugged", for_s=for_s)

    def plug(self, now: float) -> None:
        """Puts the cable back in."""
        self._plug_at = None
        self.end.plug(now)
        self.tell("plugged", link=self.end.place)

    def _happened(self, what: Happening, now: float) -> None:
        match what:
            case Cut(seconds):
                self.unplug(seconds, now)
            case Restart(seconds):
                self.tell("restarted")
                self.restart(seconds)
            case SlowHost():
                self.end.slow(what)
                if what != BRISK:
                    self.tell("host_slow", **what.facts())
            case HostKilled(seconds):
                self.end.die(seconds, now)
                self.tell("host_killed", back_in_s=seconds)
                self._notice_host(now)

    def _do(self, command: dict[str, Any], now: float) -> None:
        wanted = command.pop("do")
        acts = {
            **self.acts(command, now),
            "unplug": lambda: self.unplug(command.get("seconds"), now),
            "plug": lambda: self.plug(now),
            "quit": self._quit,
        }
        if wanted not in acts:
            raise ScenarioError(f"no command {wanted}; there are {', '.join(acts)}")
        acts[wanted]()

    def _quit(self) -> None:
        self.finished = True

    def _notice_host(self, now: float) -> None:
        if self.end.host_present and self._host_at is None:
            self._host_at = now + SETTLE_S
            self.tell("host_connected")
        elif not self.end.host_present and self._host_at is not None:
            self._host_at = None
            self._cable.lose()
            self.tell("host_gone")
