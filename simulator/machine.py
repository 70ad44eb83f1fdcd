"""A simulated thing at the end of a cable, as the loop and the command line know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from simulator.clock import Clock
from simulator.ends import End
from simulator.host import Host
from simulator.news import Tell
from simulator.scenario import Scenario


@dataclass(frozen=True)
class Settings:
    """How a run differs from the device's own ways."""

    seed: int = 0
    time_scale: float = 1.0
    baud: int | None = None
    retry_pause_s: float = 2.0
    serial: str = ""
    """Another serial number than the one on the device's back: two readers of a kind have two."""


@dataclass(frozen=True)
class Bench:
    """What a machine is put on: a cable's end, a clock, somebody to tell, a story, and the settings."""

    end: End
    clock: Clock
    tell: Tell
    story: Scenario
    settings: Settings


class Machine(Protocol):
    """What the loop runs, driven by `process(now)` alone."""

    finished: bool

    @property
    def end(self) -> Host:
        """The end of its cable, with whoever is behind it."""

    @property
    def baud(self) -> int:
        """The speed it keeps on the line; 0: as fast as the other side takes it."""

    @property
    def played_out(self) -> bool:
        """Whether nothing more is to be expected from the story."""

    @property
    def next_deadline(self) -> float | None:
        """When `process` must be called at the latest, or None."""

    def process(self, now: float) -> None:
        """Brings everything up to `now`."""

    def do(self, command: Mapping[str, Any], now: float) -> None:
        """Carries out one command of a hand; what cannot be done is told as an `error`."""

    def leave(self) -> None:
        """Lets the last byte out before the program ends."""

    def farewell(self) -> Mapping[str, object]:
        """What is told at the end."""
