"""A headless shift that cannot go on says why, in words, instead of a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_mock import MockerFixture

from station.cli.demo import headless, player, shift
from station.cli.demo.scenario import Scenario, load
from station.cli.demo.training_home import prepare
from station.config.home import HomeConfig
from station.domain.errors import StationError


@pytest.fixture
def story() -> Scenario:
    return load("killed-station")


@pytest.fixture
def config(tmp_path: Path, story: Scenario) -> HomeConfig:
    return prepare(tmp_path / "home", story, "zh", headless.TIME_SCALE)


def test_a_reader_that_never_answers_ends_the_shift_with_its_lane(
    tmp_path: Path, config: HomeConfig, capsys: pytest.CaptureFixture[str], mocker: MockerFixture
) -> None:
    mocker.patch.object(player, "RESULT_TIMEOUT_S", 0.05)
    assert config.lanes[0].name == "1"
    assert shift.main([str(tmp_path / "home"), "killed-station"]) == 3
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == '{"step": "failed", "code": "demo.no_result", "lane": "1", "seconds": 0}'


def test_what_the_station_process_gave_up_with_is_the_error_of_the_whole(
    tmp_path: Path, story: Scenario, config: HomeConfig, mocker: MockerFixture
) -> None:
    told = '{"step": "failed", "code": "demo.no_result", "lane": "2", "seconds": 90}'
    ending = [sys.executable, "-c", f"print('{told}'); raise SystemExit(3)"]
    mocker.patch.object(headless, "simulators", mocker.MagicMock())
    mocker.patch.object(headless, "Hands", mocker.MagicMock())
    popen = subprocess.Popen
    mocker.patch("subprocess.Popen", lambda _, **how: popen(ending, **how))
    with pytest.raises(StationError) as given_up:
        headless.play(tmp_path / "home", config, story, lambda _number, _told: None)
    assert given_up.value.code == "demo.no_result"
    assert given_up.value.params == {"lane": "2", "seconds": 90}
