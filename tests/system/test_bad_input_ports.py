"""Readers and their ports: not there, taken, silent, cut off in the middle; profiles nobody knows."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial
from click.testing import CliRunner

from station.cli.group import station
from station.config.home import CardReader, write
from station.domain import kinds
from station.domain.choices import SetAside
from station.domain.codes import Verdict
from station.domain.measurement import Origin
from station.locale import LANGUAGES
from station.services import unmatched
from station.services.home import Home
from station.services.lanes import Lanes
from station.services.workplace import Workplace
from station.wiring import desk
from tests.system.reader_line import (
    ACK,
    ENQ,
    EOT,
    FRAMES,
    NAK,
    Watch,
    deliver,
    journaled,
    put_on,
    running,
    simulator,
    state_of,
    waiting_for,
)
from tests.system.refusal import WAIT_S, facts_of, nothing_lost, raw_of, refused, told, until, verified
from tests.training import Shift, opened
from tests.unit.storage.stand import SetClock
from tests.wire.far_end import Cable
from tests.wire.printers import whole


@pytest.fixture
def port(tmp_path: Path) -> Path:
    return tmp_path / "reader"


@pytest.fixture
def cable(port: Path) -> Iterator[Cable]:
    line = Cable(port)
    yield line
    if port.is_symlink():
        line.pull()


@pytest.fixture
def workplace(training_home: Home, port: Path, night_clock: SetClock) -> Iterator[Workplace]:
    """The training home, open, its urine lane on ``port``."""
    put_on(training_home, port)
    with opened(training_home, night_clock) as home:
        yield home


def test_a_lane_with_an_unknown_profile_names_those_there_are(training_home: Home, port: Path) -> None:
    put_on(training_home, port, profile="urine-cop")
    with refused("profile.unknown") as error, desk(training_home.root):
        pass
    assert "urine-cup" in told(error[0])["zh"]
    put_on(training_home, port)
    with desk(training_home.root) as mended:
        verified(mended.workplace)


def test_a_lane_whose_profile_is_for_another_specimen_does_not_start(
    training_home: Home, port: Path, night_clock: SetClock
) -> None:
    put_on(training_home, port, profile="saliva-swab")
    with (
        opened(training_home, night_clock) as workplace,
        refused("lane.profile_kind") as error,
        running(workplace),
    ):
        pass
    assert error[0].params["other"] == "saliva"


@pytest.mark.parametrize(
    ("change", "code"), [({"name": "1"}, "home.lane_twice"), ({"name": "2"}, "home.port_twice")]
)
def test_two_lanes_are_two_names_on_two_ports(
    training_home: Home, port: Path, change: dict[str, str], code: str
) -> None:
    """Of two lanes with one name, one would never be opened, and nobody would know."""
    config = put_on(training_home, port)
    (lane,) = config.lanes
    other = {"port": f"{port}-2"} if code == "home.lane_twice" else {}
    lanes = (lane, lane.model_copy(update={**change, **other}))
    write(training_home.config_path, config.model_copy(update={"lanes": lanes}))
    with refused(code), desk(training_home.root):
        pass


def test_a_card_reader_on_a_lane_s_port_is_refused(training_home: Home, port: Path) -> None:
    config = put_on(training_home, port)
    reader = CardReader(name="desk", port=str(port))
    write(training_home.config_path, config.model_copy(update={"card_readers": (reader,)}))
    with refused("home.port_twice") as error, desk(training_home.root):
        pass
    assert error[0].params["port"] == str(port)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["monitor", "decode"])
def test_monitor_and_decode_name_the_profiles_there_are(command: str, language: str, tmp_path: Path) -> None:
    file = tmp_path / "capture.txt"
    file.write_bytes(b"".join(FRAMES))
    done = CliRunner().invoke(station, [command, str(file), "--profile", "urine-cop", "--lang", language])
    assert done.exit_code in (2, 3)
    assert "profile.unknown" in done.stderr
    assert "urine-cup" in done.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_probing_a_lane_with_an_unknown_profile_names_those_there_are(
    training_home: Home, port: Path
) -> None:
    put_on(training_home, port, profile="urine-cop")
    done = CliRunner().invoke(station, ["readers", "probe", "--home", str(training_home.root)])
    assert done.exit_code in (2, 3)
    assert "profile.unknown" in done.stderr
    assert "urine-cup" in done.stderr


def test_a_busy_port_is_told_and_taken_once_it_is_free(workplace: Workplace, cable: Cable) -> None:
    watch = Watch(workplace)
    other = serial.Serial(str(cable.path), exclusive=True)
    with nothing_lost(workplace), running(workplace) as lanes:
        until(lambda: state_of(lanes).trouble == "port.busy")
        problem = state_of(lanes).problem
        assert problem is not None
        assert str(cable.path) in told(problem)["en"]
        assert not lanes.connected("1")
        other.close()
        watch.wait(kinds.READER_CONNECTED)
        until(lambda: state_of(lanes).problem is None)


def test_a_missing_port_is_told_and_taken_once_it_is_there(workplace: Workplace, port: Path) -> None:
    watch = Watch(workplace)
    with nothing_lost(workplace), running(workplace) as lanes:
        until(lambda: state_of(lanes).trouble == "port.missing")
        problem = state_of(lanes).problem
        assert problem is not None
        assert str(port) in told(problem)["zh"]
        assert lanes.lost_at("1") is not None
        cable = Cable(port)
        watch.wait(kinds.READER_CONNECTED)
        assert lanes.connected("1")
        cable.pull()
        assert watch.wait(kinds.READER_LOST).body["error"] == "port.lost"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_port_with_no_reader_behind_it_is_open_and_silent(
    training_home: Home, port: Path, night_clock: SetClock, language: str
) -> None:
    put_on(training_home, port)
    with simulator(port, "silent"):
        with opened(training_home, night_clock) as workplace, running(workplace) as lanes:
            until(lambda: (state_of(lanes).silent_s or 0.0) > 0.1)
            assert state_of(lanes).connected
            assert facts_of(workplace, kinds.EXCHANGE_HELD) == []
            verified(workplace)
        probed = ["readers", "probe", "--home", str(training_home.root), "--seconds", "0.3"]
        done = CliRunner().invoke(station, [*probed, "--lang", language])
    assert {"zh": "没有收到应答", "en": "nothing answers"}[language] in done.output
    assert {"zh": "重发", "en": "send-again"}[language] in done.output


def test_an_operational_home_takes_no_pseudo_terminal(training_home: Home, cable: Cable) -> None:
    config = put_on(training_home, cable.path)
    write(training_home.config_path, config.model_copy(update={"training": False}))
    with refused("port.pseudo_terminal"), desk(training_home.root):
        pass


def test_what_comes_over_a_pseudo_terminal_put_there_later_is_stamped_as_simulated(
    training_home: Home, port: Path, night_clock: SetClock
) -> None:
    config = put_on(training_home, port, profile="cassette-xor")
    write(training_home.config_path, config.model_copy(update={"training": False}))
    with opened(training_home, night_clock) as workplace, running(workplace) as lanes:
        watch = Watch(workplace)
        late = Cable(port)
        try:
            until(lambda: state_of(lanes).trouble == "port.pseudo_terminal")
            late.say(whole("cassette-xor"))
            assert watch.wait(kinds.MEASUREMENT_RECEIVED).origin == Origin.SIMULATED
        finally:
            late.pull()


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The link's two limits of silence, 3 and 30 s, in tenths of a second."""
    monkeypatch.setattr("drivers.lis.link.FRAME_SILENCE_S", 0.1)
    monkeypatch.setattr("drivers.lis.session.RECEIVE_S", 0.4)


@pytest.mark.usefixtures("short_patience")
def test_half_a_frame_and_then_silence_is_held_and_a_good_resend_binds(
    shift: Shift, training_home: Home, cable: Cable
) -> None:
    workplace, screening_id, watch = shift.workplace, waiting_for(shift), Watch(shift.workplace)
    with nothing_lost(workplace), running(workplace):
        watch.wait(kinds.READER_CONNECTED)
        assert [cable.say(part) for part in (ENQ, *FRAMES[:3])] == [ACK] * 4
        assert cable.say(FRAMES[3][:9]) == NAK
        held = watch.wait(kinds.EXCHANGE_HELD)
        assert held.body["reason"] == "silence"
        assert raw_of(workplace, held) == b"".join(FRAMES[:3])
        assert FRAMES[3][:9] in journaled(training_home, workplace)
        assert shift.now(screening_id).expects_measurement
        assert deliver(cable) == [ACK] * 9
        assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
    reached = shift.now(screening_id).verdict
    assert reached is not None
    assert reached.verdict is Verdict.NEEDS_CORROBORATION
    unmatched.set_aside(workplace, held.leaf, SetAside.TRIAL_RUN, shift.signers)
    with workplace.store.reading() as reading:
        assert unmatched.tray(reading) == []


def test_a_reader_that_hangs_up_after_half_a_message_leaves_it_in_the_tray(
    shift: Shift, cable: Cable
) -> None:
    watch = Watch(shift.workplace)
    with nothing_lost(shift.workplace), running(shift.workplace):
        watch.wait(kinds.READER_CONNECTED)
        for part in (ENQ, *FRAMES[:5]):
            cable.say(part)
        cable.send(EOT)
        held = watch.wait(kinds.EXCHANGE_HELD)
    assert held.body["reason"] == "eot"
    assert facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED) == []


def test_a_reader_killed_in_mid_message_is_found_again_and_its_result_binds(
    shift: Shift, training_home: Home, port: Path, tmp_path: Path
) -> None:
    stall = tmp_path / "stall.toml"
    stall.write_text('[[fault]]\nkind = "stall"\nframe = 4\nat_byte = 7\nfor_seconds = 60\n', "utf-8")
    workplace, screening_id, watch = shift.workplace, waiting_for(shift, "U-000801"), Watch(shift.workplace)
    with nothing_lost(workplace), simulator(port, str(stall)) as reader, running(workplace) as lanes:
        watch.wait(kinds.READER_CONNECTED)
        reader.insert("U-000801")
        reader.wait("sending")
        until(lambda: b"\x024" in journaled(training_home, workplace))
        reader.kill()
        assert watch.wait(kinds.EXCHANGE_HELD).body["reason"] == "disconnected"
        assert watch.wait(kinds.READER_LOST).body["lane"] == "1"
        assert not lanes.connected("1")
        assert shift.now(screening_id).expects_measurement
        with simulator(port) as again:
            watch.wait(kinds.READER_CONNECTED)
            again.insert("U-000801")
            assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
            again.wait("sent")
    assert shift.now(screening_id).verdict is not None


def test_a_station_killed_between_commit_and_answer_counts_the_resent_result_once(
    training_home: Home, cable: Cable, night_clock: SetClock
) -> None:
    put_on(training_home, cable.path)
    with opened(training_home, night_clock) as workplace:
        screening_id = waiting_for(Shift(workplace).begin())
    command = [sys.executable, "-m", "tests.system.dying_station", str(training_home.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as station_process:
        assert station_process.stdout is not None
        assert station_process.stdout.readline() == "connected\n"
        assert [cable.say(part) for part in (ENQ, *FRAMES[:-1])] == [ACK] * 8
        cable.send(FRAMES[-1])
        assert station_process.wait(WAIT_S) == -signal.SIGKILL
    with opened(training_home, night_clock) as workplace, running(workplace):
        (measured,) = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
        watch = Watch(workplace)
        until(lambda: bool(facts_of(workplace, kinds.READER_CONNECTED)[1:]))
        assert deliver(cable)[-1] == ACK
        repeated = watch.wait(kinds.MEASUREMENT_REPEATED)
        assert (repeated.body["of"], repeated.screening_id) == (measured.leaf, screening_id)
        assert [fact.leaf for fact in facts_of(workplace, kinds.MEASUREMENT_RECEIVED)] == [measured.leaf]
        assert len(facts_of(workplace, kinds.VERDICT_REACHED)) == 1
        verified(workplace)


def test_before_it_is_started_a_lane_is_neither_connected_nor_in_trouble(workplace: Workplace) -> None:
    state = state_of(Lanes(workplace))
    assert (state.connected, state.trouble, state.problem) == (False, "", None)
