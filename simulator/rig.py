"""One reader, its link, a cable with its faults, and the hand that serves it, driven by `process(now)`.

The reader's physics run `time_scale` times as fast as the clock; the link and the cable keep real time.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from simulator import scenario as stories
from simulator.clock import ReaderClock
from simulator.devices.data import DeviceData
from simulator.devices.dialects import DIALECTS
from simulator.devices.reader import TIME_GRAIN_S, Reader, names
from simulator.devices.result import Cartridge, Plan, Result
from simulator.dice import Dice
from simulator.entry import ScenarioError, only
from simulator.faults import FaultyCable, Kind
from simulator.host import Host
from simulator.line import Line
from simulator.machine import Bench
from simulator.scenario import Scenario
from simulator.steps import BRISK, Cut, HangUp, Happening, HostKilled, Restart, SlowHost
from simulator.wire.link import Why

SETTLE_S = 0.2
"""A host flushes its input when it opens a port; until that is over nothing is said and all waits."""
REPEAT_PAUSE_S = 1.0


class Rig:
    """The whole simulated reader, from the cartridge slot to the end of the cable."""

    def __init__(self, data: DeviceData, bench: Bench) -> None:
        self.finished = False
        self._scenario = bench.story
        self._settings = bench.settings
        self._tell = bench.tell
        self._dice = Dice(bench.settings.seed)
        if bench.settings.serial:
            data = replace(data, serial=bench.settings.serial)
        self.baud = data.baud if bench.settings.baud is None else bench.settings.baud
        self.reader = Reader(_with_ways(data, bench.story), self._wall(data, bench), bench.tell)
        self._remember(bench.story)
        self.end = Host(bench.end, loses="no_flow_control" in self.reader.ways.oddities)
        self._line = Line(self.baud, self.end.write, self._happened)
        self._speech = DIALECTS[data.dialect](self.reader, self._line.byte_time_s)
        self._link = self._speech.link
        self._cable = FaultyCable(self._dice, overhead=self._link.overhead)
        self._then = bench.clock.monotonic()
        self._age_s = 0.0
        self._acts = sorted(bench.story.hand, key=lambda act: act.at_s)
        self._plug_at: float | None = None
        self._power_at: float | None = None
        self._host_ready_at: float | None = None
        self._incoming = b""
        self._send_at = 0.0
        self._refusals: Counter[tuple[int, datetime]] = Counter()
        self.end.plug(self._then)

    @property
    def struck(self) -> Counter[Kind]:
        """How often each kind of fault has happened on its cable."""
        return self._cable.struck

    @property
    def played_out(self) -> bool:
        """Whether nothing is to be expected from the story's own hand, or all it made has been sent."""
        if not self._scenario.hand:
            return True
        sent = self.reader.memory.waiting is None and not self.end.reads
        return not self._acts and self.reader.free and sent

    @property
    def next_deadline(self) -> float | None:
        """When `process` must be called at the latest, or None."""
        moments = [
            self._link.next_deadline,
            self._line.next_deadline,
            self.end.next_deadline,
            self._plug_at,
            self._power_at,
            self._cable.next_deadline,
            self._host_ready_at if self._incoming else None,
            self._send_deadline(),
            *self._physics_deadlines(),
        ]
        return min((moment for moment in moments if moment is not None), default=None)

    def process(self, now: float) -> None:
        """Brings everything up to `now`."""
        dt = (now - self._then) * self._settings.time_scale
        self._then = now
        self._age_s += dt
        self.reader.process(dt)
        self._play()
        if self._plug_at is not None and now >= self._plug_at:
            self.plug(now)
        if self._power_at is not None and now >= self._power_at:
            self._power_at = None
            if not self.reader.on:
                self._switch_on(now)
        self._exchange(now)

    def leave(self) -> None:
        """Lets the last byte out before the program ends, unless a result is under way."""
        if self.reader.sending:
            return
        if self._host_ready_at is not None and self._speaks:
            self._link.farewell(self._then)
            self._hand_over(self._then)
        self._line.flush()

    def farewell(self) -> Mapping[str, object]:
        """How many results nobody has acknowledged."""
        return {"unsent": self.reader.memory.unsent}

    def do(self, command: Mapping[str, Any], now: float) -> None:
        """Carries out one command of a hand; what cannot be done is told as an `error`."""
        try:
            self._do(dict(command), now)
        except KeyError as error:
            self._tell("error", why=f"{command.get('do', 'a command')} needs {error}", command=dict(command))
        except (ScenarioError, TypeError, ValueError) as error:
            self._tell("error", why=str(error), command=dict(command))

    def unplug(self, for_s: float | None, now: float) -> None:
        """Pulls the cable, for a time or until `plug`."""
        self.end.unplug()
        self._plug_at = None if for_s is None else now + for_s
        self._tell("unplugged", for_s=for_s)
        self._host_lost(now, "cable_out")

    def plug(self, now: float) -> None:
        """Puts the cable back in."""
        self._plug_at = None
        self.end.plug(now)
        self._tell("plugged", link=self.end.place)

    def _happened(self, what: Happening, now: float) -> None:
        match what:
            case Cut(seconds):
                self.unplug(seconds, now)
            case HangUp(seconds):
                self.hang_up(seconds, now)
            case Restart(seconds):
                self._switch_off(now)
                self._power_at = now + seconds
            case SlowHost():
                self.end.slow(what)
                if what != BRISK:
                    self._tell("host_slow", **what.facts())
            case HostKilled(seconds):
                self.end.die(seconds, now)
                self._tell("host_killed", back_in_s=seconds)
                self._notice_host(now)

    def hang_up(self, again_in_s: float, now: float) -> None:
        """The reader lets go of the line; on a serial line, which stays as it is, it only begins again."""
        self._tell("hung_up", again_in_s=again_in_s)
        closed = self.end.hang_up(now, again_in_s)
        self._host_lost(now, Why.HUNG_UP)
        if not closed and self.end.host_present:
            self._meet_host(now + again_in_s)

    def _do(self, command: dict[str, Any], now: float) -> None:
        acts: dict[str, Callable[[], None]] = {
            "insert": lambda: self._insert(str(command.pop("specimen_no")), command),
            "remove": self._take_out,
            "send_last": lambda: self._send_again(self.reader.memory.send_last(), now),
            "send_all": lambda: self._send_again(self.reader.memory.send_all(), now),
            "switch_off": lambda: self._switch_off(now),
            "switch_on": lambda: self._switch_on(now),
            "recharge": self.reader.recharge,
            "set_clock": lambda: self._set_clock(str(command["local"])),
            "unplug": lambda: self.unplug(_seconds(command), now),
            "plug": lambda: self.plug(now),
            "quit": self._quit,
        }
        wanted = command.pop("do")
        if wanted not in acts:
            raise ScenarioError(f"no command {wanted}; there are {', '.join(acts)}")
        acts[wanted]()

    def _quit(self) -> None:
        self.finished = True

    def _set_clock(self, local: str) -> None:
        self.reader.set_clock(datetime.fromisoformat(local).replace(tzinfo=None))

    def _gives_up(self, result: Result, why: str) -> bool:
        if why in (Why.NOT_ACCEPTED, Why.NO_REPLY):
            self._refusals[result.test_no, result.read_at] += 1
        tries = self._speech.tries
        tired = tries is not None and self._refusals[result.test_no, result.read_at] >= tries
        return tired or why == Why.GIVEN_UP

    def _wall(self, data: DeviceData, bench: Bench) -> ReaderClock:
        return ReaderClock(
            bench.clock, offset_s=bench.story.clock_offset_s, utc_offset_hours=data.utc_offset_hours
        )

    def _insert(self, specimen_no: str, wishes: Mapping[str, Any]) -> None:
        if not self._scenario.reader_present:
            raise ScenarioError("there is no reader behind this port")
        wanted = {key: value for key, value in wishes.items() if value is not None}
        plan = stories.plan(wanted, self._scenario.plan(specimen_no, self._dice))
        self._check(plan)
        why = self.reader.obstacle
        if not self.reader.insert(Cartridge(specimen_no, plan)):
            self._tell("refused", specimen_no=specimen_no, why=why, stage=self.reader.stage.value)

    def _check(self, plan: Plan) -> None:
        named = {*plan.positive, *plan.invalid, *plan.not_done, *plan.values, *plan.lines}
        strange = named - set(self.reader.data.strips)
        if strange:
            raise ScenarioError(f"panel {self.reader.data.panel} has no {', '.join(sorted(strange))}")

    def _remember(self, story: Scenario) -> None:
        for past in story.past:
            self._check(past.plan)
            read_at = self.reader.now() - timedelta(hours=past.hours_ago)
            self.reader.remember(past.specimen_no, past.plan, read_at, sent=past.sent)

    def _take_out(self) -> None:
        if not self.reader.remove():
            raise ScenarioError("there is no cartridge in the reader")

    def _switch_off(self, now: float) -> None:
        if not self.reader.on:
            raise ScenarioError("it is off already")
        self.reader.switch_off()
        self._silence(Why.POWER, now)

    def _switch_on(self, now: float) -> None:
        if self.reader.on:
            raise ScenarioError("it is on already")
        self.reader.switch_on()
        if self.end.hang_up(now, SETTLE_S):
            self._host_lost(now, Why.POWER)
        elif self._host_ready_at is not None:
            self._meet_host(now)

    def _send_again(self, found: object, now: float) -> None:
        if not found:
            raise ScenarioError("there is no result in memory")
        self._send_at = now

    def _play(self) -> None:
        while self._acts and self._age_s >= self._acts[0].at_s - TIME_GRAIN_S:
            if self._acts[0].command.get("do") == "insert" and self.reader.busy:
                return
            self.do(self._acts.pop(0).command, self._then)

    def _physics_deadlines(self) -> list[float]:
        waits = []
        if self.reader.next_change_s is not None:
            waits.append(self.reader.next_change_s)
        if self._acts and self._age_s < self._acts[0].at_s - TIME_GRAIN_S:
            waits.append(self._acts[0].at_s - self._age_s)
        return [self._then + wait / self._settings.time_scale for wait in waits]

    def _exchange(self, now: float) -> None:
        self.end.process(now)
        heard = self.end.hear(self._cable.said, self._happened, now)
        self._incoming += heard
        self._notice_host(now)
        if not self._speaks or (self._host_ready_at is None and not self._speech.unheard):
            self._incoming = b""
            self._cable.lose()
            return
        if self._host_ready_at is not None and now >= self._host_ready_at:
            incoming, self._incoming = self._incoming, b""
            self._line.put(self._cable.echo(incoming), now)
            self._link.receive(self._cable.inbound(incoming, now), now)
        self._link.tick(now)
        self._hand_over(now)
        for ending in self._link.endings():
            self._ended(ending, now)
        self._offer(now)
        self._hand_over(now)
        self._line.process(now)

    def _hand_over(self, now: float) -> None:
        for unit in self._link.units():
            self._line.put(self._cable.outbound(unit, now), now)

    @property
    def _speaks(self) -> bool:
        return self._scenario.reader_present and self.reader.on

    def _notice_host(self, now: float) -> None:
        if self.end.host_present and self._host_ready_at is None:
            self._refusals.clear()
            if self._speech.tries is not None:
                self.reader.memory.recall()
            self._meet_host(now + SETTLE_S)
            self._tell("host_connected")
        elif not self.end.host_present and self._host_ready_at is not None:
            self._tell("host_gone")
            self._host_lost(now, Why.HOST_GONE)

    def _meet_host(self, at: float) -> None:
        self._host_ready_at = at
        self._link.host_came(at)

    def _host_lost(self, now: float, why: str) -> None:
        self._host_ready_at = None
        self._incoming = b""
        self._cable.lose()
        self.end.slow(BRISK)  # a line that is cut forgets the step that would end a host's slowness
        if not self._speech.unheard:
            self._silence(why, now)

    def _silence(self, why: str, now: float) -> None:
        """Nothing more goes out of what was under way."""
        self._link.reset()
        for _ in self._link.endings():
            self._failed(why, now)
        self._line.clear()
        self.end.slow(BRISK)

    def _send_deadline(self) -> float | None:
        host_at = 0.0 if self._speech.unheard else self._host_ready_at
        if host_at is None or not self._speaks:
            return None
        ready_at = self._link.ready_at
        if self.reader.memory.waiting is None or ready_at is None or self._line.next_deadline is not None:
            return None
        return max(host_at, self._send_at, ready_at)

    def _offer(self, now: float) -> None:
        due = self._send_deadline()
        if due is None or now < due:
            return
        result = self.reader.memory.started()
        self.reader.sending = True
        frames = self._speech.compose(result)
        self._cable.begin(_name(result), result.cartridge.plan.faults, frames, result.transmissions)
        self._tell("sending", **_names(result), transmission=result.transmissions, frames=len(frames))
        self._link.offer(frames, now)

    def _ended(self, why: Why, now: float) -> None:
        if why is not Why.DELIVERED:
            self._failed(why, now)
            return
        self.reader.sending = False
        self._line.put(self._cable.end(), now)
        result = self.reader.memory.acknowledged()
        follower = self.reader.memory.waiting
        self._send_at = now + REPEAT_PAUSE_S if follower is not None and follower.sent else now
        self._tell("sent", **_names(result), transmission=result.transmissions)

    def _failed(self, why: str, now: float) -> None:
        self.reader.sending = False
        self._line.put(self._cable.end(), now)
        self._send_at = now + self._settings.retry_pause_s
        result = self.reader.memory.waiting
        if result is not None and self._gives_up(result, why):
            self._tell("given_up", **_names(self.reader.memory.give_up()), why=str(why))
        elif result is not None:
            wait_s = max(self._send_at, self._link.ready_at or 0.0) - now
            self._tell("send_failed", **_names(result), why=str(why), again_in_s=round(wait_s, 1))


def _with_ways(data: DeviceData, story: Scenario) -> DeviceData:
    only(story.ways, asdict(data.ways), "ways")
    try:
        return replace(data, ways=replace(data.ways, **story.ways))
    except (TypeError, ValueError) as error:
        raise ScenarioError(f"ways: {error}") from error


def _seconds(command: Mapping[str, Any]) -> float | None:
    seconds = command.get("seconds")
    return None if seconds is None else float(seconds)


def _name(result: Result) -> str:
    return result.cartridge.specimen_no


def _names(result: Result) -> dict[str, object]:
    return names(result.cartridge, result.test_no)
