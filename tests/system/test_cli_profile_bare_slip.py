"""``station profile new`` on a slip with a decorated title, a time without label and cut-offs in brackets."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from station.cli.group import station
from station.cli.lines import columns_of

SLIP = "\r\n".join(
    [
        "*** ORAL FLUID READER OFR-7 ***",
        "SN 70021155   FW 2.4.1",
        "2026/11/26        03:12:45",
        "SAMPLE NO.  S-005203",
        "OPERATOR    12",
        "LOT OF2609A     EXP 02/2028",
        "QC LINE     VALID",
        "AMP   NEG    3.2 ng/mL  (50)",
        "MET   POS  112.6 ng/mL  (25)",
        "THC   NEG    0.9 ng/mL  (12)",
        "\f",
    ]
)
ENTER = ""
HEAD = [ENTER] * 7
ONCE = [*[ENTER] * 7, "NONE"]
STRIPS = [*[ENTER] * 8]
"""AMP and NEG, MET and POS, THC: each line, each new code and each new word."""


def _new(folder: Path, answers: list[str], sample: str = SLIP, lang: str = "en") -> Result:
    (folder / "sample.bin").write_bytes(sample.encode())
    (folder / "ofr-7.toml").unlink(missing_ok=True)
    words = ["--sample", str(folder / "sample.bin"), "--output", str(folder / "ofr-7.toml"), "--lang", lang]
    return CliRunner().invoke(station, ["profile", "new", "ofr-7", *words], input="\n".join([*answers, ""]))


def _written(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "ofr-7.toml").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_such_a_slip_needs_only_the_words_typed_that_it_does_not_hold(tmp_path: Path, lang: str) -> None:
    made = _new(tmp_path, [*HEAD, *ONCE, *STRIPS, "ERR", "--"], lang=lang)
    assert made.exit_code == 0, made.output
    profile = _written(tmp_path)
    once = {"model", "serial", "firmware", "specimen_no", "operator", "lot", "expiry"}
    assert set(profile["where"]) == once
    assert set(profile["result"]) == {"code", "outcome", "value", "unit", "cutoff", "tested_at"}
    assert profile["formats"] == {"tested_at": "YYYY/MM/DD        hh:mm:ss", "expiry": "MM/YYYY"}
    assert profile["outcomes"] == {"negative": ["NEG"], "positive": ["POS"], "invalid": ["ERR"]}
    assert (profile["control"]["passed"], profile["control"]["failed"]) == (["VALID"], ["NONE"])
    assert profile["codes"] == {"AMP": "amphetamine", "MET": "methamphetamine", "THC": "thc"}
    checked = [str(tmp_path / "ofr-7.toml"), str(tmp_path / "sample.bin"), "--json"]
    told = CliRunner().invoke(station, ["profile", "check", *checked])
    (_, reading) = map(json.loads, told.stdout.splitlines())
    assert (told.exit_code, reading["missing"], reading["not_understood"]) == (0, [], [])
    assert reading["understood"]["result.tested_at"] == "2026-11-26 03:12:45+08:00"
    numbers = [(row["value"], row["unit"], row["cutoff"]) for row in reading["results"]]
    assert numbers == [("3.2", "ng/mL", "50"), ("112.6", "ng/mL", "25"), ("0.9", "ng/mL", "12")]


@pytest.mark.parametrize(
    ("sample", "shown"),
    [
        (SLIP, "model = OFR-7 "),
        (SLIP, "tested_at = 2026/11/26        03:12:45 (YYYY/MM/DD        hh:mm:ss)"),
        (SLIP, "expiry = 02/2028 (MM/YYYY)"),
        (SLIP, "control = VALID "),
        (SLIP, "code = AMP · outcome = NEG · value = 3.2 · unit = ng/mL · cutoff = 50\n"),
        (SLIP.replace("(50)", "(cut-off 50)"), "value = 3.2 · unit = ng/mL · cutoff = 50\n"),
        (SLIP.replace("AMP   NEG", "AMP:  NEG"), "code = AMP · outcome = NEG · value = 3.2"),
        (SLIP.replace("        03:12:45", "\r\n03:12:45"), "test_day = 2026/11/26 (YYYY/MM/DD)"),
    ],
)
def test_what_stands_there_is_offered(tmp_path: Path, sample: str, shown: str) -> None:
    assert shown in _new(tmp_path, [*HEAD, *ONCE], sample).output


def test_a_word_of_the_control_line_is_no_heading(tmp_path: Path) -> None:
    """Above the first strip, where the heading of the columns may stand: every cartridge would then pass."""
    made = _new(tmp_path, [*HEAD, *[ENTER] * 7], SLIP.replace("QC LINE", "STRIP B"))
    assert "STRIP B     VALID\nWhat is this line? " in made.output
    assert "  -> heading" not in made.output


@pytest.mark.parametrize(
    ("name", "offered"),
    [("control", "[VALID]"), ("specimen_no", "[VALID]"), ("remark", "[QC LINE     VALID]")],
)
def test_a_value_that_a_person_names_is_offered_without_a_run_of_blanks(
    tmp_path: Path, name: str, offered: str
) -> None:
    """A remark is the whole line."""
    made = _new(tmp_path, [*HEAD, *[ENTER] * 6, name], SLIP)
    assert f"{name}: which part of the line is it? {offered}: " in made.output


@pytest.mark.parametrize("question", ["The word when it was NOT seen", "Its word for invalid"])
def test_a_word_that_the_sample_does_not_hold_and_that_may_be_one_of_several_is_not_offered(
    tmp_path: Path, question: str
) -> None:
    made = _new(tmp_path, [*HEAD, *ONCE, *STRIPS, "ERR", "--"])
    (asked,) = [line for line in made.output.splitlines() if question in line]
    assert "[" not in asked


def test_a_word_for_a_missing_control_line_that_nobody_knows_is_not_written(tmp_path: Path) -> None:
    made = _new(tmp_path, [*HEAD, *ONCE[:-1], "VALID", "-", *STRIPS, "ERR", "--"])
    assert "That word means something else already." in made.output
    assert _written(tmp_path)["control"]["failed"] == []


@pytest.mark.parametrize(("lang", "said"), [("en", "Nothing is offered here"), ("zh", "这里没有现成的答案")])
def test_enter_where_nothing_is_offered_is_answered(tmp_path: Path, lang: str, said: str) -> None:
    made = _new(tmp_path, [*HEAD, *ONCE, *STRIPS, ENTER, "ERR", "--"], lang=lang)
    assert (made.exit_code, made.output.count(said)) == (0, 1)


@pytest.mark.parametrize(
    ("at", "odd", "said"),
    [
        (0, "50", "“50” has no letter. The code"),
        (1, "3.2", "“3.2” is a number. The outcome"),
        (2, "ng", "“ng” has no digit. The measured number"),
        (3, "3", "“3” has no letter. The unit"),
        (4, "L", "“L” has no digit. The cut-off"),
    ],
)
def test_a_part_that_is_hardly_what_was_asked_for_is_doubted_once(
    tmp_path: Path, at: int, odd: str, said: str
) -> None:
    parts = ["AMP", "NEG", "3.2", "ng/mL", "50"]
    sample = SLIP.replace("(50)", "(50) 3 L")
    answers = [*HEAD, *ONCE, "result", *parts[:at], odd, *parts[at:]]
    made = _new(tmp_path, [*answers, *STRIPS[1:], "ERR", "--"], sample)
    assert (made.exit_code, said in made.output) == (0, True), made.output


def test_a_code_of_digits_is_taken_from_whoever_types_it_again_and_never_offered(tmp_path: Path) -> None:
    sample = SLIP.replace("AMP   NEG", "1     NEG")
    strip = ["result", ENTER, "1", "1", *[ENTER] * 4, "amphetamine", ENTER]
    made = _new(tmp_path, [*HEAD, *ONCE, *strip, *STRIPS[3:], "ERR", "--"], sample)
    assert made.exit_code == 0, made.output
    assert "The analyte’s code in it: \n" in made.output
    assert _written(tmp_path)["codes"]["1"] == "amphetamine"


@pytest.mark.parametrize(
    ("part", "form", "said"),
    [
        ("12:45", "mm:ss", "“12:45” is not in the form mm:ss"),
        ("03:12:45", "hh:mm:ss", "“03:12:45” has no day, and tested_at is both."),
        ("2026/11/26", "YYYY/MM/DD", "“2026/11/26” has no time of day, and tested_at is both."),
    ],
)
def test_half_of_a_time_is_told_what_it_lacks(tmp_path: Path, part: str, form: str, said: str) -> None:
    made = _new(tmp_path, [*HEAD, ENTER, ENTER, "tested_at", part, form, "<"])
    assert said in made.output


@pytest.mark.parametrize(
    ("title", "zh", "en"),
    [
        ("ORAL FLUID READER", "唾液速测仪 OFR-7", "OFR-7 saliva reader"),
        ("URINE READER", "尿液速测仪 OFR-7", "OFR-7 urine reader"),
        ("READER", "毒品速测仪 OFR-7", "OFR-7 drug test reader"),
    ],
)
def test_a_reader_is_called_in_each_language_by_the_specimen_that_its_slip_names(
    tmp_path: Path, title: str, zh: str, en: str
) -> None:
    head = [ENTER, ENTER, "saliva", *HEAD[3:]]
    _new(tmp_path, [*head, *ONCE, *STRIPS, "ERR", "--"], SLIP.replace("ORAL FLUID READER", title))
    assert _written(tmp_path)["title"] == {"zh": zh, "en": en}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_nobody_was_asked_of_the_line_and_the_time_is_said_at_the_end(tmp_path: Path, lang: str) -> None:
    made = _new(tmp_path, [*HEAD, *ONCE, *STRIPS, "ERR", "--"], lang=lang)
    end = made.output.partition("--\n")[2]
    for said in ("data_bits = 8", 'parity = "none"', "stop_bits = 1"):
        assert f"line.{said}  " in end
    assert all(f"{said}  " in end for said in ("read_window_s = 600", 'time_zone = "+08:00"'))
    written = _written(tmp_path)["line"]
    assert (written["data_bits"], written["parity"], written["stop_bits"]) == (8, "none", 1)


def test_the_words_that_no_line_of_the_sample_shows_are_named_at_the_end(tmp_path: Path) -> None:
    made = _new(tmp_path, [*HEAD, *ONCE, *STRIPS, "ERR", "--"])
    end = made.output.partition("does not show these words")[2]
    assert 'outcomes.invalid = ["ERR"]\n  control.failed = ["NONE"]\n' in end
    assert "outcomes.positive" not in end


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_prose_is_no_wider_than_the_terminal(
    tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command to copy is one line, however long, and so is the path of the file."""
    monkeypatch.setattr("station.cli.paragraph._is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "64")
    made = _new(tmp_path, [*HEAD, *ONCE, *STRIPS, "ERR", "--"], lang=lang)
    assert [
        line for line in made.output.splitlines() if columns_of(line) > 64 and str(tmp_path) not in line
    ] == []
    (command,) = [line for line in made.output.splitlines() if "station profile check" in line]
    assert str(tmp_path / "sample.bin") in command
