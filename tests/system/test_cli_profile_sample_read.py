"""What ``station profile new`` writes reads the sample that it was made of, and slips that lack something."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from station.cli.group import station
from station.locale import Words

SLIP = (
    "*** SALIVA METER XR-70 ***\r\nSN 20024417   FW 3.1.0\r\n2026/11/26        03:12:45\r\n"
    "SAMPLE NO.  S-004502\r\nOPERATOR    014417\r\nLOT LT2609A     EXP 01/2028\r\nQC LINE     VALID\r\n"
    "AMP   NEG    3.2 ng/mL  (50)\r\nMET   POS  112.6 ng/mL  (25)\r\nKET   NEG    1.1 ng/mL  (25)\r\n\x0c"
)
HEAD = ["示例", "XR-70", "saliva", "", "", "", "360"]
LINES = {
    "*** SALIVA": ["model", "XR-70"],
    "SN": ["serial firmware", "20024417", "3.1.0"],
    "2026": ["tested_at", "2026/11/26        03:12:45", ""],
    "SAMPLE": ["specimen_no", "S-004502"],
    "OPERATOR": ["operator", "014417"],
    "LOT": ["lot expiry", "LT2609A", "01/2028", "MM/YYYY"],
    "QC": ["control", "VALID", "NONE"],
    "AMP": ["result", "AMP", "NEG", "3.2", "ng/mL", "50", "amphetamine", "negative"],
    "MET": ["result", "methamphetamine", "positive"],
    "KET": ["result", "ketamine"],
}
"""Every line said in words, whatever is suggested."""

END = ["ERR", "--"]


def _new(
    folder: Path,
    lines: dict[str, list[str]] = LINES,
    *more: str,
    lang: str = "en",
    slip: str = SLIP,
    end: Sequence[str] = END,
) -> Result:
    (folder / "sample.bin").write_bytes(slip.encode("ascii"))
    words = ["--sample", str(folder / "sample.bin"), "--output", str(folder / "mine.toml"), "--lang", lang]
    answers = [*HEAD, *(answer for said in lines.values() for answer in said), *end, *more, ""]
    return CliRunner().invoke(station, ["profile", "new", "mine", *words], input="\n".join(answers))


def _check(folder: Path, slip: str) -> tuple[int, dict[str, Any]]:
    (folder / "slip.bin").write_bytes(slip.encode("ascii"))
    words = ["profile", "check", str(folder / "mine.toml"), str(folder / "slip.bin"), "--json"]
    told = CliRunner().invoke(station, words)
    return told.exit_code, json.loads(told.stdout.splitlines()[1])


@pytest.mark.parametrize(
    "said",
    [
        ["tested_at", "2026/11/26        03:12:45", ""],
        ["tested_at", "2026/11/26 03:12:45", "YYYY/MM/DD hh:mm:ss"],
        ["test_day test_time", "2026/11/26", "03:12:45", "", ""],
    ],
)
def test_a_time_without_a_label_is_read_and_takes_no_other_line(tmp_path: Path, said: list[str]) -> None:
    """A run of blanks in the text or in its form may be typed as one."""
    made = _new(tmp_path, LINES | {"2026": said})
    assert made.exit_code == 0, made.output
    code, reading = _check(tmp_path, SLIP)
    assert (code, reading["not_understood"], reading["missing"]) == (0, [], [])
    assert reading["understood"]["result.tested_at"] == "2026-11-26 03:12:45+08:00"


@pytest.mark.parametrize("lacking", ["KET   ERR    --", "KET   ERR     -- ng/mL  (25)"])
def test_a_strip_without_a_number_may_lack_what_stands_behind_it(tmp_path: Path, lacking: str) -> None:
    assert _new(tmp_path).exit_code == 0
    code, reading = _check(tmp_path, SLIP.replace("KET   NEG    1.1 ng/mL  (25)", lacking))
    assert (code, reading["not_understood"]) == (0, [])
    results = [(row["analyte"], row["outcome"], row["value"]) for row in reading["results"]]
    assert results[1:] == [("methamphetamine", "positive", "112.6"), ("ketamine", "invalid", None)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_shown_how_a_strip_without_a_number_will_be_read(tmp_path: Path, lang: str) -> None:
    made = _new(tmp_path, lang=lang)
    told = made.output.partition(Words(lang)("profile_command.without_number"))[2].splitlines()
    assert told[1:3] == ["    AMP   NEG    -- ng/mL  (50)", "    AMP   NEG    --"]


def test_a_number_never_lacks_its_unit(tmp_path: Path) -> None:
    """Only where the sign for none stands may the rest be left out."""
    assert _new(tmp_path).exit_code == 0
    _, reading = _check(tmp_path, SLIP.replace("1.1 ng/mL  (25)", "1.1"))
    assert reading["not_understood"] == ["unknown_line:KET   NEG    1.1"]


@pytest.mark.parametrize("blanks", ["", "  "])
def test_a_number_that_was_not_typed_in_is_missing_and_the_strips_are_read(
    tmp_path: Path, blanks: str
) -> None:
    assert _new(tmp_path).exit_code == 0
    code, reading = _check(tmp_path, SLIP.replace("SAMPLE NO.  S-004502", f"SAMPLE NO.{blanks}"))
    assert (code, reading["missing"]) == (1, ["specimen_no"])
    assert not [problem for problem in reading["not_understood"] if "line" in problem]
    assert [row["outcome"] for row in reading["results"]] == ["negative", "positive", "negative"]


def _said(folder: Path, slip: str, lang: str) -> str:
    (folder / "slip.bin").write_bytes(slip.encode("ascii"))
    words = ["profile", "check", str(folder / "mine.toml"), str(folder / "slip.bin"), "--lang", lang]
    return CliRunner().invoke(station, words).output


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_names_the_patterns_that_one_line_fits(tmp_path: Path, lang: str) -> None:
    """The third of them takes any line, so that the fourth is not alone."""
    assert _new(tmp_path).exit_code == 0
    file = tmp_path / "mine.toml"
    file.write_text(file.read_text("utf-8").replace(r"\d{4}/\d\d/\d\d +\d\d:\d\d:\d\d", ".{0,60}"), "utf-8")
    shown = _said(tmp_path, SLIP, lang)
    at = shown.index("SAMPLE NO.  S-004502")
    assert shown[at:].splitlines()[1].count("printed.lines[") == 2
    assert "printed.lines[3], printed.lines[4]" in shown[at:].splitlines()[1]
    assert "sound" not in shown


@pytest.mark.parametrize(
    ("lang", "none", "another"),
    [
        ("zh", "没有质控标记", "不认识的质控标记:MAYBE"),
        ("en", "no control mark came", "unknown control mark: MAYBE"),
    ],
)
def test_a_control_mark_that_did_not_come_is_told_from_one_that_nobody_knows(
    tmp_path: Path, lang: str, none: str, another: str
) -> None:
    assert _new(tmp_path).exit_code == 0
    lines = _said(tmp_path, SLIP.replace("     VALID", ""), lang).splitlines()
    assert [line for line in lines if line.endswith(none)]
    assert another in _said(tmp_path, SLIP.replace("VALID", "MAYBE"), lang)


TAKES_ALL = ["pattern", "(?P<tested_at>.{0,60})", "YYYY/MM/DD        hh:mm:ss"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_answers_that_do_not_read_the_sample_are_asked_again_before_anything_is_written(
    tmp_path: Path, lang: str
) -> None:
    """Only the line whose pattern takes the others is asked about."""
    words = Words(lang)
    made = _new(tmp_path, LINES | {"2026": TAKES_ALL}, "", *LINES["2026"], lang=lang)
    assert made.exit_code == 0, made.output
    told = made.output.partition(words("profile_command.not_read"))[2]
    assert "printed.lines[3], printed.lines[4]" in told
    assert "OPERATOR    014417" in told
    asked_again = told.partition("write")[2]
    assert "2026/11/26        03:12:45" in asked_again
    assert "SAMPLE NO." not in asked_again
    assert words("profile_command.written", file=tmp_path / "mine.toml") in told
    assert _check(tmp_path, SLIP)[0] == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_does_not_read_its_sample_is_written_only_with_these_words(
    tmp_path: Path, lang: str
) -> None:
    words, target = Words(lang), tmp_path / "mine.toml"
    made = _new(tmp_path, LINES | {"2026": TAKES_ALL}, "write", lang=lang)
    assert made.exit_code == 1
    assert words("profile_command.written_unsound", file=target) in made.output
    assert words("profile_command.written", file=target) not in made.output
    assert _check(tmp_path, SLIP)[0] == 1


def test_answers_that_end_at_that_question_write_nothing(tmp_path: Path) -> None:
    assert _new(tmp_path, LINES | {"2026": TAKES_ALL}).exit_code == 1
    assert not (tmp_path / "mine.toml").exists()


def test_a_line_that_none_of_the_patterns_takes_is_asked_about_again(tmp_path: Path) -> None:
    """The line is taken as it stands; the profile refuses more than 200 characters of it."""
    slip = SLIP.replace("QC LINE     VALID", "QC LINE     VALID" + " " * 200 + "X")
    lines = LINES | {"QC": ["heading"]}
    made = _new(tmp_path, lines, "write", slip=slip)
    assert made.exit_code == 1
    told = made.output.partition("is not read:")[2]
    assert "unknown line: QC LINE" in told


def test_a_code_that_is_left_out_and_a_number_that_is_none_are_as_the_answers_want_them(
    tmp_path: Path,
) -> None:
    """Both are no fault of the profile: the one is held, of the other the reader measured nothing."""
    slip = SLIP.replace("KET   NEG    1.1 ng/mL  (25)\r\n", "")
    for word in ("NEG    3.2", "POS  112.6"):
        slip = slip.replace(word, "ERR     --")
    lines = {name: said for name, said in LINES.items() if name != "KET"}
    lines["AMP"] = ["result", "AMP", "ERR", "--", "ng/mL", "50", "none", "invalid"]
    lines["MET"] = ["result", "methamphetamine"]
    made = _new(tmp_path, lines, slip=slip, end=["NEG", "POS", "--"])
    assert made.exit_code == 0, made.output
    assert (tmp_path / "mine.toml").exists()


def test_two_numbers_without_labels_are_told_apart_by_their_lengths(tmp_path: Path) -> None:
    slip = SLIP.replace("SN 20024417   FW 3.1.0", "20024417\r\n0042")
    lines = {("77" if name == "SN" else name): said for name, said in LINES.items()}
    lines["77"] = ["serial", "20024417", "test_no", "0042"]
    made = _new(tmp_path, lines, slip=slip)
    assert made.exit_code == 0, made.output
    code, reading = _check(tmp_path, slip)
    assert (code, reading["not_understood"]) == (0, [])
    assert (reading["found"]["serial"], reading["found"]["test_no"]) == (["20024417"], ["0042"])
