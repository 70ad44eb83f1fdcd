"""The training home of a demo: the scenario's people, and what the simulated devices stand behind."""

from pathlib import Path

from station.cli.demo.readers import lanes
from station.cli.demo.scenario import Scenario
from station.cli.demo.table import card_reader, scanner
from station.config.home import HomeConfig
from station.domain.codes import Sex, StaffRole
from station.locale import Words
from station.services.clock import SystemClock
from station.services.home import Home
from station.services.training import found_training_home, newcomer


def prepare(root: Path, scenario: Scenario, language: str, time_scale: float, readers: int = 2) -> HomeConfig:
    """Make the home unless it is there already; its settings."""
    home = Home(root)
    if not home.config_path.exists():
        people = [newcomer(one.badge, one.name, Sex(one.sex), StaffRole(one.role)) for one in scenario.people]
        ports = root.resolve() / "ports"
        found_training_home(
            home,
            SystemClock(),
            people,
            lanes(ports, readers, time_scale),
            name=Words(language)("demo.home_name"),
            place=scenario.place,
            language=language,
            card_readers=[card_reader(ports)],
            scanners=[scanner(ports)],
        )
    return home.config()
