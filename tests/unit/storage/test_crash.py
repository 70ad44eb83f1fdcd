"""Processes that are killed, and processes that write side by side: one chain, nothing acknowledged lost."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from station.domain import kinds
from station.log.entry import Draft
from station.storage.rebuild import rebuild, snapshot
from station.storage.store import Store
from tests.unit.storage.stand import Stand

ROUNDS = 6


def appender(path: Path, count: int, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.storage.appender", str(path), str(count), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def acknowledged_before_kill(path: Path, most: int) -> list[str]:
    """Leaves acknowledged by a station that is killed with SIGKILL right after its ``most``-th entry."""
    with appender(path, 10_000, "lane-1") as process:
        assert process.stdout is not None
        leaves = [process.stdout.readline().strip() for _ in range(most)]
        process.kill()
        # A line cut off by the kill was not read as an acknowledgement by anybody.
        leaves += [line.strip() for line in process.stdout if line.endswith("\n")]
    return leaves


def leaves_of(store: Store) -> list[str]:
    with store.reading() as reading:
        return [signed.leaf for signed in reading.all_entries()]


@pytest.fixture
def opened_log(stand: Stand) -> Stand:
    """A log whose first entry names the device's key."""
    with stand.store() as store, store.unit() as unit:
        unit.append(stand.log_opened())
    return stand


def test_a_station_killed_at_any_moment_loses_nothing_it_acknowledged(opened_log: Stand) -> None:
    chance = random.Random(20261124)
    acknowledged: list[str] = []
    for _ in range(ROUNDS):
        acknowledged += acknowledged_before_kill(opened_log.path, chance.randrange(1, 40))
        with opened_log.store() as store:
            found = leaves_of(store)
            assert set(acknowledged) <= set(found)
    assert len(found) - 1 - len(acknowledged) <= ROUNDS, (
        "at most one entry a kill is kept but not acknowledged"
    )


def test_the_log_of_a_killed_station_verifies_and_goes_on(opened_log: Stand) -> None:
    acknowledged_before_kill(opened_log.path, 20)
    with opened_log.store() as store:
        with store.unit() as unit:
            unit.append(Draft(kinds.SIGNED_OFF, {"badge": "0417"}))
        assert store.verify().ok
        with store.connection() as connection:
            live = snapshot(connection)
        rebuild(store)
        with store.connection() as connection:
            assert snapshot(connection) == live


def test_two_processes_append_to_one_chain(opened_log: Stand) -> None:
    with appender(opened_log.path, 40, "lane-1") as first, appender(opened_log.path, 40, "lane-2") as second:
        outputs = [process.communicate()[0].split() for process in (first, second)]
    with opened_log.store() as store:
        found = leaves_of(store)
        assert store.verify().ok
    assert [len(output) for output in outputs] == [40, 40]
    assert sorted(found[1:]) == sorted(outputs[0] + outputs[1])
