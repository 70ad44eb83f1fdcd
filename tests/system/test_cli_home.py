"""``station init``, ``officers``, ``readers``, ``doctor`` and ``run`` at the command line."""

import json
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from station.cli.demo.simulators import SimulatedReader, SimulatorProcess
from station.cli.run import LOCAL_MODES, unechoed
from station.config import seeds
from station.domain.errors import StationError
from tests.system.night import Night, run
from tests.system.refusal import told

PEOPLE = (
    "--name", "示范县公安局", "--place", "G209", "--officer", "A1:甲演练:male:officer",
    "--officer", "A2:乙演练:female:officer", "--officer", "F1:丙演练:male:assistant",
)  # fmt: skip
TYPED = "\n".join(
    word for badge in ("A1", "A2") for word in (f"correct horse {badge}",) * 2 + ("135790",) * 2
)


def test_a_home_is_made_and_its_fingerprint_is_told_for_paper(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    made = run("init", home, *PEOPLE, "--lang", "en", given=TYPED + "\n")
    assert made.exit_code == 0, made.stderr
    head = json.loads(run("log", "head", "--home", home, "--json").stdout)
    assert head["device_key_id"] in "".join(made.stdout.split())
    assert run("log", "verify", "--home", home, "--fingerprint", head["device_key_id"]).exit_code == 0
    listed = [json.loads(line) for line in run("officers", "--home", home, "--json").stdout.splitlines()]
    assert [(one["badge"], one["key_id"] is None) for one in listed] == [
        ("A1", False),
        ("A2", False),
        ("F1", True),
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_home_is_not_made_over_another(night: Night, lang: str) -> None:
    before = sorted(night.root.rglob("*"))
    refused = run("init", str(night.root), *PEOPLE, "--lang", lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "home.exists")
    assert sorted(night.root.rglob("*")) == before


def test_the_screens_need_a_terminal(night: Night) -> None:
    refused = night.run("run")
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (3, "run.no_terminal")


@pytest.mark.parametrize("words", [("readers", "probe"), ("log", "head"), ("queue",), ("run",)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_home_that_is_not_there_is_named(tmp_path: Path, words: tuple[str, ...], lang: str) -> None:
    refused = run(*words, "--home", str(tmp_path / "none"), "--lang", lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "home.missing")
    assert str(tmp_path / "none") in refused.stderr


def test_ports_and_profiles_are_listed_beside_a_log_that_is_damaged(night: Night) -> None:
    before = {
        one["name"]
        for one in map(json.loads, night.run("readers", "--json").stdout.splitlines())
        if one["event"] == "profile"
    }
    database = night.root / "station.db"
    content = bytearray(database.read_bytes())
    content[100:4000] = bytes(3900)
    database.write_bytes(content)
    listed = night.run("readers", "--json")
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    assert {one["name"] for one in found if one["event"] == "profile"} == before
    assert (listed.exit_code, listed.stderr.partition(":")[0]) == (3, "storage.damaged")
    assert "clock" not in {one["event"] for one in found}


@pytest.mark.parametrize("words", [("readers",), ("readers", "list")])
def test_readers_are_listed_with_the_lanes_of_the_home(night: Night, words: tuple[str, ...]) -> None:
    found = [json.loads(line) for line in night.run(*words, "--json").stdout.splitlines()]
    assert {one["schema"] for one in found} == {"roadside-station/readers/1"}
    assert {"urine-cup", "saliva-swab"} <= {one["name"] for one in found if one["event"] == "profile"}


def test_the_doctor_gives_one_line_a_check(night: Night) -> None:
    found = [json.loads(line) for line in night.run("doctor", "--json").stdout.splitlines()]
    assert {one["schema"] for one in found} == {"roadside-station/doctor/1"}
    assert [one["check"] for one in found] == [
        "python",
        "sqlite",
        "ports",
        "port_thieves",
        "font",
        "encoding",
        "terminal",
        "clock",
        "disk",
        "keys",
    ]


def the_terminal_as_the_doctor_sees_it(stdout: int) -> dict[str, Any]:
    """The check named ``terminal`` of a process whose output goes to ``stdout``."""
    script = (
        "import dataclasses, json, sys; from station.services.doctor import examine;"
        "found = [dataclasses.asdict(one) for one in examine() if one.name == 'terminal'];"
        "print(json.dumps(found), file=sys.stderr)"
    )
    environment = {**os.environ, "COLUMNS": "120", "LINES": "40", "TERM": "xterm-256color"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        check=True,
    )
    (found,) = json.loads(done.stderr)
    assert isinstance(found, dict)
    return found


def test_without_a_terminal_the_doctor_says_that_it_looked_at_none() -> None:
    assert the_terminal_as_the_doctor_sees_it(subprocess.DEVNULL) == {
        "name": "terminal",
        "state": "not_looked_at",
        "params": {},
    }


def test_a_terminal_is_judged_by_its_size() -> None:
    ours, theirs = os.openpty()
    try:
        seen = the_terminal_as_the_doctor_sees_it(theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert (seen["state"], seen["params"]["columns"], seen["params"]["rows"]) == ("ok", 120, 40)


def test_a_key_that_others_can_read_is_a_problem_the_doctor_names(night: Night) -> None:
    (night.root / "keys" / "device.pem").chmod(0o644)
    looked = night.run("doctor", "--json")
    keys = [json.loads(line) for line in looked.stdout.splitlines()][-1]
    assert (looked.exit_code, keys["state"], keys["params"]) == (1, "problem", {"files": "device.pem"})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_story_that_nobody_wrote_is_told_with_those_there_are(tmp_path: Path, lang: str) -> None:
    home = tmp_path / "home"
    refused = run("demo", "--headless", "--scenario", "no-such-night", "--home", str(home), "--lang", lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "demo.scenario_unknown")
    assert "night-shift" in refused.stderr
    assert not home.exists()


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda text: text.replace(b"place =", b"plaice ="), "place"),
        (lambda text: text.replace(b"expiry =", b"expired ="), "cartridges.1.expiry"),
        (lambda text: text[: len(text) // 2] + b"[", "-"),
        (lambda text: text + b"\xff", "-"),
    ],
)
def test_a_story_written_wrongly_is_told_with_its_field_and_makes_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes], field: str
) -> None:
    story = tmp_path / "scenarios" / "broken.toml"
    story.parent.mkdir()
    story.write_bytes(spoil((seeds.folder() / "scenarios" / "night-shift.toml").read_bytes()))
    monkeypatch.setattr(seeds, "folder", lambda: tmp_path)
    refused = run("demo", "--headless", "--scenario", "broken", "--home", str(tmp_path / "home"))
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "demo.scenario_invalid")
    assert f" {field} " in refused.stderr
    assert not (tmp_path / "home").exists()


def test_a_simulated_reader_that_does_not_start_is_named(tmp_path: Path) -> None:
    nobody = SimulatedReader("1", "no-such-device", tmp_path / "port")
    process = SimulatorProcess(nobody, scenario="quiet", seed=1, time_scale=1.0, baud=9600)
    try:
        with pytest.raises(StationError, match=r"simulator\.not_started") as refused:
            process.wait_ready()
    finally:
        process.stop()
    assert "no-such-device" in told(refused.value)["en"]


def test_a_terminal_writes_nothing_that_is_typed_before_the_first_paint_and_afterwards_as_before() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb"), os.fdopen(theirs, "rb", buffering=0) as terminal:
        before = termios.tcgetattr(terminal)
        with patch("sys.stdin", terminal):
            with unechoed():
                assert not termios.tcgetattr(terminal)[LOCAL_MODES] & termios.ECHO
            assert termios.tcgetattr(terminal) == before
    assert before[LOCAL_MODES] & termios.ECHO


@pytest.mark.parametrize(("training", "hints"), [("true", 2), ("false", 0)])
def test_the_public_passphrases_of_a_training_home_stand_at_its_sign_on(
    tmp_path: Path, training: str, hints: int
) -> None:
    (tmp_path / "keys").mkdir()
    for badge in ("A1", "A2"):
        (tmp_path / "keys" / f"officer-{badge}.key").touch()
    (tmp_path / "config.toml").write_text(f"training = {training}\n", "utf-8")
    with patch("station.cli.run.open_screens") as opened:
        run("run", "--home", str(tmp_path), "--lang", "en")
    shown = opened.call_args.args[2]
    assert len(shown) == hints
    assert all(f"passphrase: training A{at}" in hint for at, hint in enumerate(shown, 1))
