"""Many readers in one process: what a fleet's file says, and that each keeps to its own place."""

import os
import select
import tty
from pathlib import Path

import pytest

from simulator.entry import ScenarioError
from simulator.fleet import main, read
from simulator.loop import Lag
from tests.unit.simulator.test_program import PATIENCE_S, Program

TWO = """
[[reader]]
name = "lane-{n}"
count = 2
device = "lines-printer"
pty = "%s/lane-{n}"
time_scale = 500
baud = 0
seed = 7
serial = "90{n}"
"""


def test_a_counted_reader_is_as_many_readers_with_places_and_seeds_of_their_own() -> None:
    fleet = read(TWO % "/x")
    assert {name: str(each.pty) for name, each in fleet.items()} == {
        "lane-1": "/x/lane-1",
        "lane-2": "/x/lane-2",
    }
    assert [each.settings.seed for each in fleet.values()] == [7, 8]
    assert [each.settings.serial for each in fleet.values()] == ["901", "902"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"no \[\[reader\]\]"),
        ('[[reader]]\ndevice = "scanner"\ncolour = "red"', "has no colour"),
        ('[[reader]]\ndevice = "scanner"\ncount = 2\ntcp = "1"', "two readers are called scanner"),
        ('[[reader]]\nname = "x"\npty = "x"', "device"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\ntime_scale = "fast"', "fast"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\ntime_scale = 0', "above 0"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\nbaud = "9600"', "whole number"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\ncount = "2"', "whole number"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\nname = "{n}"\ncount = 2', "two readers are at x"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\nlisten = "1"', "one of pty, tcp, listen"),
        ('[[reader]]\ndevice = "scanner"', "one of pty, tcp, listen"),
        ('[[reader]]\ndevice = "scanner"\npty = 5', "pty"),
        ('[[reader]]\ndevice = "scanner"\npty = "x"\noddities = "banner"', "list"),
        ('[[readers]]\ndevice = "scanner"', "nearest: reader"),
    ],
)
def test_a_fleets_file_with_a_mistake_is_refused(text: str, why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        read(text)


def test_a_fleet_without_its_file_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "nothing.toml")]) == 3
    (tmp_path / "fleet.toml").write_text('[[reader]]\ndevice = "oven"\npty = "/tmp/oven"')
    assert main([str(tmp_path / "fleet.toml")]) == 2
    assert "no device oven" in capsys.readouterr().err


def test_two_readers_of_one_fleet_keep_to_their_own_lines(tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text(TWO % tmp_path, encoding="utf-8")
    running = Program("fleet", str(tmp_path / "fleet.toml"))
    try:
        links = {told["reader"]: told["link"] for told in (running.until("ready"), running.until("ready"))}
        ports = {name: os.open(link, os.O_RDWR | os.O_NOCTTY) for name, link in links.items()}
        for port in ports.values():
            tty.setraw(port)
        for _ in ports:
            running.until("host_connected")
        for name in ports:
            running.do(do="insert", specimen_no=f"U-{name}", reader=name)
        heard = dict.fromkeys(ports, b"")
        while not all(text.endswith(b"\x03") for text in heard.values()):
            ready = select.select(list(ports.values()), [], [], PATIENCE_S)[0]
            assert ready
            for name, port in ports.items():
                heard[name] += os.read(port, 4096) if port in ready else b""
        assert all(f"ID U-{name}\r\n".encode() in text for name, text in heard.items())
        running.do(do="insert", specimen_no="U-1")
        assert "no reader ''" in running.until("error")["why"]
        running.do(do="quit")
        bye = running.until("bye")
        assert set(bye["readers"]) == {"lane-1", "lane-2"}
        assert bye["deadlines"] > 0
        for port in ports.values():
            os.close(port)
        assert running.process.wait(PATIENCE_S) == 0
    finally:
        running.process.kill()
        running.process.communicate()


def test_a_loops_lag_is_told_by_its_median_and_its_worst() -> None:
    lag = Lag()
    assert lag.median_s == 0.0
    for seconds in (0.001, 0.002, 0.003, 0.5):
        lag.note(seconds)
    assert (lag.count, lag.late, lag.worst_s) == (4, 1, 0.5)
    assert lag.median_s == pytest.approx(0.002)
