"""Patterns of values by their form, or by the signs that the sample shows."""

import re

import pytest

from station.devices.line_pattern import OTHER, parts_of, takes, value_pattern
from station.devices.value_shape import form_pattern, shape_of


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("YYYY/MM/DD hh:mm:ss", r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"),
        ("YYYY/MM/DD        hh:mm:ss", r"\d{4}/\d\d/\d\d +\d\d:\d\d:\d\d"),
        ("DD.MM.YY", r"\d\d\.\d\d\.\d\d"),
        ("YYYYMM", r"\d{4}\d\d"),
        ("seconds since 2000-01-01", r"\d{1,11}"),
    ],
)
def test_a_form_is_a_pattern_of_its_digits_and_signs(form: str, pattern: str) -> None:
    assert form_pattern(form) == pattern


@pytest.mark.parametrize(
    ("text", "also", "never"),
    [
        ("S-004502", ["S-4", "AB-12345678"], ["4", "s-004502", "S_004502", "S-004502 X"]),
        ("SA-200 v2", ["SB-1 v10"], ["SA-200", "SA-200 V2"]),
        ("检测一号", ["检"], ["AMP", "检 测"]),
        ("Wang", ["Li"], ["7", "Wang Li"]),
    ],
)
def test_a_value_without_a_form_has_the_signs_of_the_sample(
    text: str, also: list[str], never: list[str]
) -> None:
    taken = re.compile(shape_of(text), re.ASCII).fullmatch
    assert all(map(taken, [text, *also]))
    assert not any(map(taken, never))


def test_with_fixed_lengths_it_is_as_long_as_in_the_sample() -> None:
    taken = re.compile(shape_of("AB-0042", fixed=True), re.ASCII).fullmatch
    assert taken("XY-1234")
    assert not taken("XY-12345")


DAY = "2026/11/26        03:12:45"


@pytest.mark.parametrize(
    ("parts", "forms"),
    [
        ([("tested_at", DAY)], {"tested_at": "YYYY/MM/DD        hh:mm:ss"}),
        (
            [("test_day", "2026/11/26"), ("test_time", "03:12:45")],
            {"test_day": "YYYY/MM/DD", "test_time": "hh:mm:ss"},
        ),
        ([("remark", DAY)], {}),
        ([(OTHER, DAY)], {}),
        ([("specimen_no", DAY)], {}),
    ],
)
def test_a_line_without_a_label_takes_no_other_line_of_its_slip(
    parts: list[tuple[str, str]], forms: dict[str, str]
) -> None:
    pattern = value_pattern(DAY, parts, {}, forms)
    assert parts_of(pattern, DAY) == dict(part for part in parts if part[0] != OTHER)
    others = ["SN 20024417   FW 3.1.0", "OPERATOR    014417", "AMP   NEG    3.2 ng/mL  (50)", "QC  VALID"]
    assert not [line for line in others if takes(pattern, line)]


def test_a_control_word_alone_on_its_line_is_one_of_the_two_that_were_told() -> None:
    pattern = value_pattern("VALID", [("control", "VALID")], {"control": ("VALID", "NONE")})
    assert [line for line in ("VALID", "NONE", "TRAINING") if takes(pattern, line)] == ["VALID", "NONE"]


@pytest.mark.parametrize(
    ("line", "parts", "forms", "empty", "strange"),
    [
        ("SAMPLE NO.  S-004502", [("specimen_no", "S-004502")], {}, "SAMPLE NO.", "SAMPLE NO.7"),
        (
            "LOT A1  EXP 01/2028",
            [("lot", "A1"), ("expiry", "01/2028")],
            {"expiry": "MM/YYYY"},
            "LOT A1  EXP",
            "",
        ),
        ("样本号:S-1", [("specimen_no", "S-1")], {}, "样本号:", "样本"),
    ],
)
def test_nothing_may_stand_behind_a_label_at_the_end_of_a_line(
    line: str, parts: list[tuple[str, str]], forms: dict[str, str], empty: str, strange: str
) -> None:
    pattern = value_pattern(line, parts, {}, forms)
    last = parts[-1][0]
    assert parts_of(pattern, line) == dict(parts)
    for blanks in ("", "  "):
        found = parts_of(pattern, empty + blanks)
        assert found is not None
        assert found[last] == ""
    assert not takes(pattern, strange)


def test_a_word_that_says_what_was_tested_is_never_lacking() -> None:
    """Nothing there would be a test of a person."""
    pattern = value_pattern("Type: QC", [("processing", "QC")], {"processing": ("QC", "PATIENT")})
    assert takes(pattern, "Type: PATIENT")
    assert not takes(pattern, "Type:")


def test_a_day_behind_a_label_has_its_form() -> None:
    pattern = value_pattern("EXP 01/2028", [("expiry", "01/2028")], {}, {"expiry": "MM/YYYY"})
    assert [line for line in ("EXP 12/2029", "EXP soon", "EXP 1/2028") if takes(pattern, line)] == [
        "EXP 12/2029"
    ]
