"""POCT1-A and HL7 readers, simulated in a process of their own, against station monitor in another."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from station.cli.group import station
from tests.system.network_reader import free_port, monitor, reader

WAYS = [(device, way) for device in ("poct1a-saliva", "hl7-urine") for way in ("pty", "tcp")]


def _where(way: str, folder: Path) -> str:
    return free_port() if way == "tcp" else str(folder / "port")


def _said(message: dict[str, Any]) -> tuple[str, str, set[str]]:
    (reading,) = message["readings"]
    return reading["specimen_no"], reading["control"], {result["outcome"] for result in reading["results"]}


@pytest.mark.parametrize(("device", "way"), WAYS)
def test_three_cartridges_are_read_as_the_reader_says_they_went(
    tmp_path: Path, device: str, way: str
) -> None:
    where, capture = _where(way, tmp_path), tmp_path / "capture"
    with reader(device, way, where) as simulated, monitor(device, way, where, capture) as (_, seen):
        messages = [seen.wait("message") for _ in range(3)]
        for number in (1, 2, 3):
            assert simulated.wait("sent")["specimen_no"] == f"A-{number:06}"
    assert [_said(message) for message in messages] == [
        ("A-000001", "passed", {"negative"}),
        ("A-000002", "passed", {"negative"}),
        ("A-000003", "failed", {"invalid"}),
    ]
    (flags,) = {tuple(message["readings"][0]["flags"]) for message in messages}
    assert flags == (() if way == "tcp" else ("no_checksum",))
    decoded = CliRunner().invoke(station, ["decode", str(capture), "--profile", device, "--lang", "en"])
    assert decoded.exit_code == 0
    assert "A-000003" in decoded.output


@pytest.mark.parametrize(("device", "way"), WAYS)
def test_what_a_killed_station_had_acknowledged_is_in_its_capture_and_the_rest_comes_again(
    tmp_path: Path, device: str, way: str
) -> None:
    """It dies when it has shown the first result, whatever it is doing then."""
    where, first, second = _where(way, tmp_path), tmp_path / "first", tmp_path / "second"
    with reader(device, way, where) as simulated:
        with monitor(device, way, where, first) as (process, seen):
            seen.wait("message")
            process.kill()
        with monitor(device, way, where, second):
            acknowledged = [simulated.wait("sent")["specimen_no"] for _ in range(3)]
    assert acknowledged == ["A-000001", "A-000002", "A-000003"]
    kept = [*_specimens(first, device), *_specimens(second, device)]
    assert list(dict.fromkeys(kept)) == acknowledged


def _specimens(capture: Path, device: str) -> list[str]:
    """The specimens in a capture, in their order."""
    decoded = CliRunner().invoke(station, ["decode", str(capture), "--profile", device, "--json"])
    lines = [json.loads(line) for line in decoded.stdout.splitlines()]
    return [_said(line)[0] for line in lines if line["event"] == "message"]
