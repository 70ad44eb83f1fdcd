"""A whole shift without a screen: the station in a process that may be killed, its readers in others.

This process only watches and counts. What it reports at the end it reads from the log.
"""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from station.cli.demo.hands import Hands
from station.cli.demo.readers import simulators
from station.cli.demo.scenario import Scenario
from station.config.home import HomeConfig
from station.domain.errors import StationError

TIME_SCALE = 300.0
KILL_WITHIN_S = 0.04
STARTS_MAX = 2_000

Narrator = Callable[[int, Mapping[str, str]], None]


@dataclass
class Played:
    """How a shift went: steps told, kills dealt."""

    steps: int = 0
    kills: int = 0


@dataclass
class Station:
    """The station process of the moment. A step of the shift may kill it, and so may a reader's story."""

    process: subprocess.Popen[str] | None = None
    killed: bool = False

    def kill(self) -> None:
        """Pull the plug, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.killed = True
            self.process.kill()


def play(
    home: Path,
    config: HomeConfig,
    scenario: Scenario,
    narrate: Narrator,
    *,
    kill_at: Collection[int] = (),
    seed: int = 1,
) -> Played:
    """Play ``scenario`` on ``home`` to its end.

    StationError where the shift cannot go on, RuntimeError when the station fails on its own.
    """
    played = Played()
    dice = random.Random(seed)  # noqa: S311  # when to pull the plug, not a secret
    operator = scenario.people[0].badge
    station = Station()
    with simulators(
        config.lanes,
        scenario=scenario.name,
        seed=seed,
        time_scale=TIME_SCALE,
        host_killed=station.kill,
    ) as readers:
        hands = Hands(home, readers, operator)
        hands.start()
        try:
            for _ in range(STARTS_MAX):
                if _run(station, home, scenario, narrate, played, kill_at, dice) == 0:
                    return played
        finally:
            hands.stop()
    raise RuntimeError("the station was started too often")


def _run(
    station: Station,
    home: Path,
    scenario: Scenario,
    narrate: Narrator,
    played: Played,
    kill_at: Collection[int],
    dice: random.Random,
) -> int:
    """One life of the station process: 0 when the shift is over, else it was killed."""
    command = [sys.executable, "-m", "station.cli.demo.shift", str(home), scenario.name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        station.process, station.killed = process, False
        for line in process.stdout or ():
            told = json.loads(line)
            if told.pop("step") == "failed":
                raise StationError(told.pop("code"), **told)
            played.steps += 1
            narrate(played.steps, json.loads(line))
            if played.steps in kill_at:
                # Somewhere in the step that was just told, never at a place the program chose.
                threading.Event().wait(dice.uniform(0, KILL_WITHIN_S))
                station.kill()
                break
    if station.killed and process.returncode != 0:
        played.kills += 1
        return 1
    if process.returncode != 0:
        raise RuntimeError(f"the station ended with exit code {process.returncode}")
    return 0
