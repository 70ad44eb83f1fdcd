"""The loop in which simulated readers run: what waits, and what a hand asks of them meanwhile."""

import json
import os
import signal

import pytest

from simulator.loop import Bell, Loop
from tests.unit.simulator.table import Table


def test_a_cartridge_develops_from_the_moment_it_is_put_in_however_long_the_reader_stood_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    table = Table()
    reading, writing = os.pipe()
    for command in ({"do": "insert", "specimen_no": "U-1"}, {"do": "quit"}):
        os.write(writing, json.dumps(command).encode() + b"\n")
    table.clock.now += 1000
    with Bell() as bell:
        Loop({"": table.rig}, table.clock, table.news, bell, stay=False).run(reading)
    os.close(writing)
    os.close(reading)
    table.run(299)
    assert "inserted" in table.news.names
    assert "result" not in table.news.names
    table.run(7)
    assert "result" in table.news.names
