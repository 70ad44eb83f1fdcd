"""A simulated reader and a station's link on one cable, with a clock set by hand and a disk that survives.

The simulator and the drivers share no code; here they meet. The station can be killed at any step, a step
being a byte in either direction, or the moment before or after a message is on the disk: its link object is
gone with all that it held, and later a new one begins at the same cable. Where the simulator's story
kills the host, the station is killed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from drivers.commands import Command
from drivers.events import Event, KeepRequested, Message, MessageHeld, Outgoing
from drivers.link import Link, Surroundings
from drivers.profile import Profile
from drivers.profile_folder import load_profile
from drivers.registry import new_link
from simulator.devices import data
from simulator.ends import MemoryEnd
from simulator.machine import Bench, Settings
from simulator.rig import Rig
from simulator.scenario import parse
from tests.unit.simulator.clock import HandClock
from tests.unit.simulator.table import News
from tests.wire.readers import FOLDER

DOWN_S = 5.0
"""How long a killed station takes to come back."""

NETWORKED = frozenset({"poct1a-saliva", "hl7-urine"})


class DiedError(Exception):
    """The step has come at which the station dies."""


class Meeting:
    """One reader, one cable, one station.

    With ``cuts`` the station reads what has come in pieces of any size; ``serial`` puts a network reader on a
    serial line."""

    def __init__(
        self,
        device: str,
        story: Mapping[str, Any] | None = None,
        *,
        profile: str = "",
        strips: int | None = None,
        seed: int = 0,
        baud: int = 0,
        cuts: Random | None = None,
        serial: bool = False,
    ) -> None:
        self.clock = HandClock()
        self.news = News()
        self.end = MemoryEnd(hangs_up=device in NETWORKED and not serial)
        self.profile: Profile = load_profile(profile or device, [FOLDER])
        self.disk: list[Message] = []
        self.held: list[MessageHeld] = []
        self.events: list[Event] = []
        self.steps = 0
        self.deaths = 0
        self.heard = 0
        """How many bytes have reached the station."""
        self._kill_at: int | None = None
        self._cuts = cuts
        self._checked = device in NETWORKED and not serial
        self._back_at: float | None = None
        self._call_at: float | None = None
        self._open = False
        self._link: Link | None = None
        described = data.load(device)
        if strips is not None:
            described = replace(described, strips=dict(list(described.strips.items())[:strips]))
        scenario = parse(story or {}, device)
        settings = Settings(seed=seed, baud=baud)
        self._condemned = False
        self.rig = Rig(described, Bench(self.end, self.clock, self._tell, scenario, settings))
        self._station_starts()

    def do(self, **command: object) -> None:
        """A hand's command to the reader."""
        self.rig.do(command, self.clock.now)

    def send(self, command: Command) -> None:
        """The station asks something of the reader."""
        if self._link is None:
            raise RuntimeError("the station is down")
        self._alive(lambda link: link.send(command, self.clock.now))

    def restart(self) -> None:
        """The station dies now, and comes back; a cable that is out is put in."""
        if not self.end.plugged:
            self.do(do="plug")
        self._die()

    def kill_at(self, step: int) -> None:
        """The station dies when so many more steps are done."""
        self._kill_at = self.steps + step

    def run(self, seconds: float) -> None:
        """Let time pass from one moment at which something happens to the next."""
        until = self.clock.now + seconds
        for _ in range(200_000):
            if self._exchange():
                continue
            calling = self._call_at if self.end.plugged else None
            moments = [self.rig.next_deadline, self._back_at, calling]
            if self._link is not None:
                moments.append(self._link.next_deadline)
            due = min((moment for moment in moments if moment is not None), default=None)
            if due is None or due > until:
                break
            self.clock.now = max(self.clock.now, due)
        else:
            raise AssertionError("time stands still")
        self.clock.now = until

    def settle(self, tail_s: float = 40.0) -> None:
        """Run until the reader has nothing left to do or send and the station is up, and a little longer."""
        for _ in range(200):
            self.run(5.0)
            reader = self.rig.reader
            if reader.memory.waiting is None and not reader.busy and self._open:
                break
        self.run(tail_s)

    def _exchange(self) -> bool:
        """Everything that can happen at this moment; whether anything did."""
        now = self.clock.now
        if self._back_at is not None and now >= self._back_at:
            self._station_starts()
        self.rig.process(now)
        if self._condemned:
            self._die()
        self._mind_the_cable()
        if self._link is None:
            return False
        line = self.end.to_host
        if not line:
            due = self._link.next_deadline
            if due is not None and due <= now:
                self._alive(lambda link: link.tick(now))
                return True
            return False
        chunk = self._chunk(line)
        if chunk:
            self._alive(lambda link: link.receive(chunk, now))
        else:
            self._die()
        return True

    def _tell(self, event: str, /, **facts: object) -> None:
        self.news(event, **facts)
        self._condemned = self._condemned or event == "host_killed"

    def _chunk(self, line: bytearray) -> bytes:
        """What the station reads in one go, never past the step at which it dies."""
        length = len(line) if self._cuts is None else self._cuts.randint(1, len(line))
        if self._kill_at is not None:
            length = min(length, self._kill_at - self.steps)
        chunk = bytes(line[:length])
        del line[:length]
        self.steps += length
        self.heard += length
        return chunk

    def _alive(self, work: Any) -> None:
        try:
            if self._link is not None:
                self._follow(work(self._link))
        except DiedError:
            self._die()

    def _follow(self, events: list[Event]) -> None:
        self.events += events
        for event in events:
            if isinstance(event, Outgoing):
                self._say(event.data)
            elif isinstance(event, MessageHeld):
                self.held.append(event)
            elif isinstance(event, KeepRequested):
                self._step()
                self._write(event)
                self._step()
                if self._link is not None:
                    self._follow(self._link.kept(self.clock.now, event.token))

    def _write(self, event: KeepRequested) -> None:
        """What is to be kept is a result, or something for a person."""
        if event.hold:
            self.held.append(MessageHeld(event.hold, event.message))
        else:
            self.disk.append(event.message)

    def _say(self, data: bytes) -> None:
        for place in range(len(data)):
            self._step()
            if self.end.host_present:
                self.end.from_host += data[place : place + 1]

    def _step(self) -> None:
        if self._kill_at is not None and self.steps >= self._kill_at:
            raise DiedError
        self.steps += 1

    def _die(self) -> None:
        """What has left the station by now reaches the reader, then the line is closed."""
        self._kill_at = self._link = self._call_at = None
        self._condemned = False
        self.deaths += 1
        self.rig.process(self.clock.now)
        self.end.host_closes()
        self._back_at = self.clock.now + DOWN_S

    def _station_starts(self) -> None:
        self._back_at, self._open = None, False
        surroundings = Surroundings(
            lambda now: self.clock.utc() + timedelta(seconds=now - self.clock.now),
            checked=self._checked,
        )
        self._link = new_link(self.profile, surroundings)
        self._connect()

    def _connect(self) -> None:
        self._call_at = None if self.end.plugged else self.clock.now
        if self.end.plugged:
            self.end.hung_up_for_s.clear()
            self.end.host_opens()
            self._alive(lambda link: link.connected(self.clock.now))
            self._open = self._link is not None

    def _mind_the_cable(self) -> None:
        """A line that is lost is told to the link, one that is back is opened again.

        A reader that hung up calls again when it has said it would; a cable is found as soon as it is in.
        """
        now, pauses = self.clock.now, self.end.hung_up_for_s
        if self._link is None:
            return
        if self._open and not self.end.host_present:
            self._open = False
            self._alive(lambda link: link.disconnected(now))
            self._call_at = now + (pauses[-1] if pauses else 0.0)
        if not self._open and self.end.plugged and self._call_at is not None and now >= self._call_at:
            self._connect()
