"""Readers that only print, through the whole station: pseudo-terminal, lane, log, answer."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from station.cli.group import station
from station.domain import kinds
from station.domain.path import Step
from station.services import confirming
from station.services.home import Home
from tests.system.reader_line import Watch, put_on, running, waiting_for
from tests.system.refusal import WAIT_S, facts_of, raw_of, until, verified
from tests.training import FIRST, Shift, opened
from tests.unit.storage.stand import SetClock
from tests.wire.far_end import Cable
from tests.wire.printers import whole
from tests.wire.readers import FOLDER

ANSWER = b"\x0601\r"
SPECIMEN = "U-000633"


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    """The end of a line that a test speaks for."""
    held = Cable(tmp_path / "reader")
    yield held
    held.pull()


def test_a_printed_result_is_answered_once_it_is_in_the_log_and_judged(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="cassette-xor")
    with opened(training_home, night_clock) as workplace, running(workplace):
        watch = Watch(workplace)
        screening_id = waiting_for(Shift(workplace).begin(), SPECIMEN)
        until(lambda: bool(facts_of(workplace, kinds.READER_CONNECTED)))
        assert cable.say(whole("cassette-xor")) == ANSWER
        measured = watch.wait(kinds.MEASUREMENT_RECEIVED)
        assert (measured.screening_id, raw_of(workplace, measured)) == (screening_id, whole("cassette-xor"))
        assert cable.say(whole("cassette-xor")) == ANSWER
        assert watch.wait(kinds.MEASUREMENT_REPEATED).body["of"] == measured.leaf
        verified(workplace)


def test_a_station_that_dies_after_its_commit_has_not_answered_and_the_repeat_is_one_result(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="cassette-xor")
    with opened(training_home, night_clock) as workplace:
        screening_id = waiting_for(Shift(workplace).begin(), SPECIMEN)
    command = [sys.executable, "-m", "tests.system.dying_station", str(training_home.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as station_process:
        assert station_process.stdout is not None
        assert station_process.stdout.readline() == "connected\n"
        cable.send(whole("cassette-xor"))
        assert station_process.wait(WAIT_S) == -signal.SIGKILL
    with opened(training_home, night_clock) as workplace, running(workplace):
        (measured,) = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
        watch = Watch(workplace)
        until(lambda: bool(facts_of(workplace, kinds.READER_CONNECTED)[1:]))
        # Had the dead station answered, that answer would stand here before this one.
        assert cable.say(whole("cassette-xor")) == ANSWER
        repeated = watch.wait(kinds.MEASUREMENT_REPEATED)
        assert (repeated.body["of"], repeated.screening_id) == (measured.leaf, screening_id)
        assert len(facts_of(workplace, kinds.VERDICT_REACHED)) == 1
        verified(workplace)


def own_profile(home: Home) -> str:
    """A profile of the home's own: the slip of ``slip-gap``, of a reader that is told no numbers."""
    text = (FOLDER / "slip-gap.toml").read_text("utf-8")
    for old, new in (
        ('name = "slip-gap"', 'name = "no-numbers"'),
        ('specimen_kind = "saliva"', 'specimen_kind = "urine"'),
        ('binding = "specimen_and_lane"', 'binding = "lane_and_window"'),
        ('specimen_no = "specimen_no"\n', ""),
        ("样本编号:(?P<specimen_no>.{0,30})", "样本编号:.{0,30}"),
    ):
        assert old in text
        text = text.replace(old, new)
    (home.root / "profiles").mkdir()
    (home.root / "profiles" / "no-numbers.toml").write_text(text, "utf-8")
    return "no-numbers"


def test_a_slip_without_a_number_waits_for_an_officer_and_is_then_this_person_s(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile=own_profile(training_home))
    with opened(training_home, night_clock) as workplace, running(workplace):
        watch = Watch(workplace)
        shift = Shift(workplace).begin()
        begun = shift.screen(until=Step.READING)
        until(lambda: bool(facts_of(workplace, kinds.READER_CONNECTED)))
        night_clock.pass_s(250)
        cable.send(whole("slip-gap"))
        offered = watch.wait(kinds.MEASUREMENT_OFFERED)
        assert offered.screening_id == begun.screening_id
        assert facts_of(workplace, kinds.VERDICT_REACHED) == []
        after = confirming.confirm(workplace, begun.screening_id, str(offered.body["measurement"]), FIRST)
        assert after.verdict is not None
        assert {line.code for line in after.verdict.lines} == {"MOP", "MET"}
        verified(workplace)


def test_a_cut_slip_is_held_whole_for_a_person(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="lines-printer")
    raw = whole("lines-printer")
    with opened(training_home, night_clock) as workplace, running(workplace):
        watch = Watch(workplace)
        Shift(workplace).begin()
        until(lambda: bool(facts_of(workplace, kinds.READER_CONNECTED)))
        cable.send(raw[:-9] + raw)
        held = watch.wait(kinds.EXCHANGE_HELD)
        assert (held.body["reason"], raw_of(workplace, held)) == ("no_end", raw[:-9])
        assert raw_of(workplace, watch.wait(kinds.MEASUREMENT_RECEIVED)) == raw


ASKED_SLIP = "\r\n".join(
    [
        "QUICK READER",
        "S/N: 30217745      V2.08",
        "Date   : 2026/11/25 22:41:07",
        f"ID     : {SPECIMEN}",
        "AMP      阴性      0.12",
        "MET      阳性      3.40",
        "Ctrl     有效",
        "\f",
    ]
).encode("gb18030")
ANSWERS = [
    *("", "", "urine", "", "", "", "60"),
    *("heading", "serial firmware", "", "", "tested_at", "", "", "specimen_no", ""),
    *("result", "", "", "", "amph", "neg", "", "methamp", "pos"),
    *("control", "", "无效", "无效", "", ""),
]


def test_a_profile_that_was_written_from_a_sample_and_answers_reads_that_reader_on_a_lane(
    training_home: Home, night_clock: SetClock, cable: Cable, tmp_path: Path
) -> None:
    (tmp_path / "sample.bin").write_bytes(ASKED_SLIP)
    (training_home.root / "profiles").mkdir()
    target = training_home.root / "profiles" / "asked.toml"
    words = ["profile", "new", "asked", "--sample", str(tmp_path / "sample.bin"), "--output", str(target)]
    assert CliRunner().invoke(station, words, input="\n".join(ANSWERS) + "\n").exit_code == 0
    put_on(training_home, cable.path, profile="asked")
    with opened(training_home, night_clock) as workplace, running(workplace):
        watch = Watch(workplace)
        screening_id = waiting_for(Shift(workplace).begin(), SPECIMEN)
        until(lambda: bool(facts_of(workplace, kinds.READER_CONNECTED)))
        cable.send(ASKED_SLIP)
        measured = watch.wait(kinds.MEASUREMENT_RECEIVED)
        assert (measured.screening_id, raw_of(workplace, measured)) == (screening_id, ASKED_SLIP)
        rows: Any = measured.body["results"]
        told = [(row["analyte"], row["outcome"], row["value"]) for row in rows]
        assert told == [("amphetamine", "negative", "0.12"), ("methamphetamine", "positive", "3.40")]
        verified(workplace)
