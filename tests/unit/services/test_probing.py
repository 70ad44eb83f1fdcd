"""Which port is whose, and how it is listened to."""

from pathlib import Path

import pytest

import drivers.port
from drivers.port import FoundPort
from station import devices
from station.config.home import CardReader, HomeConfig, Lane, Scanner
from station.devices import Heard, Profile
from station.services import port_holders, probing

CH340, FTDI = "/dev/null", "/dev/zero"
"""Device files that every machine has; nothing is opened here."""


@pytest.fixture(autouse=True)
def _two_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        FoundPort(CH340, "USB Serial", "1A86:7523", "/dev/serial/by-id/usb-1a86_USB_Serial", "1-1"),
        FoundPort(FTDI, "FT232R", "0403:6001:A1", None, "1-2"),
    ]
    monkeypatch.setattr(drivers.port, "found_ports", lambda: found)
    monkeypatch.setattr(devices, "found_ports", lambda: found)
    monkeypatch.setattr(probing, "holders", lambda _: ())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every port that was listened to as a test reader's, and how fast."""
    ports: list[tuple[str, int]] = []

    def hear(url: str, profile: Profile, _seconds: float) -> Heard:
        ports.append((url, profile.line.baud))
        return Heard()

    monkeypatch.setattr(devices, "probe_reader", hear)
    monkeypatch.setattr(devices, "probe_card_reader", lambda *_: Heard())
    return ports


def _home(port: str, **others: object) -> HomeConfig:
    lane = Lane(name="1", label="A", specimen_kind="urine", profile="urine-cup", port=port, baud=19200)
    return HomeConfig(name="home", training=True, lanes=(lane,)).model_copy(update=others)


@pytest.mark.parametrize("port", [FTDI, "usb:0403:6001:A1", "usb:0403:6001"])
def test_a_lane_s_port_is_known_however_the_settings_write_it(port: str) -> None:
    assert [(one.path, one.lane) for one in probing.ports(_home(port))] == [(CH340, None), (FTDI, "1")]


def test_a_lane_whose_device_is_not_there_is_listed_as_it_is_written() -> None:
    found = [(one.path, one.lane) for one in probing.ports(_home("usb:0403:6001:B2"))]
    assert found == [(CH340, None), (FTDI, None), ("usb:0403:6001:B2", "1")]


def test_two_lanes_on_one_port_are_both_named() -> None:
    home = _home(FTDI)
    twice = home.model_copy(update={"lanes": (*home.lanes, home.lanes[0].model_copy(update={"name": "2"}))})
    assert [(one.path, one.lane) for one in probing.ports(twice)] == [(CH340, None), (FTDI, "1, 2")]


def test_nobody_holds_what_is_no_device(tmp_path: Path) -> None:
    """Every open file has the device number that a folder and a file have, too."""
    (tmp_path / "file").touch()
    assert (port_holders.holders(str(tmp_path)), port_holders.holders(str(tmp_path / "file"))) == ((), ())


def test_a_link_that_stays_with_the_device_is_told() -> None:
    assert next(iter(probing.ports(None))).link == "/dev/serial/by-id/usb-1a86_USB_Serial"


def test_what_belongs_to_the_home_is_not_asked_as_though_it_were_nobody_s(
    asked: list[tuple[str, int]], tmp_path: Path
) -> None:
    for others in (
        {"scanners": (Scanner(name="s", port=CH340),)},
        {"card_readers": (CardReader(name="c", port="usb:1A86:7523"),)},
    ):
        assert list(probing.probe_free(tmp_path, _home("usb:0403:6001:A1", **others), 0.1)) == []
    assert asked == []
    list(probing.probe_free(tmp_path, _home("usb:0403:6001:A1"), 0.1))
    assert {url for url, _ in asked} == {CH340}


def test_a_lane_is_listened_to_at_its_own_speed(asked: list[tuple[str, int]], tmp_path: Path) -> None:
    list(probing.probe(tmp_path, _home(FTDI), 0.1))
    assert asked == [(FTDI, 19200)]
