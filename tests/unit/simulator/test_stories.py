"""The shipped stories of a rough night and of papers, played to their end on every device they speak of."""

import tomllib
from typing import Any

import pytest

from simulator.card_reader import CardReader
from simulator.scanner import Scanner
from simulator.scenario import FOLDER
from tests.unit.simulator.desk import Desk
from tests.unit.simulator.table import News, Table


def story(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def rough(device: str) -> Table:
    table = Table(device, story("rough-night"))
    table.host_opens()
    return table


def told(news: News, event: str, fact: str) -> list[object]:
    return [each[fact] for each in news.told if each["event"] == event]


@pytest.mark.parametrize("device", ["cassette-soh", "lines-printer", "slip-gap", "strip-csv"])
def test_a_rough_night_asks_for_nothing_that_cannot_be_done(device: str) -> None:
    table = rough(device)
    table.run(1200)
    assert "error" not in table.news.names
    assert "refused" not in table.news.names


def test_the_power_goes_while_a_cassette_develops_and_the_numbers_start_again() -> None:
    table = rough("cassette-soh")
    table.run(420)
    assert told(table.news, "aborted", "why") == ["power"]
    assert told(table.news, "result", "test_no") == [731]
    assert told(table.news, "result", "positive") == [["METH"]]


def test_a_hurry_costs_a_test_and_an_expired_cup_is_remarked() -> None:
    table = rough("slip-gap")
    table.run(600)
    assert told(table.news, "aborted", "why") == ["cartridge_out"]
    assert told(table.news, "result", "remarks") == [["expired"]]


def test_a_clock_a_year_behind_takes_an_expired_lot_for_good() -> None:
    table = rough("lines-printer")
    table.run(60)
    for number in (1, 2, 3, 4):
        table.do(do="insert", specimen_no=f"R-{number:06}")
        table.run(320)
    results = [each for each in table.news.told if each["event"] == "result"]
    assert [each.get("remarks") for each in results] == [["too_cold"], ["low_battery"]]
    assert told(table.news, "rejected", "why") == ["wrong_cartridge", "used_cartridge"]


def test_last_nights_results_are_sent_before_tonights() -> None:
    table = rough("strip-csv")
    table.run(5)
    assert told(table.news, "sent", "specimen_no") == ["R-000902", "R-000903"]
    table.run(60)
    assert told(table.news, "sent", "specimen_no")[2:] == ["R-000901", "R-000902", "R-000903"]


def test_the_papers_of_five_drivers_are_laid_down_and_taken_away() -> None:
    desk = Desk(CardReader, "identity-reader", story("papers"))
    desk.run(70)
    assert "error" not in desk.news.names
    assert told(desk.news, "card_laid", "card") == ["luo", "anna-2023", "bai", "strange", "he"]
    assert desk.news.names.count("card_taken_away") == 5
    assert desk.machine.played_out


def test_the_labels_of_that_night_come_through_the_scanner() -> None:
    desk = Desk(Scanner, "scanner", story("papers"))
    desk.run(15)
    assert desk.heard().split(b"\r")[:-1] == [
        b"]C101095011015300031727033110A07",
        b"]C0FH00004711",
        b"]C0FH00004711",
        b"]E06901234567892",
        b"]Q1JH014417",
    ]
