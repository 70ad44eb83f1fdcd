"""What a wrong profile should have said is told in the language of whoever wrote it."""

import re
from pathlib import Path

import pytest

from station.devices import ProfileError, load_profile, load_scanner_profile, station_error
from station.domain.errors import StationError
from station.locale import LANGUAGES, Words
from tests.wire.readers import FOLDER

SCANNERS = FOLDER.parent / "scanners"
CUP, CSV, CRC, SLIP = (
    (FOLDER / f"{name}.toml").read_text("utf-8")
    for name in ("urine-cup", "strip-csv", "strip-crc", "slip-gap")
)
LABELS = (SCANNERS / "labels.toml").read_text("utf-8")
A_LINE = "pattern = '质控线:(?P<control>.)'"

# What stands in the file, what is put there, and the field and the Chinese that must tell of it.
MISTAKES = [
    (CUP, r"delimiters = '|\^&'", "delimiters = '|^'", "delimiters", "四个互不相同的字符"),
    (SLIP, "develop_s = ", 'made_from = "2019"\ndevelop_s = ', "made_from", "不带引号的日期"),
    (CUP, 'can = ["qc"]\n', "", "processing.control_test", "就要在 can 里写"),
    (CUP, 'processing = "H.12"\n', "", "processing.control_test", "在 [where] 里写明 processing"),
    (CUP, 'test_no = "O.4"\n', "", "identity", "在 [where] 或 [result] 里写明 test_no"),
    (CRC, 'control_test = ["1"]\n', "", "can", "就要在 [processing] 里写"),
    (CSV, 'negative = ["N"]\n', "", "outcomes.negative", "至少一个字"),
    (CSV, 'positive = ["P"]', 'positive = ["P", "N"]', "outcomes.positive", "已经写在 negative 里"),
    (CSV, 'outcome = "outcome"\nvalue', "value", "result.outcome", "写明结果在哪里"),
    (
        CSV,
        'negative = ["N"]',
        'negative = ["N"]\ncompare = "positive_above"',
        "outcomes.compare",
        "不要再写阴性",
    ),
    (SLIP, "idle_gap_s = ", 'end = "<ETX>"\nidle_gap_s = ', "printed.block", "只写其中一项:end, length"),
    (SLIP, "idle_gap_s = ", 'begin = "<STX>"\nidle_gap_s = ', "printed.block.begin", "写了 idle_gap_s"),
    (SLIP, 'kind = "none"', 'kind = "xor"', "printed.checksum.kind", "旁边还要写 last"),
    (SLIP, 'kind = "none"', 'kind = "none"\nlast = 3', "printed.checksum.last", '写了 kind = "none"'),
    (SLIP, A_LINE, "pattern = '质控线:(.*)*'", "printed.lines[8].pattern", "重复次数有上限,如 .{0,20}"),
    (SLIP, A_LINE, "pattern = '质控线:('", "printed.lines[8].pattern", "括号要成对(第 5 个字符处)"),
    (SLIP, A_LINE, "pattern = '质控线:)'", "printed.lines[8].pattern", "括号要成对(第 5 个字符处)"),
    (SLIP, A_LINE, "pattern = '*质'", "printed.lines[8].pattern", "重复号前面要有内容(第 1 个字符处)"),
    (SLIP, A_LINE, "pattern = '质**'", "printed.lines[8].pattern", "重复号只写一个(第 3 个字符处)"),
    (SLIP, A_LINE, "pattern = '质{9,2}'", "printed.lines[8].pattern", "{最少,最多}"),
    (SLIP, A_LINE, r"pattern = '质\b'", "printed.lines[8].pattern", "反斜杠后面只能是"),
    (SLIP, A_LINE, "pattern = '(?i)质'", "printed.lines[8].pattern", "括号只能写成"),
    (SLIP, A_LINE, "pattern = '[z-a]'", "printed.lines[8].pattern", "正确的正则表达式(第 1 个字符处有错)"),
]


def _told(text: str, folder: Path, language: str) -> tuple[str, StationError]:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError) as refused:
        load_scanner_profile(path) if "scanner-profile" in text else load_profile(path, [])
    error = station_error(refused.value)
    return Words(language).error(error).next, error


@pytest.mark.parametrize(("text", "old", "new", "field", "said"), MISTAKES)
def test_what_was_expected_is_told_in_chinese(
    tmp_path: Path, text: str, old: str, new: str, field: str, said: str
) -> None:
    assert old in text
    told, error = _told(text.replace(old, new, 1), tmp_path, "zh")
    assert error.params["field"] == field
    assert said in told
    assert "expected." not in told


@pytest.mark.parametrize(("text", "old", "new", "field", "said"), MISTAKES)
def test_what_was_expected_is_told_in_english(
    tmp_path: Path, text: str, old: str, new: str, field: str, said: str
) -> None:
    told, error = _told(text.replace(old, new, 1), tmp_path, "en")
    assert error.params["field"] == field
    assert not re.search("[\u3400-\u9fff]", told)
    assert "expected." not in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(?P<seal_no>FH[0-9]{8})", "(?P<seal_no>(.*)*)", "重复次数有上限"),
        ("(?P<seal_no>FH[0-9]{8})", "FH[0-9]{8}", "命名分组 (?P<seal_no>…)"),
        ('standard = "gs1"', "", "只写其中一项:pattern, standard"),
    ],
)
def test_so_it_is_for_a_scanner(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in LABELS
    assert said in _told(LABELS.replace(old, new, 1), tmp_path, "zh")[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('encoding = "gb18030"', 'encoding = "gb1803"', "gb18030, utf-8, latin-1, ascii"),
        ("data_bits = 8", "data_bits = 9", "7, 8"),
        ('specimen_no = "O.3"', 'specimen_no = ""', '"…"'),
        ("develop_s = 300", "develop_s = -1", ">= 0"),
        ('can = ["qc"]', 'can = ["cq"]', "set_clock, operators, qc"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_file_may_say_is_written_as_in_a_file_in_both(
    tmp_path: Path, language: str, old: str, new: str, said: str
) -> None:
    assert old in CUP
    told, _ = _told(CUP.replace(old, new, 1), tmp_path, language)
    assert said in told
    assert " or " not in told
    assert "should" not in told


def test_what_was_found_is_never_taken_for_a_key_of_ours(tmp_path: Path) -> None:
    told, error = _told(CUP.replace('encoding = "gb18030"', 'encoding = "expected.one_of"'), tmp_path, "zh")
    assert error.params["found"] == "expected.one_of"
    assert "expected.one_of" in Words("zh").error(error).what
    assert "只写其中一项" not in told


@pytest.mark.parametrize(("language", "nearest"), [("zh", "最接近"), ("en", "nearest")])
def test_the_nearest_word_is_named_where_there_is_one(tmp_path: Path, language: str, nearest: str) -> None:
    near, _ = _told(CUP.replace('"gb18030"', '"gb1803"', 1), tmp_path, language)
    assert nearest in near
    assert near.rstrip("。.").endswith("gb18030")
    far, _ = _told(CUP.replace("baud = 9600", "baud = 9601"), tmp_path, language)
    assert nearest not in far
    assert far.endswith(("115200。", "115200."))
