"""Which device stands where, in which story: from the command line, or from a fleet's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator import scenario as stories
from simulator.catalogue import DEVICES
from simulator.clock import Clock
from simulator.ends import End, PtyEnd, TcpEnd
from simulator.entry import ScenarioError
from simulator.listening import ListenEnd
from simulator.machine import Bench, Machine, Settings
from simulator.news import Tell

PLACES = ("pty", "tcp", "listen")
HIGHEST_PORT = 65535


@dataclass(frozen=True)
class Assignment:
    """One device. Of the three places one is given: a link's path, or HOST:PORT to call or to listen on."""

    device: str
    pty: Path | None = None
    tcp: str = ""
    listen: str = ""
    scenario: str = "quiet"
    oddities: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)

    def machine(self, clock: Clock, tell: Tell) -> Machine:
        """The device, plugged in; ScenarioError says what is wrong with its story, OSError with its place."""
        if self.device not in DEVICES:
            raise ScenarioError(f"no device {self.device}; there are {', '.join(DEVICES)}")
        story = stories.load(self.scenario, self.device).with_oddities(self.oddities)
        return DEVICES[self.device](Bench(self._end(), clock, tell, story, self.settings))

    def names(self) -> Mapping[str, Any]:
        """How news speak of it."""
        return {"device": self.device, "scenario": self.scenario, "seed": self.settings.seed}

    def _end(self) -> End:
        if self.tcp:
            return TcpEnd(*address(self.tcp))
        if self.listen:
            return ListenEnd(*address(self.listen))
        if self.pty is None:
            raise ScenarioError(f"{self.device} needs one of {', '.join(PLACES)}")
        return PtyEnd(self.pty)


def address(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; without a host this machine."""
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and int(port) <= HIGHEST_PORT):
        raise ScenarioError(f"{text} is not HOST:PORT, the port being a number up to {HIGHEST_PORT}")
    return host or "127.0.0.1", int(port)
