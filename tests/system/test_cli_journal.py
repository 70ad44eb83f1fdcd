"""``station readers journal``: what went over a lane's line, opened again from the encrypted journal."""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from station.keystore.journal import Direction, Journal
from station.keystore.vault import HomeVault
from station.services.home import Home
from tests.system.night import Night, run
from tests.system.reader_line import ACK, ENQ, EOT, FRAMES
from tests.training import FIRST
from tests.unit.storage.stand import SetClock

AT = datetime(2026, 11, 24, 15, 59, 58, tzinfo=UTC)
"""Two seconds before midnight at the station."""
Written = Sequence[tuple[Direction, bytes, float]]
SAID: Written = (
    ("in", b"\x05", 60.5),
    ("out", b"\x06", 60.501),
    ("in", b"\x02<\x1b[31mA\x7f\xc5\x90\r", 63.25),
)
SHOWN = [
    ("in", "05", "<ENQ>"),
    ("out", "06", "<ACK>"),
    ("in", "023c1b5b33316d417fc5900d", "<STX><3C><ESC>[31mA<7F><C5><90><CR>"),
]
"""By hand: the ASCII names of the control characters, digits for what is not ASCII and for the bracket."""


def segment(night: Night, written: Written = SAID, lane: str = "1", at: datetime = AT) -> Path:
    """One more segment in the home, as a station leaves it."""
    home = Home(night.root)
    before = set(home.journal.glob("*"))
    journal = Journal(home.journal, lane, HomeVault.load(home.vault), SetClock(at=at))
    for direction, data, now in written:
        journal.write(direction, data, now)
    journal.close()
    (made,) = set(home.journal.glob("*")) - before
    return made


def told(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def journal(night: Night, *words: str, lane: str = "1", lang: str = "en") -> Any:
    return night.signed("readers", "journal", "--lane", lane, *words, lang=lang)


def test_every_chunk_has_its_time_direction_bytes_and_text(night: Night) -> None:
    made = segment(night)
    found = journal(night, "--json")
    lines = told(found.stdout)
    assert found.exit_code == 0
    assert [(one["direction"], one["hex"], one["text"]) for one in lines] == SHOWN
    assert [one["at"][:23] for one in lines] == [
        "2026-11-24T15:59:58.000",
        "2026-11-24T15:59:58.001",
        "2026-11-24T16:00:00.750",
    ]
    assert [one["boottime_ms"] for one in lines] == [60_500, 60_501, 63_250]
    assert {(one["schema"], one["event"], one["lane"], one["segment"]) for one in lines} == {
        ("roadside-station/readers/1", "passage", "1", made.name)
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_that_a_terminal_could_obey_is_printed(night: Night, lang: str) -> None:
    segment(night)
    found = journal(night, lang=lang)
    assert found.exit_code == 0
    assert "2026-11-25 00:00:00.750" in found.stdout
    assert "<STX><3C><ESC>[31mA<7F><C5><90><CR>" in found.stdout
    assert "02 3c 1b 5b 33 31 6d 41 7f c5 90 0d" in found.stdout
    assert {unicodedata.category(char) for char in found.stdout.replace("\n", "")}.isdisjoint(
        {"Cc", "Cf", "Cs"}
    )


def test_a_part_is_chosen_by_local_time(night: Night) -> None:
    segment(night)
    after = journal(night, "--since", "2026-11-25", "--json")
    before = journal(night, "--until", "2026-11-25T00:00", "--json")
    assert [one["hex"] for one in told(after.stdout)] == [SHOWN[2][1]]
    assert [one["hex"] for one in told(before.stdout)] == ["05", "06"]


def test_segments_follow_each_other_and_other_lanes_are_left_out(night: Night) -> None:
    segment(night, [("in", b"later", 1.0)], at=AT.replace(day=25))
    segment(night, [("in", b"sooner", 9.0)])
    segment(night, [("in", b"another", 9.0)], lane="2")
    segment(night, [("in", b"and another", 9.0)], lane="1-1")
    assert [one["text"] for one in told(journal(night, "--json").stdout)] == ["sooner", "later"]


def test_a_lane_that_the_settings_know_no_more_is_still_read(night: Night) -> None:
    segment(night, [("in", b"old", 1.0)], lane="9")
    assert [one["text"] for one in told(journal(night, "--json", lane="9").stdout)] == ["old"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_passphrase_opens_nothing(night: Night, lang: str) -> None:
    segment(night)
    night.secrets.write_text(f'[passphrase]\n"{FIRST}" = "not this one at all"\n', encoding="utf-8")
    refused = journal(night, lang=lang)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("keys.passphrase_wrong: ")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_record_that_a_crash_tore_is_said_and_what_was_before_it_is_shown(night: Night, lang: str) -> None:
    made = segment(night)
    made.write_bytes(made.read_bytes()[:-5])
    found = journal(night, lang=lang)
    assert found.exit_code == 0
    assert "<ACK>" in found.stdout
    assert "<STX>" not in found.stdout
    assert made.name in found.stderr
    assert " 36 " in found.stderr, "4 of length, 9 of direction and time, 12 of data, 16 of tag, less the 5"
    assert [one["event"] for one in told(journal(night, "--json").stdout)] == ["passage"] * 2 + [
        "segment_torn"
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_damaged_segment_and_a_foreign_file_are_named_and_the_rest_is_read(night: Night, lang: str) -> None:
    damaged, whole = segment(night), segment(night, [("in", b"whole", 1.0)], at=AT.replace(day=25))
    data = bytearray(damaged.read_bytes())
    data[-90] ^= 1  # in the first of three, without which no time is known
    damaged.write_bytes(data)
    renamed = segment(night, lane="2")
    renamed = renamed.rename(renamed.with_name(renamed.name.replace("2-", "1-", 1)))
    strange = whole.with_name("note\x1b[2J.txt")
    strange.touch()
    found = journal(night, lang=lang)
    assert found.exit_code == 3
    assert found.stdout.count("whole") == 1
    assert "<ENQ>" not in found.stdout
    assert "\x1b" not in found.stderr
    named = {
        line.partition(":")[0] + " " + name
        for line in found.stderr.splitlines()
        for name in (damaged.name, renamed.name, "note<U+001B>[2J.txt")
        if name in line
    }
    assert named == {
        f"journal.damaged {damaged.name}",
        f"journal.foreign {renamed.name}",
        "journal.foreign note<U+001B>[2J.txt",
    }
    unread = [one for one in told(journal(night, "--json").stdout) if one["event"] == "segment_unread"]
    assert len(unread) == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_changed_record_is_told_by_its_number_and_the_others_are_shown(night: Night, lang: str) -> None:
    made = segment(night)
    data = bytearray(made.read_bytes())
    data[-60] ^= 1  # the third takes 4 + 9 + 12 + 16 bytes, so this is in the second
    made.write_bytes(data)
    found = journal(night, lang=lang)
    assert found.exit_code == 3
    assert "<ENQ>" in found.stdout
    assert "<ACK>" not in found.stdout
    assert "<STX>" in found.stdout
    assert found.stderr.startswith("journal.changed: ")
    assert {"1", "2"} <= set(re.findall(r"\d+", found.stderr.replace(made.name, "")))
    times = [one["at"][17:23] for one in told(journal(night, "--json").stdout) if one["event"] == "passage"]
    assert times == ["58.000", "00.750"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_segment_that_the_disk_does_not_give_is_named_and_the_rest_is_read(night: Night, lang: str) -> None:
    gone = segment(night)
    segment(night, [("in", b"whole", 1.0)], at=AT.replace(day=25))
    gone.unlink()
    gone.mkdir()
    found = journal(night, lang=lang)
    assert (found.exit_code, found.stderr.partition(":")[0]) == (3, "journal.unreadable")
    assert gone.name in found.stderr
    assert "Is a directory" in found.stderr
    assert found.stdout.count("whole") == 1


def test_a_segment_cut_in_its_header_is_named(night: Night) -> None:
    made = segment(night)
    whole = made.read_bytes()
    for cut in (0, 5, 28, 60):
        made.write_bytes(whole[:cut])
        found = journal(night)
        assert (found.exit_code, found.stdout, found.stderr.partition(":")[0]) == (3, "", "journal.damaged")


@pytest.mark.parametrize(("lane", "code"), [("1", 1), ("7", 2)])
def test_no_journal_is_a_no_and_no_such_lane_is_wrong_use(night: Night, lane: str, code: int) -> None:
    found = journal(night, lane=lane)
    assert (found.exit_code, found.stdout) == (code, "")
    assert found.stderr


def test_what_a_reader_sent_is_decoded_again_from_the_journal(night: Night, tmp_path: Path) -> None:
    parts = (ENQ, *FRAMES, EOT)
    written: list[tuple[Direction, bytes, float]] = []
    for number, part in enumerate(parts):
        written += [("in", part, 60.0 + number), ("out", ACK, 60.1 + number)]
    segment(night, written[:-1])
    capture = tmp_path / "capture.txt"
    assert journal(night, "--capture", str(capture)).exit_code == 0
    assert capture.stat().st_mode & 0o777 == 0o600
    decoded = run("decode", str(capture), "--profile", "urine-cup", "--json")
    (message,) = [one for one in told(decoded.stdout) if one["event"] == "message"]
    assert decoded.exit_code == 0
    assert message["readings"][0]["specimen_no"] == "U-000317"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_capture_is_never_written_over_another_file(night: Night, tmp_path: Path, lang: str) -> None:
    segment(night)
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    refused = journal(night, "--capture", str(there), lang=lang)
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "capture.not_made")
    assert there.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("lane", "code"), [("1", 1), ("7", 2)])
def test_where_there_is_nothing_to_copy_no_capture_is_made(
    night: Night, tmp_path: Path, lane: str, code: int
) -> None:
    capture = tmp_path / "capture.txt"
    assert journal(night, "--capture", str(capture), lane=lane).exit_code == code
    assert not capture.exists()
