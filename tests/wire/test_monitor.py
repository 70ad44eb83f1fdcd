"""station monitor and station decode, as a user runs them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from station.cli.group import station
from tests.wire.far_end import WAIT_S, Cable
from tests.wire.vectors import frame, frames, table

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
FRAMES = frames(table("dialects", "message")[0])
SESSION = ENQ + b"".join(FRAMES) + EOT
MESSAGE = [["O", "1", "U-000317", "4711", ["", "", "", "DOA17"], *[""] * 5, "014417", *[""] * 4, "U"]]


def _decode(path: Path, *options: str) -> Result:
    return CliRunner().invoke(station, ["decode", str(path), "--profile", "urine-cup", *options])


def _lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    path = tmp_path / "bytes"
    path.write_bytes(SESSION)
    return path


def test_decode_gives_each_reply_each_message_and_each_event_as_a_line(bare: Path) -> None:
    result = _decode(bare, "--json")
    lines = _lines(result.stdout)
    assert result.exit_code == 0
    assert {line["schema"] for line in lines} == {"roadside-station/wire/1"}
    assert [line["event"] for line in lines] == [
        *("session_opened", *["link_reply"] * 8, "message", "link_reply", "session_ended")
    ]
    (message,) = [line for line in lines if line["event"] == "message"]
    assert [record[0] for record in message["records"]] == ["H", "P", "O", "M", "R", "R", "R", "L"]
    assert message["records"][2:3] == MESSAGE
    (reading,) = message["readings"]
    assert [(result["code"], result["outcome"]) for result in reading["results"]] == [
        ("AMP", "negative"),
        ("CAF", "positive"),
    ]


def test_the_frames_of_one_message_alone_are_decoded_too(tmp_path: Path) -> None:
    path = tmp_path / "raw"
    path.write_bytes(b"".join(FRAMES))
    assert _decode(path).exit_code == 0


@pytest.mark.parametrize(("language", "word"), [("zh", "阴性"), ("en", "negative")])
def test_people_read_it_in_their_language(bare: Path, language: str, word: str) -> None:
    assert word in _decode(bare, "--lang", language).stdout


def test_a_file_without_a_complete_message_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "half"
    path.write_bytes(ENQ + b"".join(FRAMES[:4]))
    result = _decode(path, "--json")
    held = [line for line in _lines(result.stdout) if line["event"] == "message_held"]
    assert result.exit_code == 1
    assert [record[0] for record in held[0]["records"]] == ["H", "P", "O", "M"]
    assert held[0]["readings"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["decode", "nothing", "--profile", "urine-cup"], 2),
        (["decode", "nothing", "--profile", "urine-cap"], 2),
        (["monitor", "/dev/no-such-port", "--profile", "urine-cup", "--capture", "c"], 3),
        (["monitor", "tcp://", "--profile", "urine-cup", "--capture", "c"], 2),
        (["monitor", "/dev/null", "--profile", "urine-cup", "--capture", "no/such/folder"], 2),
    ],
)
def test_what_cannot_be_done_says_so_in_words_and_ends_with_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(station, [*arguments, "--lang", language])
    assert result.exit_code == code
    assert result.stderr.strip()
    assert "Traceback" not in result.output


def test_a_message_that_cannot_be_read_is_shown_with_its_error(tmp_path: Path) -> None:
    path = tmp_path / "odd"
    path.write_bytes(ENQ + frame(1, b"H|\\^&\rL|1|N\r") + EOT)
    (message,) = [line for line in _lines(_decode(path, "--json").stdout) if line["event"] == "message"]
    assert message["error"] == {"code": "wire.no_order"}
    assert _decode(path, "--lang", "en").exit_code == 0


def test_nothing_from_the_wire_reaches_the_terminal_as_a_control_character(tmp_path: Path) -> None:
    path = tmp_path / "evil"
    evil = b"O|1|U-1\x1b[2J\xc2\x9b|4711\r"
    path.write_bytes(ENQ + frame(1, b"H|\\^&\r") + frame(2, evil) + frame(3, b"L|1|N\r") + EOT)
    for options in ([], ["--json"]):
        shown = _decode(path, *options).output
        assert shown
        assert all(char.isprintable() or char == "\n" for char in shown)


class _Monitor:
    """The command in a process of its own, on one end of a cable."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.cable = Cable(folder / "port")
        self.capture = folder / "capture"
        arguments = ["monitor", str(self.cable.path), "--profile", "urine-cup", "--json"]
        if "--capture" not in options:
            options = (*options, "--capture", str(self.capture))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "station", *arguments, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.lines = [json.loads(self._process.stdout.readline())]

    def interrupt(self) -> None:
        os.kill(self._process.pid, signal.SIGINT)

    def end(self) -> int:
        out, self.errors = self._process.communicate(timeout=WAIT_S)
        self.lines += _lines(out)
        return self._process.returncode


def test_monitor_acknowledges_what_it_has_kept_and_its_capture_decodes_to_the_same(tmp_path: Path) -> None:
    watch = _Monitor(tmp_path, "--count", "1")
    assert watch.lines[0]["event"] == "connected"
    assert [watch.cable.say(data) for data in [ENQ, *FRAMES]] == [ACK] * 9
    assert watch.end() == 0
    (message,) = [line for line in watch.lines if line["event"] == "message"]
    again = [line for line in _lines(_decode(watch.capture, "--json").stdout) if line["event"] == "message"]
    assert [line["records"] for line in again] == [message["records"]]
    assert watch.capture.stat().st_mode & 0o077 == 0
    assert all(line["at"].endswith("+00:00") for line in watch.lines)


def test_monitor_refuses_what_it_cannot_keep(tmp_path: Path) -> None:
    watch = _Monitor(tmp_path, "--capture", "/dev/full")
    assert [watch.cable.say(data) for data in [ENQ, *FRAMES]] == [ACK] * 8 + [NAK]
    watch.interrupt()
    assert watch.end() == 2
    assert "journal_failed" in {line["event"] for line in watch.lines}
    assert "capture.unwritable" in watch.errors


def test_monitor_ends_with_ctrl_c_and_says_that_nothing_was_heard(tmp_path: Path) -> None:
    watch = _Monitor(tmp_path)
    watch.interrupt()
    assert watch.end() == 1
    assert watch.lines[-1]["event"] == "disconnected"


def test_a_capture_keeps_times_so_that_half_a_frame_and_silence_decode_as_they_were(tmp_path: Path) -> None:
    """Fed at once, the half frame and its repetition would be one damaged frame."""
    path = tmp_path / "capture"
    chunks = [
        (0.0, ENQ),
        (0.1, FRAMES[0]),
        (0.2, FRAMES[1][:3]),
        (5.0, FRAMES[1]),
        (5.1, b"".join(FRAMES[2:])),
    ]
    lines = "".join(f"{seconds:.6f} < {data.hex()}\n0 > 06\n" for seconds, data in chunks)
    path.write_text("# roadside-station capture 1 by hand\n" + lines)
    assert _decode(path).exit_code == 0
    path.write_bytes(b"".join(data for _, data in chunks))
    assert _decode(path).exit_code == 1


def test_a_damaged_capture_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    path.write_text("# roadside-station capture 1\n0.1 < 05\nnonsense\n")
    result = _decode(path, "--lang", "en")
    assert result.exit_code == 2
    assert "line 3" in result.stderr
