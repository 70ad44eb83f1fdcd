"""``station profile new`` on a slip that it can read almost by itself: a person confirms with Enter."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from station.cli.group import station

SLIP = "\r\n".join(
    [
        "   尿液毒品检测仪 UCR-40",
        "编号 No.: 0318",
        "机号 SN : UC40-50117",
        "日期    : 2026-11-24  02:41",
        "样本号  : U-005120",
        "批号    : NB260702   效期: 20280131",
        "--------------------------------",
        "项目    结果   数值(ng/mL)  限值",
        "MOP     阴性     18.2       300",
        "MET     阳性   1402.0      1000",
        "KET     阴性      <50      1000",
        "THC     阴性      4.4        50",
        "质控线: 正常",
        "操作员: 11",
        "********************************",
        "",
    ]
)
ENTER = ""
PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"


def _new(folder: Path, answers: list[str], sample: str = SLIP, lang: str = "en") -> Result:
    (folder / "sample.bin").write_bytes(sample.encode("gb18030"))
    words = ["--sample", str(folder / "sample.bin"), "--output", str(folder / "mine.toml"), "--lang", lang]
    made = CliRunner().invoke(station, ["profile", "new", "mine", *words], input="\n".join([*answers, ""]))
    assert made.exit_code == 0, made.output
    return made


def _check(folder: Path, slip: str = SLIP) -> tuple[Result, dict[str, Any]]:
    (folder / "slip.bin").write_bytes(slip.encode("gb18030"))
    words = ["profile", "check", str(folder / "mine.toml"), str(folder / "slip.bin")]
    told = CliRunner().invoke(station, [*words, "--json"])
    return CliRunner().invoke(station, [*words, "--lang", "en"]), json.loads(told.stdout.splitlines()[1])


def test_a_slip_that_only_silence_ends_is_held_when_its_last_line_did_not_come(tmp_path: Path) -> None:
    """A pause behind the control line and a negative strip must not make a negative of the slip."""
    _new(tmp_path, [*[ENTER] * 32])
    assert _check(tmp_path)[0].exit_code == 0
    control = next(line for line in SLIP.split("\r\n") if "质控线" in line)
    early = SLIP.replace(control + "\r\n", "").replace("MOP     ", control + "\r\nMOP     ", 1)
    cut = early[: early.index("MET     ")]
    checked, reading = _check(tmp_path, cut)
    assert checked.exit_code == 1
    assert [row["outcome"] for row in reading["results"]] == ["negative"]
    assert reading["not_understood"] == ["no_last_line"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_slip_with_usual_labels_needs_nothing_but_enter(tmp_path: Path, lang: str) -> None:
    """Seven questions of the reader, fifteen lines, seven of what its words mean, three at the end."""
    _new(tmp_path, ["我的读数仪", "Mine", *[ENTER] * 30], lang=lang)
    checked, reading = _check(tmp_path)
    assert checked.exit_code == 0, checked.output
    assert (reading["missing"], reading["not_understood"], reading["control"]) == ([], [], "passed")
    said = {name: values for name, values in reading["found"].items() if not name.startswith("result.")}
    assert said == {
        "specimen_no": ["U-005120"],
        "test_no": ["0318"],
        "serial": ["UC40-50117"],
        "model": ["UCR-40"],
        "operator": ["11"],
        "lot": ["NB260702"],
        "expiry": ["20280131"],
    }
    results = [(row["analyte"], row["outcome"], row["value"], row["unit"]) for row in reading["results"]]
    assert results == [
        ("morphine", "negative", "18.2", "ng/mL"),
        ("methamphetamine", "positive", "1402.0", "ng/mL"),
        ("ketamine", "negative", "<50", "ng/mL"),
        ("thc", "negative", "4.4", "ng/mL"),
    ]


def test_check_says_each_strip_as_it_stands_and_what_was_made_of_days_and_times(tmp_path: Path) -> None:
    _new(tmp_path, [ENTER] * 32)
    shown = _check(tmp_path)[0].stdout
    assert "expiry = 20280131   understood as 2028-01-31" in shown
    assert "tested_at = 2026-11-24  02:41   understood as 2026-11-24 02:41:00+08:00" in shown
    strips = [line.split()[1:] for line in shown.splitlines() if line.startswith("  strip")]
    assert [strip[2::3] for strip in strips] == [
        ["MOP", "阴性", "18.2", "ng/mL", "300"],
        ["MET", "阳性", "1402.0", "ng/mL", "1000"],
        ["KET", "阴性", "<50", "ng/mL", "1000"],
        ["THC", "阴性", "4.4", "ng/mL", "50"],
    ]


def test_decode_shows_what_was_measured_and_the_cut_off(tmp_path: Path) -> None:
    _new(tmp_path, [ENTER] * 32)
    words = ["decode", str(tmp_path / "sample.bin"), "--profile", str(tmp_path / "mine.toml"), "--lang", "en"]
    shown = CliRunner().invoke(station, words).stdout
    assert "MET  methamphetamine  positive  1402.0 ng/mL / 1000 ng/mL\n" in shown


def test_a_sign_in_place_of_a_number_is_no_number_once_it_was_told(tmp_path: Path) -> None:
    """A strip without a result has no concentration; any other sign there is still held."""
    _new(tmp_path, [*[ENTER] * 31, "---"])
    invalid = SLIP.replace("阳性   1402.0", "无效      ---")
    checked, reading = _check(tmp_path, invalid)
    assert checked.exit_code == 0, checked.output
    assert (reading["results"][1]["outcome"], reading["results"][1]["value"]) == ("invalid", None)
    assert [row["value"] for row in reading["results"]][::2] == ["18.2", "<50"]
    _, reading = _check(tmp_path, invalid.replace("---  ", "***  "))
    assert reading["not_understood"] == ["absurd_value:MET=***"]


def test_a_sign_that_the_sample_shows_is_offered(tmp_path: Path) -> None:
    sample = SLIP.replace("阳性   1402.0", "无效      ---")
    made = _new(tmp_path, [ENTER] * 32, sample)
    assert "when a strip has none [---]" in made.output
    assert _check(tmp_path, sample)[0].exit_code == 0


def test_what_is_suggested_can_be_said_otherwise(tmp_path: Path) -> None:
    """What the label calls a running number is the specimen's here, and the other line is not needed."""
    lines = [ENTER, "specimen_no", ENTER, ENTER, ENTER, "other", ENTER]
    _new(tmp_path, [*[ENTER] * 7, *lines, *[ENTER] * 30])
    _, reading = _check(tmp_path)
    assert reading["found"]["specimen_no"] == ["0318"]
    assert "test_no" not in reading["found"]


def test_a_unit_that_nobody_knows_is_not_written(tmp_path: Path) -> None:
    _new(tmp_path, [*[ENTER] * 30, "-", ENTER])
    _, reading = _check(tmp_path)
    assert [row["unit"] for row in reading["results"]] == [None] * 4


def test_a_form_with_signs_that_the_sample_does_not_have_is_told_what_counts(tmp_path: Path) -> None:
    answers = ["expiry lot", "20280131", "NB260702", "YYYY-MM-DD", "YYYYMMDD"]
    made = _new(tmp_path, [*[ENTER] * 12, *answers, *[ENTER] * 19])
    assert (
        "“20280131” is not in the form YYYY-MM-DD. Every sign counts; blanks in a row count as one."
        in made.output
    )
    assert _check(tmp_path)[0].exit_code == 0


def test_the_words_are_listed_again_for_a_question_mark(tmp_path: Path) -> None:
    made = _new(tmp_path, [*[ENTER] * 8, "?", *[ENTER] * 8, "?", *[ENTER] * 16])
    assert made.output.count("cartridge_temperature  temperature of the cartridge") == 2
    assert made.output.count(" phencyclidine (PCP)") == 2


def test_a_code_that_nobody_usually_prints_has_no_suggestion(tmp_path: Path) -> None:
    sample = SLIP.replace("MOP", "QQX")
    made = _new(tmp_path, [*[ENTER] * 16, "morphine", *[ENTER] * 15], sample)
    assert "Which analyte is QQX? (? lists them; none: leave it out): " in made.output
    assert _check(tmp_path, sample)[0].exit_code == 0


def test_what_was_written_without_a_question_is_shown_as_it_stands_in_the_file(tmp_path: Path) -> None:
    made = _new(tmp_path, [ENTER] * 32)
    written = tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))
    told = made.output.partition("Written without a question")[2]
    assert f"read_window_s = {written['read_window_s']}" in told
    assert f'time_zone = "{written["time_zone"]}"' in told
    assert f"printed.block.idle_gap_s = {written['printed']['block']['idle_gap_s']}" in told
    assert f'line.parity = "{written["line"]["parity"]}"' in told


@pytest.mark.parametrize(("lang", "spoken"), [("en", " --lang en"), ("zh", "")])
def test_the_next_command_speaks_the_language_of_this_one(tmp_path: Path, lang: str, spoken: str) -> None:
    made = _new(tmp_path, [ENTER] * 32, lang=lang)
    assert made.output.splitlines()[-1].endswith(f"sample.bin{spoken}")


def test_two_slips_in_one_block_are_told_more_than_once_though_they_say_the_same(tmp_path: Path) -> None:
    _new(tmp_path, [ENTER] * 32)
    checked, _ = _check(tmp_path, SLIP + SLIP)
    assert checked.exit_code == 1
    assert "told more than once in one result: serial" in checked.stdout


def test_the_slip_of_the_page_on_profiles_is_suggested_as_its_table_says(tmp_path: Path) -> None:
    """Every row: its line is shown, then each thing that the row says, before the line of the next row."""
    page = PAGE.read_text("utf-8")
    (slip,) = re.findall(r"   (={30}\n.*?)   ```", page, re.DOTALL)
    lines = [line.removeprefix("   ") for line in slip.splitlines()]
    made = _new(tmp_path, [ENTER] * 24, "\r\n".join([*lines, "\f"]))
    rows = re.findall(r"(?m)^   \| `([^`]+)` \| (.*) \|$", page)
    assert [row[0] for row in rows] == ["====", *(line.strip() for line in lines[1:])]
    at = 0
    for line, said in rows:
        at = made.output.index(line, at)
        for offered in re.findall(r"`([^`]+)`", said.partition("would be")[0]):
            at = made.output.index(offered, at)
    assert _check(tmp_path, "\r\n".join([*lines, "\f"]))[0].exit_code == 0


def test_a_day_and_a_time_on_lines_of_their_own_are_one_time_of_the_test(tmp_path: Path) -> None:
    sample = SLIP.replace("日期    : 2026-11-24  02:41", "日期    : 2026-11-24\r\n时间    : 02:41:09")
    _new(tmp_path, [ENTER] * 33, sample)
    checked, reading = _check(tmp_path, sample)
    assert checked.exit_code == 0, checked.output
    assert reading["understood"]["result.tested_at"] == "2026-11-24 02:41:09+08:00"
    assert "tested_at" in tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["identity"]


def test_a_day_without_a_time_is_no_time_of_the_test(tmp_path: Path) -> None:
    sample = SLIP.replace("日期    : 2026-11-24  02:41", "日期    : 2026-11-24")
    _new(tmp_path, [ENTER] * 32, sample)
    checked, reading = _check(tmp_path, sample)
    assert (checked.exit_code, reading["understood"]) == (0, {"expiry": "2028-01-31"})


def test_a_warning_among_the_values_is_not_suggested_to_be_a_heading(tmp_path: Path) -> None:
    """A heading is accepted without a word; of a remark the reading says that it was there."""
    sample = SLIP.replace("操作员: 11", "* LOT EXPIRED\r\n操作员: 11")
    made = _new(tmp_path, [*[ENTER] * 27, "remark", "LOT EXPIRED", *[ENTER] * 5], sample)
    assert "* LOT EXPIRED\nWhat is this line? remark" in made.output
    checked, reading = _check(tmp_path, sample)
    assert (checked.exit_code, reading["flags"]) == (0, ["no_checksum", "remark:remark=LOT EXPIRED"])
