"""``station profile new`` for a reader that sends its results as lines of separated fields."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from station.cli.group import station

HEAD = "SA5;77120456;2.31;000058;2026-11-25 23:14:09;S-004420;QX44;202711;C"
RECORD = f"{HEAD};METH;POS;85.20;ng/mL;50.00;COCN;NEG;3.10;ng/mL;20.00;".encode()
HEAD_ANSWERS = ["", "", "saliva", "", "19200", "180"]
FIELDS = [
    *("model", "serial", "firmware", "test_no", "", "", "specimen_no", "lot", "expiry", "", "control", "X"),
    *("code", "outcome", "value", "unit", "cutoff", "code"),
]
MEANINGS = ["methamp", "pos", "coc", "neg", "INV", ""]
Make = Callable[..., Result]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """The command on a sample, with answers; it writes ``mine.toml``."""

    def call(sample: bytes, answers: list[str]) -> Result:
        (tmp_path / "sample.bin").write_bytes(sample)
        words = [
            "new",
            "mine",
            "--sample",
            str(tmp_path / "sample.bin"),
            "--output",
            str(tmp_path / "mine.toml"),
        ]
        return _run(words, "\n".join(answers) + "\n")

    return call


def _run(words: list[str], given: str = "") -> Result:
    return CliRunner().invoke(station, ["profile", *words, "--lang", "en"], input=given)


def _read(folder: Path, capture: bytes) -> tuple[int, dict[str, Any]]:
    (folder / "capture.bin").write_bytes(capture)
    checked = _run(["check", str(folder / "mine.toml"), str(folder / "capture.bin"), "--json"])
    return checked.exit_code, json.loads(checked.stdout.splitlines()[-1])


def _summed(record: bytes) -> bytes:
    """The record with the exclusive or of all its bytes behind it."""
    total = 0
    for byte in record:
        total ^= byte
    return record + f"{total:02X}\r\n".encode()


def _outcomes(reading: dict[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    return [(row["analyte"], row["outcome"], row["value"], row["cutoff"]) for row in reading["results"]]


def test_strips_side_by_side_are_asked_for_once_and_read_with_value_unit_and_cut_off(
    make: Make, tmp_path: Path
) -> None:
    made = make(_summed(RECORD), [*HEAD_ANSWERS, *FIELDS, *MEANINGS])
    assert made.exit_code == 0, made.output
    code, reading = _read(tmp_path, _summed(RECORD))
    assert (code, reading["not_understood"], reading["missing"]) == (0, [], [])
    assert _outcomes(reading) == [
        ("methamphetamine", "positive", "85.20", "50.00"),
        ("cocaine", "negative", "3.10", "20.00"),
    ]
    assert reading["found"]["result.unit"] == ["ng/mL"]


def test_a_third_strip_and_other_values_are_read_by_the_same_profile(make: Make, tmp_path: Path) -> None:
    make(_summed(RECORD), [*HEAD_ANSWERS, *FIELDS, *MEANINGS])
    more = RECORD.replace(b"000058", b"000059").replace(b"POS;85.20", b"INV;") + b"KETA;NEG;1.00;ng/mL;25.00;"
    _, reading = _read(tmp_path, _summed(more))
    assert reading["not_understood"] == ["unknown_code:KETA"]
    assert [row["outcome"] for row in reading["results"]] == ["invalid", "negative", "not_understood"]


def test_a_strip_that_begins_with_its_number_begins_there(make: Make, tmp_path: Path) -> None:
    sample = b"SA5;2;1;METH;POS;2;COCN;NEG\r\n"
    made = make(
        sample, [*HEAD_ANSWERS, "serial", "other", "other", "code", "outcome", "other", "code", *MEANINGS]
    )
    assert made.exit_code == 0, made.output
    code, reading = _read(tmp_path, sample)
    assert (code, [row["code"] for row in reading["results"]]) == (0, ["METH", "COCN"])


def test_the_checksum_that_was_found_refuses_a_changed_byte(make: Make, tmp_path: Path) -> None:
    make(_summed(RECORD), [*HEAD_ANSWERS, *FIELDS, *MEANINGS])
    code, told = _read(tmp_path, _summed(RECORD).replace(b"85.20", b"15.20"))
    assert (code, told["event"], told["reason"]) == (1, "not_taken", "checksum")


def test_a_record_without_a_checksum_says_so(make: Make, tmp_path: Path) -> None:
    made = make(RECORD.removesuffix(b";") + b"\r\n", [*HEAD_ANSWERS, *FIELDS, *MEANINGS])
    assert "No checksum was found" in made.output
    code, reading = _read(tmp_path, RECORD.removesuffix(b";") + b"\r\n")
    assert (code, reading["flags"]) == (0, ["no_checksum"])


ONE_STRIP = [b"R;000058;S-004420;METH;POS;85.20;", b"R;000058;S-004420;COCN;NEG;3.10;"]
ONE_ANSWERS = ["fixed", "test_no", "specimen_no", "code", "outcome", "value"]


def test_one_line_a_strip_with_a_closing_line_is_one_result(make: Make, tmp_path: Path) -> None:
    sample = b"".join(map(_summed, ONE_STRIP)) + b"END\r\n"
    made = make(sample, [*HEAD_ANSWERS, *ONE_ANSWERS, *MEANINGS, ""])
    assert made.exit_code == 0, made.output
    code, reading = _read(tmp_path, sample)
    assert (code, len(reading["results"])) == (0, 2)
    _, reading = _read(tmp_path, b"".join(map(_summed, [ONE_STRIP[0].replace(b"R;", b"Q;")])) + b"END\r\n")
    assert reading["not_understood"] == ["unknown_field:fixed_1=Q"]


def test_several_lines_of_which_nothing_says_what_belongs_together_are_not_guessed_at(
    make: Make, tmp_path: Path
) -> None:
    refused = make(b"".join(map(_summed, ONE_STRIP)), [*HEAD_ANSWERS, *ONE_ANSWERS, *MEANINGS, ""])
    assert (refused.exit_code, "profile.sample_records" in refused.stderr) == (2, True)
    assert not (tmp_path / "mine.toml").exists()


def test_a_field_can_be_taken_back_and_is_named_once(make: Make, tmp_path: Path) -> None:
    wrong = ["serial", "serial", "<", "<", *FIELDS]
    made = make(_summed(RECORD), [*HEAD_ANSWERS, *wrong, *MEANINGS])
    assert "“serial” was another field." in made.output
    assert made.exit_code == 0, made.output
    assert _read(tmp_path, _summed(RECORD))[0] == 0


def test_the_record_that_the_page_on_profiles_shows_is_answered_as_it_says(
    make: Make, tmp_path: Path
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text("utf-8")
    (shown,) = [line for line in page.splitlines() if line.startswith("SA5;")]
    fields = ["model", "serial", "test_no", "", "", "specimen_no", "control", "X", *[""] * 6]
    made = make(f"{shown}\r\n".encode(), [*HEAD_ANSWERS, *fields, "", "", "cocaine", "", "INV", ""])
    assert "a checksum was found by trial: xor" in made.output
    assert _read(tmp_path, f"{shown}\r\n".encode())[0] == 0


BARE = RECORD.removesuffix(b";")


def _sum(counted: bytes) -> bytes:
    """Its sum modulo 256, in two digits."""
    return f"{sum(counted) % 256:02X}".encode()


@pytest.mark.parametrize(
    ("sample", "checksum"),
    [
        (b"\x02" + BARE + b"\x03", False),
        (b"\x02" + BARE + b"\r\n\x03", False),
        (b"\r\n\x02" + BARE + b"\x03\r\n", False),
        (b"\x02" + BARE + b"\x03" + _sum(BARE + b"\x03") + b"\r\n", True),
        (b"\x02" + BARE + b"\x03" + _sum(b"\x02" + BARE), True),
        (b"\x02" + BARE + b"\r\n\x03" + _sum(BARE + b"\r\n\x03") + b"\r\n", True),
        (b"\x02" + RECORD + _sum(RECORD) + b"\r\n\x03", True),
        (b"\x02" + RECORD + _sum(RECORD) + b"\x03", True),
        (BARE + b"\r\n\x0c", False),
        (BARE + b"\x0c", False),
        (BARE, False),
    ],
)
def test_a_record_is_read_by_its_own_profile_whatever_frames_it(
    make: Make, tmp_path: Path, sample: bytes, checksum: bool
) -> None:
    made = make(sample, [*HEAD_ANSWERS, *FIELDS, *MEANINGS])
    assert made.exit_code == 0, made.output
    code, reading = _read(tmp_path, sample)
    assert (code, reading["not_understood"], reading["missing"]) == (0, [], [])
    assert _outcomes(reading)[0] == ("methamphetamine", "positive", "85.20", "50.00")
    if checksum:
        code, told = _read(tmp_path, sample.replace(b"85.20", b"15.20"))
        assert (code, told["event"], told["reason"]) == (1, "not_taken", "checksum")


def test_lines_between_stx_and_etx_with_a_closing_line_in_a_frame_of_its_own_are_one_result(
    make: Make, tmp_path: Path
) -> None:
    sample = b"".join(b"\x02" + one.removesuffix(b";") + b"\x03\r\n" for one in (*ONE_STRIP, b"END"))
    made = make(sample, [*HEAD_ANSWERS, *ONE_ANSWERS, *MEANINGS, ""])
    assert made.exit_code == 0, made.output
    code, reading = _read(tmp_path, sample)
    assert (code, len(reading["results"])) == (0, 2)


def test_several_records_in_one_frame_are_asked_about_as_lines(make: Make) -> None:
    asked = make(b"\x02" + BARE + b"\r\n" + BARE + b"\r\n\x03", ["", "", "saliva", "", "19200", "stx", "180"])
    assert "2 lines" in asked.output
