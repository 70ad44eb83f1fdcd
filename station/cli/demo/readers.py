"""The readers of a training home: their lanes, and the simulators that stand behind them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from station import devices
from station.cli.demo.simulators import SimulatedReader, SimulatorProcess
from station.config import seeds
from station.config.home import Lane

KINDS = (("urine", "urine-cup"), ("saliva", "saliva-swab"))
FIRST_SERIAL = 23
"""Every reader has a number of its own: of two with one number the station believes neither."""
BAUD = 115_200
"""Faster than the readers' own line, so that a demo is not mostly waiting."""


def lanes(ports: Path, count: int, time_scale: float) -> list[Lane]:
    """``count`` lanes, urine and saliva in turn, whose ports are links under ``ports``.

    Their cartridges take as long as the simulators, which run ``time_scale`` times as fast, need for them.
    """
    develop_s = {profile: _develop_s(profile) for _, profile in KINDS}
    found = []
    for index in range(count):
        kind, profile = KINDS[index % len(KINDS)]
        letter = chr(ord("A") + index // len(KINDS))
        found.append(
            Lane(
                name=str(index + 1),
                label=letter,
                specimen_kind=kind,
                profile=profile,
                port=str(ports / f"reader-{index + 1}"),
                baud=BAUD,
                develop_s=round(develop_s[profile] / time_scale),
            )
        )
    return found


def _develop_s(profile: str) -> int:
    return devices.load_profile(profile, [seeds.folder() / "readers"]).develop_s


@contextmanager
def simulators(
    lanes_of_home: tuple[Lane, ...],
    *,
    scenario: str,
    seed: int,
    time_scale: float,
    host_killed: Callable[[], None] | None = None,
) -> Iterator[dict[str, SimulatorProcess]]:
    """A running simulator for each lane, by the lane's name; all are ended at the end."""
    started: dict[str, SimulatorProcess] = {}
    try:
        for index, lane in enumerate(lanes_of_home):
            Path(lane.port).parent.mkdir(parents=True, exist_ok=True)
            reader = SimulatedReader(
                lane.name, lane.profile, Path(lane.port), f"7001{FIRST_SERIAL + index:02d}"
            )
            started[lane.name] = SimulatorProcess(
                reader,
                scenario=scenario,
                seed=seed,
                time_scale=time_scale,
                baud=lane.baud or BAUD,
                host_killed=host_killed,
            )
        for process in started.values():
            process.wait_ready()
        yield started
    finally:
        for process in started.values():
            process.stop()
