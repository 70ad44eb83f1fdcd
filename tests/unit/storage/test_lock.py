"""One running station a home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.storage.lock import HomeLock

HOLD = """
import sys; from pathlib import Path; from station.storage.lock import HomeLock
lock = HomeLock.acquire(Path(sys.argv[1])); print("held", flush=True); sys.stdin.read()
"""


def test_a_second_station_on_one_home_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with HomeLock.acquire(tmp_path / "lock"), pytest.raises(StationError) as refused:
        HomeLock.acquire(tmp_path / "lock")
    assert refused.value.code == "storage.home_in_use"
    assert refused.value.params == {"pid": os.getpid()}


def test_a_home_given_back_can_be_taken_again(tmp_path: Path) -> None:
    lock = HomeLock.acquire(tmp_path / "lock")
    lock.release()
    lock.release()
    with HomeLock.acquire(tmp_path / "lock"):
        pass


def test_a_killed_station_leaves_no_lock_behind(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StationError) as refused:
            HomeLock.acquire(path)
        holder.kill()
    assert refused.value.params == {"pid": holder.pid}
    HomeLock.acquire(path).release()


def test_a_holder_whose_number_is_not_known_is_zero(tmp_path: Path) -> None:
    with HomeLock.acquire(tmp_path / "lock"):
        (tmp_path / "lock").write_text("")
        with pytest.raises(StationError) as refused:
            HomeLock.acquire(tmp_path / "lock")
    assert refused.value.params == {"pid": 0}
