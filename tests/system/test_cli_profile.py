"""``station profile``: list, new, check, as a field engineer uses them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from drivers.profile_folder import load_profile
from station.cli.group import station
from tests.wire.printers import NAMES, whole
from tests.wire.readers import FOLDER

PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"

Run = Callable[..., Result]

SAMPLE = (
    b"\x02DRUG SCREEN\r\nDevice No: A-1029\r\nDate: 2026/11/25 21:40\r\nSample: U-001122\r\nTest: 0042\r\n"
    b"Lot L77 Exp 2027-05\r\nMET   NEG\r\nMOP   POS\r\nKET   INV\r\nControl: VALID\r\n\x03"
)
ANSWERS = [
    *("演示读数仪", "Demo printer", "urine", "", "", "", "180"),
    *("heading", "serial", "", "", "specimen_no", "", "test_no", ""),
    *("pattern", "Lot (?P<lot>.*) Expires (.*)", r"Lot (?P<lot>\S+) Exp (?P<expiry>[0-9-]+)", ""),
    *("result", "", "", "methamphetamine", "negative", "", "morphine", "positive", "", "none", "invalid"),
    *("control", "", "INVALID"),
]
"""One line fails at first: the pattern that does not take its line is asked for again."""

SLIP = "\r\n".join(
    [
        "=" * 30,
        "  SALIVA QUICK READER SQR-3",
        "  S/N: 30217745      V2.08",
        "-" * 30,
        "No.    : 000231",
        "Date   : 2026/11/25 22:41:07",
        "ID     : S-004417",
        "Oper   : 03",
        "Lot/Exp: K2208 / 2027-08",
        "T(C)   : 24.6",
        "-" * 30,
        "AMP      阴性      0.12",
        "MET      阳性      3.40",
        "Ctrl     有效",
        "=" * 30,
        "\f",
    ]
).encode("gb18030")
SLIP_ANSWERS = [
    *("", "", "sal", "", "", "", "240"),
    *("", "model", "SQR-3", "serial firmware", "", "", ""),
    *("test_no", "", "tested_at", "", "", "specimen_no", "", "operator", "", "lot expiry", "", "", ""),
    *("reader", ""),
    *("result", "", "", "", "amph", "neg", "", "11", "pos"),
    *("control", "", "无效", "无效", "", ""),
]
"""Two rules of hyphens are one heading; a form feed ends the slip; a code is told by its beginning and one by
its number."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command, in English, with a home that is a plain folder."""

    def call(*words: str, given: str = "") -> Result:
        return CliRunner().invoke(
            station, ["profile", *words, "--home", str(tmp_path), "--lang", "en"], input=given
        )

    return call


def _objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def _written(run: Run, folder: Path, answers: list[str]) -> Result:
    (folder / "sample.bin").write_bytes(SAMPLE)
    target = str(folder / "demo.toml")
    return run(
        "new",
        "demo",
        "--sample",
        str(folder / "sample.bin"),
        "--output",
        target,
        given="\n".join(answers) + "\n",
    )


def test_a_sample_and_its_lines_answered_make_a_profile_that_reads_it(run: Run, tmp_path: Path) -> None:
    assert _written(run, tmp_path, ANSWERS).exit_code == 0
    checked = run("check", str(tmp_path / "demo.toml"), str(tmp_path / "sample.bin"), "--json")
    (_, reading) = _objects(checked)
    assert reading["found"]["specimen_no"] == ["U-001122"]
    assert (reading["found"]["lot"], reading["found"]["expiry"]) == (["L77"], ["2027-05"])
    assert reading["missing"] == []
    assert reading["control"] == "passed"
    outcomes = [(row["analyte"], row["outcome"]) for row in reading["results"]]
    assert outcomes[:2] == [("methamphetamine", "negative"), ("morphine", "positive")]
    assert reading["not_understood"] == ["unknown_code:KET"]
    assert checked.exit_code == 1


def _slip(run: Run, folder: Path, answers: list[str], sample: bytes = SLIP) -> Result:
    (folder / "slip.bin").write_bytes(sample)
    target = folder / "slip.toml"
    target.unlink(missing_ok=True)
    given = "\n".join(answers) + "\n"
    return run("new", "slip", "--sample", str(folder / "slip.bin"), "--output", str(target), given=given)


def _checked(run: Run, folder: Path, capture: bytes) -> tuple[Result, dict[str, Any]]:
    (folder / "capture.bin").write_bytes(capture)
    result = run("check", str(folder / "slip.toml"), str(folder / "capture.bin"), "--json")
    return result, _objects(result)[1]


def test_a_slip_with_rules_numbers_and_a_form_feed_is_read_after_its_lines_were_answered(
    run: Run, tmp_path: Path
) -> None:
    made = _slip(run, tmp_path, SLIP_ANSWERS)
    assert made.exit_code == 0, made.output
    (checked, reading) = _checked(run, tmp_path, SLIP)
    assert checked.exit_code == 0
    assert reading["found"]["firmware"] == ["V2.08"]
    assert (reading["found"]["lot"], reading["found"]["expiry"]) == (["K2208"], ["2027-08"])
    assert reading["missing"] == []
    assert [(row["analyte"], row["outcome"], row["value"]) for row in reading["results"]] == [
        ("amphetamine", "negative", "0.12"),
        ("methamphetamine", "positive", "3.40"),
    ]


def test_a_slip_of_another_test_and_firmware_is_read_by_the_same_profile(run: Run, tmp_path: Path) -> None:
    """Wider numbers, other values in every place, an analyte of four letters that nobody named."""
    _slip(run, tmp_path, SLIP_ANSWERS)
    other = SLIP
    for old, new in (
        ("V2.08", "V3.1 beta"),
        ("000231", "000232"),
        ("MET      阳性      3.40", "MDMA     无效     13.40"),
        ("有效", "无效"),
    ):
        other = other.replace(old.encode("gb18030"), new.encode("gb18030"))
    (_, reading) = _checked(run, tmp_path, other)
    assert reading["not_understood"] == ["unknown_code:MDMA"]
    assert reading["control"] == "failed"


def test_the_line_of_a_number_is_not_taken_for_a_result(run: Run, tmp_path: Path) -> None:
    """``ID     : S-004417`` looks like code, word and number."""
    _slip(run, tmp_path, SLIP_ANSWERS)
    (_, reading) = _checked(run, tmp_path, SLIP)
    assert reading["found"]["specimen_no"] == ["S-004417"]


def test_an_answer_can_be_taken_back_within_its_line_and_to_the_line_before(run: Run, tmp_path: Path) -> None:
    """The first result's word is mistaken for its number, then for another line's kind; both are undone."""
    at = SLIP_ANSWERS.index("result")
    undone = ["result", "", "0.12", "<", "result", "", "", "", "amph", "neg", "<"]
    assert _slip(run, tmp_path, [*SLIP_ANSWERS[:at], *undone, *SLIP_ANSWERS[at:]]).exit_code == 0
    (checked, reading) = _checked(run, tmp_path, SLIP)
    assert (checked.exit_code, len(reading["results"])) == (0, 2)


@pytest.mark.parametrize(
    ("at", "wrong", "said"),
    [
        (2, "blood", "“blood” is none of these"),
        (6, "soon", "“soon” is no whole number"),
        (8, "t", "“t” is none of these, or more than one: test_no, tested_at"),
        (8, "lot heading", "“heading” is for a whole line"),
        (9, "SQR-4", "“SQR-4” does not stand in this line"),
        (18, "YY/MM/DD", "“2026/11/25 22:41:07” is not in the form YY/MM/DD"),
        (SLIP_ANSWERS.index("result") + 4, "met", "methadone, methamphetamine"),
    ],
)
def test_an_answer_that_makes_no_sense_is_asked_again(
    run: Run, tmp_path: Path, at: int, wrong: str, said: str
) -> None:
    made = _slip(run, tmp_path, [*SLIP_ANSWERS[:at], wrong, *SLIP_ANSWERS[at:]])
    assert said in made.output
    assert made.exit_code == 0, made.output


def test_a_pattern_with_a_code_in_it_is_a_result_s(run: Run, tmp_path: Path) -> None:
    at = SLIP_ANSWERS.index("result")
    written = ["pattern", "(.*)*", r"(?P<code>[A-Z]{3}) +(?P<outcome>\S+) +(?P<value>\S+)", *("amph", "neg")]
    made = _slip(run, tmp_path, [*SLIP_ANSWERS[:at], *written, *SLIP_ANSWERS[at + 6 :]])
    assert "The pattern cannot be used. Expected: bounded repeats, as in .{0,20} or [^,]+" in made.output
    (checked, reading) = _checked(run, tmp_path, SLIP)
    assert (checked.exit_code, len(reading["results"])) == (0, 2)


def test_a_line_that_could_be_divided_in_too_many_ways_is_asked_again(run: Run, tmp_path: Path) -> None:
    sample = b"ID: S-1\r\nAMP weak positive 0.12 ng / mL\r\n"
    head = [*("", "", "saliva", "", "", "", ""), "specimen_no", ""]
    parts = ["result", "", "weak positive", "0.12", "ng / mL", "-"]
    pattern = r"(?P<code>[A-Z]{3}) (?P<outcome>[a-z ]{1,20}) (?P<value>[0-9.]{1,6}) .{1,9}"
    made = _slip(
        run, tmp_path, [*head, *parts, "pattern", pattern, "amph", "pos", "NEG", "-", "", ""], sample
    )
    assert made.exit_code == 0, made.output
    assert "could be divided in too many ways" in made.output
    (checked, reading) = _checked(run, tmp_path, sample)
    assert (checked.exit_code, reading["results"][0]["outcome"]) == (0, "positive")


def test_a_pattern_of_signs_that_are_no_letters_is_read_as_the_profile_reads_it(
    run: Run, tmp_path: Path
) -> None:
    """To a profile a Chinese character is no ``\\w``."""
    sample = "ID: S-1\r\nAMP 阳性\r\n".encode()
    answers = [*("", "", "saliva", "", "", "", ""), "specimen_no", "", "pattern"]
    answers += [r"(?P<code>[A-Z]{3}) (?P<outcome>\W{2})", "amph", "pos", "阴性", ""]
    made = _slip(run, tmp_path, answers, sample)
    assert made.exit_code == 0, made.output
    (checked, reading) = _checked(run, tmp_path, sample)
    assert (checked.exit_code, [row["outcome"] for row in reading["results"]]) == (0, ["positive"])


def test_an_order_of_day_and_month_that_the_sample_does_not_show_is_not_offered(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "one.bin").write_bytes(b"Date: 03-04-26 10:11\r\nMET   NEG\r\n")
    answers = [*("", "", "urine", "", "", "", ""), *("tested_at", "", "", "DD-MM-YY hh:mm")]
    answers += ["result", "", "", "methamp", "neg", "POS", "-"]
    made = run(
        *("new", "one", "--sample", str(tmp_path / "one.bin"), "--output", str(tmp_path / "one.toml")),
        given="\n".join(answers) + "\n",
    )
    assert made.exit_code == 0, made.output
    assert 'tested_at = "DD-MM-YY hh:mm"' in (tmp_path / "one.toml").read_text("utf-8")


def test_a_slip_in_chinese_with_codes_in_brackets_and_labels_side_by_side_is_read(
    run: Run, tmp_path: Path
) -> None:
    sample = "\r\n".join(
        [
            "\x02毒品唾液检测报告",
            "样本号:S-004431  操作员:李",
            "甲基苯丙胺(MET):阳性(+) T/C=0.21",
            "氯胺酮(KET):阴性(-) T/C=1.35",
            "质控:合格  环境温度:18.5℃",
            "\x03",
        ]
    ).encode("gb18030")
    answers = [*("", "", "saliva", "", "", "", ""), "heading", "specimen_no operator", "", ""]
    answers += ["result", "", "", "", "methamp", "pos", "", "ket", "neg"]
    answers += ["control reader", "", "18.5℃", "", "不合格", "无效", "", ""]
    made = _slip(run, tmp_path, answers, sample)
    assert made.exit_code == 0, made.output
    assert "“18.5℃” is no number in this line" in made.output
    (checked, reading) = _checked(run, tmp_path, sample)
    assert (checked.exit_code, reading["missing"]) == (0, [])
    assert (reading["found"]["operator"], reading["found"]["reader_temperature"]) == (["李"], ["18.5"])
    assert [(row["code"], row["outcome"], row["value"]) for row in reading["results"]] == [
        ("MET", "positive", "0.21"),
        ("KET", "negative", "1.35"),
    ]


@pytest.mark.parametrize("sign", [b"\x1b@", b"\x07", b"\x7f"])
def test_a_printer_s_control_characters_are_written_so_that_the_file_and_the_slip_can_be_read(
    run: Run, tmp_path: Path, sign: bytes
) -> None:
    sample = SAMPLE.replace(b"DRUG", sign + b"DRUG").replace(b"Sample: ", b"Sample: " + sign)
    (tmp_path / "odd.bin").write_bytes(sample)
    words = ["new", "odd", "--sample", str(tmp_path / "odd.bin"), "--output", str(tmp_path / "odd.toml")]
    answers = [answer or ("U-001122" if at == 12 else "") for at, answer in enumerate(ANSWERS)]
    made = run(*words, given="\n".join(answers) + "\n")
    assert made.exit_code == 0, made.output
    checked = run("check", str(tmp_path / "odd.toml"), str(tmp_path / "odd.bin"))
    assert "specimen_no = U-001122" in checked.stdout
    assert "unknown line" not in checked.stdout, checked.stdout


def test_a_line_end_between_two_slips_is_no_fault_of_either(run: Run, tmp_path: Path) -> None:
    _written(run, tmp_path, [answer.replace("none", "ket") for answer in ANSWERS])
    (tmp_path / "two.bin").write_bytes(SAMPLE + b"\r\n" + SAMPLE + b"\r\n\x0c")
    checked = run("check", str(tmp_path / "demo.toml"), str(tmp_path / "two.bin"))
    assert (checked.exit_code, checked.stdout.count("U-001122")) == (0, 2), checked.stdout
    (tmp_path / "odd.bin").write_bytes(SAMPLE + b"?!" + SAMPLE)
    checked = run("check", str(tmp_path / "demo.toml"), str(tmp_path / "odd.bin"))
    assert checked.exit_code == 1
    assert "(2 bytes)" in checked.stdout


def test_a_result_that_nothing_binds_is_not_called_good(run: Run, tmp_path: Path) -> None:
    """A place where the number never stands looks like a slip without one: at a station both would wait."""
    sample = whole("lines-printer")
    for name, data in (("with", sample), ("without", sample.replace(b"ID U-000412", b"ID "))):
        (tmp_path / name).write_bytes(data)
    assert run("check", "lines-printer", str(tmp_path / "with")).exit_code == 0
    checked = run("check", "lines-printer", str(tmp_path / "without"))
    assert (checked.exit_code, "missing          specimen_no" in checked.stdout) == (1, True)
    assert "unmatched results" in checked.stdout
    (tmp_path / "control").write_bytes(sample.replace(b"ID U-000412", b"QC "))
    assert run("check", "lines-printer", str(tmp_path / "control")).exit_code == 0


def test_a_sample_without_a_line_is_refused(run: Run, tmp_path: Path) -> None:
    refused = _slip(run, tmp_path, SLIP_ANSWERS, sample=b"\x02\r\n\x03")
    assert (refused.exit_code, "profile.sample_empty" in refused.stderr) == (2, True)


def test_the_profile_and_the_slip_that_the_page_on_profiles_shows_fit_each_other(
    run: Run, tmp_path: Path
) -> None:
    page = PAGE.read_text("utf-8")
    (profile,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (slip,) = re.findall(r"   (={30}\n.*?)   ```", page, re.DOTALL)
    lines = [line.removeprefix("   ") for line in slip.splitlines()]
    (tmp_path / "my-reader.toml").write_text(profile, "utf-8")
    capture = tmp_path / "sample.bin"
    capture.write_bytes("\r\n".join([*lines, "\f"]).encode("gb18030"))
    checked = run("check", str(tmp_path / "my-reader.toml"), str(capture), "--json")
    assert checked.exit_code == 0, checked.output
    reading = _objects(checked)[1]
    assert reading["missing"] == []
    assert [(row["code"], row["outcome"], row["value"]) for row in reading["results"]] == [
        ("AMP", "negative", "0.12"),
        ("MET", "positive", "3.40"),
    ]


def test_words_that_the_sample_does_not_hold_are_asked_for(run: Run, tmp_path: Path) -> None:
    """A sample of one negative line: the words for positive and invalid are typed, and negative is not."""
    (tmp_path / "one.bin").write_bytes(b"No: 7\r\nMET   NEG\r\n")
    target = tmp_path / "one.toml"
    answers = [
        "一",
        "One",
        "urine",
        "",
        "",
        "",
        "",
        "test_no",
        "",
        "result",
        "",
        "",
        "methamphetamine",
        "negative",
        "POS",
        "-",
    ]
    made = run(
        "new",
        "one",
        "--sample",
        str(tmp_path / "one.bin"),
        "--output",
        str(target),
        given="\n".join(answers) + "\n",
    )
    assert made.exit_code == 0, made.output
    text = target.read_text("utf-8")
    assert 'negative = ["NEG"]\npositive = ["POS"]\ninvalid = []' in text
    assert run("check", str(target), str(tmp_path / "one.bin")).exit_code == 0


CONTROL_SLIP = b"No: 7\r\nType: QC\r\nMET   POS\r\n"
CONTROL_ANSWERS = [
    *("一", "One", "urine", "", "", "", ""),
    *("test_no", "", "processing", "", "control_test", "QC", "PATIENT"),
    *("result", "", "", "methamphetamine", "positive", "NEG", "INV"),
]


def _answered(run: Run, folder: Path, sample: bytes, answers: list[str]) -> str:
    """The profile that these answers make of ``sample``; its file."""
    (folder / "slip.bin").write_bytes(sample)
    target = str(folder / "one.toml")
    asked = ("new", "one", "--sample", str(folder / "slip.bin"), "--output", target)
    made = run(*asked, given="\n".join(answers) + "\n")
    assert made.exit_code == 0, made.output
    return target


@pytest.mark.parametrize(
    ("slip", "is_control", "code", "not_understood"),
    [
        (CONTROL_SLIP, True, 0, []),
        (CONTROL_SLIP.replace(b"QC", b"PATIENT"), False, 0, []),
        (CONTROL_SLIP.replace(b"QC", b"QCX"), False, 1, ["unknown_line:Type: QCX"]),
    ],
)
def test_a_sample_of_a_control_test_makes_a_profile_that_tells_it_from_a_person_s(
    run: Run, tmp_path: Path, slip: bytes, is_control: bool, code: int, not_understood: list[str]
) -> None:
    target = _answered(run, tmp_path, CONTROL_SLIP, CONTROL_ANSWERS)
    text = Path(target).read_text("utf-8")
    assert 'can = ["qc"]' in text
    assert 'patient = ["PATIENT"]\ncontrol_test = ["QC"]\ndemonstration = []' in text
    (tmp_path / "other.bin").write_bytes(slip)
    checked = run("check", target, str(tmp_path / "other.bin"), "--json")
    (_, reading) = _objects(checked)
    assert (reading["control_test"], reading["not_understood"]) == (is_control, not_understood)
    assert (reading["verdict"] is None, checked.exit_code) == (is_control, code)


def test_a_reader_without_a_word_for_control_tests_is_not_said_to_mark_them(run: Run, tmp_path: Path) -> None:
    answers = [*CONTROL_ANSWERS[:11], "patient", "", *CONTROL_ANSWERS[14:]]
    text = Path(_answered(run, tmp_path, CONTROL_SLIP, answers)).read_text("utf-8")
    assert "can =" not in text
    assert 'patient = ["QC"]\ncontrol_test = []' in text


@pytest.mark.parametrize(("lang", "said"), [("zh", "这是质控测试"), ("en", "control test")])
def test_check_shows_a_control_test_and_no_verdict_on_it(tmp_path: Path, lang: str, said: str) -> None:
    """The example of docs/protocols/printed.md with QC in place of its number."""
    capture = tmp_path / "control.bin"
    capture.write_bytes(whole("lines-printer").replace(b"ID U-000412", b"QC"))
    shown = CliRunner().invoke(
        station, ["profile", "check", "lines-printer", str(capture), "--lang", lang, "--home", str(tmp_path)]
    )
    assert shown.exit_code == 0, shown.output
    assert said in shown.output
    assert " -> " not in shown.output


def test_a_code_that_nobody_named_is_in_the_file_and_bound_to_nothing(run: Run, tmp_path: Path) -> None:
    _written(run, tmp_path, ANSWERS)
    assert '# "KET" = "?"' in (tmp_path / "demo.toml").read_text("utf-8")


def test_a_new_profile_does_not_carry_the_values_of_its_sample(run: Run, tmp_path: Path) -> None:
    _written(run, tmp_path, ANSWERS)
    text = (tmp_path / "demo.toml").read_text("utf-8")
    assert not [value for value in ("A-1029", "U-001122", "0042", "21:40", "L77") if value in text]


def test_a_file_that_is_there_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo.toml").write_text("mine", "utf-8")
    refused = _written(run, tmp_path, ANSWERS)
    assert (refused.exit_code, "profile.exists" in refused.stderr) == (2, True)
    assert (tmp_path / "demo.toml").read_text("utf-8") == "mine"


def test_answers_that_end_too_soon_write_nothing(run: Run, tmp_path: Path) -> None:
    assert _written(run, tmp_path, ANSWERS[:9]).exit_code == 1
    assert not (tmp_path / "demo.toml").exists()


def test_a_profile_like_another_keeps_its_comments_under_its_own_name(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "my-cup.toml"
    made = run("new", "my-cup", "--like", "urine-cup", "--output", str(target), given='我的"尿杯\nMy cup\n')
    assert made.exit_code == 0
    text = target.read_text("utf-8")
    assert 'name = "my-cup"' in text
    assert 'zh = "我的尿杯"' in text
    assert "# only for a clock sent without its offset" in text


def test_since_when_a_reader_is_made_is_left_to_whoever_knows_it(run: Run, tmp_path: Path) -> None:
    """Neither the sample nor the profile it is made like says it of this reader."""
    target = tmp_path / "my-cup.toml"
    _written(run, tmp_path, ANSWERS)
    run("new", "my-cup", "--like", "urine-cup", "--output", str(target), given="杯\nCup\n")
    for written in (tmp_path / "demo.toml", target):
        (line,) = [line for line in written.read_text("utf-8").splitlines() if "made_from" in line]
        assert line.startswith("# made_from = 2019-01-01      # take the # away")
        assert load_profile(written, []).made_from is None


def test_check_shows_a_date_before_the_reader_was_made(run: Run, tmp_path: Path) -> None:
    _written(run, tmp_path, ANSWERS)
    profile = tmp_path / "demo.toml"
    dated = re.sub(r"(?m)^# made_from = \S+ .*", "made_from = 2026-12-01", profile.read_text("utf-8"))
    profile.write_text(dated, "utf-8")
    checked = run("check", str(profile), str(tmp_path / "sample.bin"))
    assert checked.exit_code == 1
    assert "before any reader of this kind was made: time of the test" in checked.output
    assert "unmatched" in checked.output


@pytest.mark.parametrize("words", [("new", "Bad Name", "--like", "urine-cup"), ("new", "fine")])
def test_a_name_or_use_that_makes_no_sense_is_told(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_printed_profile_understands_its_own_example(
    run: Run, tmp_path: Path, name: str
) -> None:
    capture = tmp_path / "capture.bin"
    capture.write_bytes(whole(name))
    checked = run("check", name, str(capture))
    assert (checked.exit_code, "NOT UNDERSTOOD" in checked.stdout) == (0, False)


def test_the_verdict_is_the_rule_pack_s(run: Run, tmp_path: Path) -> None:
    capture = tmp_path / "capture.bin"
    capture.write_bytes(whole("slip-gap"))
    (_, reading) = _objects(run("check", "slip-gap", str(capture), "--json"))
    assert reading["verdict"] == "presumptive_positive"
    assert [row["verdict"] for row in reading["results"]] == ["negative", "presumptive_positive"]


def test_what_gave_no_result_is_told_and_the_answer_is_no(run: Run, tmp_path: Path) -> None:
    capture = tmp_path / "capture.bin"
    capture.write_bytes(whole("lines-printer")[:-1])
    checked = run("check", "lines-printer", str(capture), "--json")
    assert checked.exit_code == 1
    assert _objects(checked)[1]["reason"] == "cut_short"


def test_an_empty_capture_is_no_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert run("check", "slip-gap", str(tmp_path / "empty")).exit_code == 1


def test_a_capture_that_is_not_there_is_wrong_use(run: Run) -> None:
    refused = run("check", "slip-gap", "no-such-file")
    assert (refused.exit_code, "capture.unreadable" in refused.stderr) == (2, True)


def test_a_capture_with_a_line_that_is_none_is_told_with_the_line(run: Run, tmp_path: Path) -> None:
    capture = tmp_path / "capture.txt"
    capture.write_text("# roadside-station capture 1 watch\n0.000 < 41\n0.100 < 4\n", "utf-8")
    refused = run("check", "slip-gap", str(capture))
    assert (refused.exit_code, refused.stderr.partition(":")[0]) == (2, "capture.damaged")
    assert str(capture) in refused.stderr
    assert "3" in refused.stderr.partition(str(capture))[2]


def test_a_profile_that_cannot_be_written_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "no-such-folder" / "my-cup.toml"
    refused = run("new", "my-cup", "--like", "urine-cup", "--output", str(target), given="我的尿杯\nMy cup\n")
    assert refused.exit_code == 2
    assert "profile.unwritable: " in refused.stderr
    assert str(target) in refused.stderr
    assert not target.parent.exists()


def test_a_wrong_profile_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(
        (FOLDER / "slip-gap.toml").read_text("utf-8").replace("result = true", "resolt = true"), "utf-8"
    )
    refused = run("check", str(wrong))
    assert refused.exit_code == 2
    assert "printed.lines[10].resolt" in refused.stderr


def test_a_home_s_own_profile_is_found_by_name_and_before_the_shipped_ones(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "profiles"
    own.mkdir()
    text = (FOLDER / "slip-gap.toml").read_text("utf-8")
    (own / "at-home.toml").write_text(text.replace('name = "slip-gap"', 'name = "at-home"'), "utf-8")
    (own / "slip-gap.toml").write_text(text, "utf-8")
    listed = {row["name"]: row for row in _objects(run("list", "--json"))}
    assert listed["at-home"]["own"]
    assert listed["slip-gap"]["file"] == str(own / "slip-gap.toml")
    assert not listed["urine-cup"]["own"]
    assert run("check", "at-home").exit_code == 0


def test_a_copy_that_still_bears_the_other_s_name_is_refused_by_its_name(run: Run, tmp_path: Path) -> None:
    """What it reads would be signed as read by the other."""
    (tmp_path / "profiles").mkdir()
    copy = tmp_path / "profiles" / "mine.toml"
    copy.write_text((FOLDER / "urine-cup.toml").read_text("utf-8"), "utf-8")
    refused = run("check", "mine")
    assert refused.exit_code == 2
    assert all(said in refused.stderr for said in (f"{copy}", "line 3", "name", "urine-cup", "mine"))
    assert run("list").exit_code == 1
    assert run("check", str(copy)).exit_code == 0


def test_a_wrong_file_among_a_home_s_profiles_is_listed_and_the_answer_is_no(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "broken.toml").write_text("name = ", "utf-8")
    listed = run("list")
    assert listed.exit_code == 1
    assert "broken" in listed.stdout
    assert "urine-cup" in listed.stdout
    assert "profile.unreadable" in listed.stderr
