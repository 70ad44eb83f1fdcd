"""A whole shift on simulated readers, in real processes, with the station killed on the way."""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.system.night import run

SEED = 20201124
STEPS_ABOUT = 165


def play(home: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run the demo; exit code, its JSON lines, and what it said on standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "station", "demo", "--headless", "--json", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=1_500,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def entries(home: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and body of every entry in the log."""
    shown = run("log", "show", "--limit", "500", "--json", "--home", str(home)).stdout.splitlines()
    for entry in map(json.loads, shown):
        yield entry["kind"], entry["entry"]["body"]


def the_night_was_told(home: Path) -> None:
    """What the story is about did happen: a cable pulled, a wrong number, a result twice, a failed line."""
    told = list(entries(home))
    kinds = Counter(kind for kind, _ in told)
    assert kinds["reader_lost"] > 0
    assert kinds["measurement_claimed"] == 1
    assert kinds["measurement_repeated"] > 0
    assert "disconnected" in [body["reason"] for kind, body in told if kind == "exchange_held"]
    assert [body["verdict"] for kind, body in told if kind == "verdict_reached"].count("invalid") == 1


@pytest.mark.timeout(300)
def test_a_shift_killed_three_times_at_random_loses_nothing_and_verifies(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    kills = sorted(dice.sample(range(2, STEPS_ABOUT), 3))
    options = [option for step in kills for option in ("--kill-at", str(step))]
    code, lines, said = play(tmp_path / "home", *options, "--seed", str(SEED))
    assert code == 0, said
    summary = lines[-1]
    assert summary["event"] == "summary"
    assert summary["kills"] == 3
    assert summary["screenings"] == 15
    assert summary["verdicts"] == {"negative": 11, "presumptive_positive": 2, "needs_corroboration": 1}
    assert summary["outcomes"] == {"completed": 14, "refused": 1}
    assert summary["followups"] == {"licence": 2, "drug_squad_lead": 1, "forced_test": 1}
    assert summary["slips"] == 15
    assert summary["unmatched"] == 0
    # The half messages of the pulled cable wait for two officers, as they would after a real night.
    assert summary["held"] == [kind for kind, _ in entries(tmp_path / "home")].count("exchange_held") > 0
    assert summary["verified"]
    assert summary["rebuilt_equal"]
    assert summary["missing"] == []
    the_night_was_told(tmp_path / "home")


@pytest.mark.timeout(300)
def test_a_station_that_the_readers_story_kills_twice_has_every_result_once(tmp_path: Path) -> None:
    code, lines, said = play(tmp_path / "home", "--scenario", "killed-station")
    assert code == 0, said
    summary = lines[-1]
    assert summary["kills"] == 2
    assert summary["screenings"] == 3
    assert summary["slips"] == 3
    assert summary["verdicts"] == {"negative": 2, "presumptive_positive": 1}
    assert summary["unmatched"] == 0
    assert summary["verified"]
    assert summary["missing"] == []


def test_an_unknown_scenario_is_named_with_those_there_are(tmp_path: Path) -> None:
    code, lines, said = play(tmp_path / "home", "--scenario", "no-such", "--lang", "en")
    assert code == 2
    assert lines == []
    assert "night-shift" in said


@pytest.mark.slow
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("first", [1, 2])
def test_a_shift_killed_at_every_other_step_loses_nothing(tmp_path: Path, first: int) -> None:
    # Two runs, one on odd and one on even steps: a step killed at each start would never be done.
    options = [option for step in range(first, 400, 2) for option in ("--kill-at", str(step))]
    code, lines, said = play(tmp_path / "home", *options)
    assert code == 0, said
    assert lines[-1]["kills"] > STEPS_ABOUT / 2
    assert lines[-1]["missing"] == []
