"""docs/simulator.md names what there is, no more and no less."""

import re
from pathlib import Path

from simulator import scenario
from simulator.catalogue import DEVICES
from simulator.faults import Kind
from simulator.scenario import PLAN_KEYS, TOP_KEYS
from tests.unit.simulator.desk import Desk
from tests.unit.simulator.table import Table

PAGE = (Path(__file__).parents[3] / "docs" / "simulator.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_column(title: str) -> set[str]:
    return set(re.findall(r"^\| `([a-z0-9_-]+)` \|", section(title), re.MULTILINE))


def test_every_device_is_on_the_page() -> None:
    assert first_column("Devices") == set(DEVICES)


def test_every_fault_is_on_the_page() -> None:
    assert first_column("Faults") == set(Kind)


def test_every_command_is_on_the_page() -> None:
    told = set()
    table = Table()
    table.do(do="?")
    told |= set(table.news.last("error")["why"].split("there are ")[1].split(", "))
    for device in ("identity-reader", "scanner"):
        desk = Desk(DEVICES[device], device)  # type: ignore[arg-type]
        desk.do(do="?")
        told |= set(desk.news.last("error")["why"].split("there are ")[1].split(", "))
    assert first_column("What a hand can do") == told


def test_every_key_of_a_scenario_is_on_the_page() -> None:
    text = section("Scenarios")
    named = set(re.findall(r"`(?:\[+)?([a-z_]+)(?:\.NAME)?(?:\]+)?`", text))
    assert set(PLAN_KEYS | TOP_KEYS) <= named


def test_every_scenario_that_the_page_shows_is_shipped() -> None:
    assert set(re.findall(r'scenario = "([a-z-]+)"', PAGE)) <= set(scenario.names())
