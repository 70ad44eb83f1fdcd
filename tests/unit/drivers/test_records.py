"""LIS02-A2 text: delimiters, escapes, repeats, encodings."""

import re
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import RemoteProtocolError
from drivers.lis.codes import (
    AbnormalFlag,
    Code,
    OrderAction,
    Processing,
    ReportType,
    ResultStatus,
    Termination,
)
from drivers.lis.delimiters import Delimiters, unescape
from drivers.lis.records import Record, decode
from tests.wire.vectors import table

PAGE = Path(__file__).parents[3] / "docs" / "protocols" / "lis02.md"
STANDARD = Delimiters("|", "\\", "^", "&", "latin-1")


@pytest.mark.parametrize("vector", table("lis02_text", "escape"), ids=lambda vector: str(vector["sent"]))
def test_an_escape_means_what_the_standard_says(vector: dict[str, Any]) -> None:
    assert unescape(vector["sent"], STANDARD) == vector["meant"]


@pytest.mark.parametrize("vector", table("lis02_text", "name"), ids=lambda vector: str(vector["text"]))
@pytest.mark.parametrize("delimiters", ["|\\^&", "|~^\\"])
def test_a_name_whose_bytes_hold_delimiters_stays_whole(vector: dict[str, Any], delimiters: str) -> None:
    name = bytes.fromhex(vector["bytes_hex"])
    text = f"H{delimiters}\r".encode() + b"O|1||||" + name + b"|next^part\rL|1\r"
    order = decode(text, vector["encoding"])[1]
    assert order.fields() == ["O", "1", "", "", "", vector["text"], ["next", "part"]]


def test_delimiters_are_those_of_the_header() -> None:
    header, result = decode(b"H|@^\\\rR|1|a@b^c|x&y\r", "latin-1")
    assert header.delimiters == "|@^\\"
    assert result.fields() == ["R", "1", [["a"], ["b", "c"]], "x&y"]


def test_the_declaration_of_the_delimiters_is_not_split_by_them() -> None:
    (header,) = decode(b"H|\\^&|||a^b\r", "latin-1")
    assert header.fields() == ["H", "\\^&", "", "", ["a", "b"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "wire.no_header"),
        (b"P|1\r", "wire.no_header"),
        (b"H\r", "wire.bad_delimiters"),
        (b"H|\\^\r", "wire.bad_delimiters"),
        (b"H|\\^^|a\r", "wire.bad_delimiters"),
        (b"H|\\^&#|a\r", "wire.bad_delimiters"),
        (b"Habcd|a\r", "wire.bad_delimiters"),
        (b"H|\\^&|\xff\r", "wire.encoding"),
    ],
)
def test_text_that_cannot_be_split_is_a_named_error_of_the_peer(text: bytes, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        decode(text, "gb18030")
    assert refused.value.code == code


def test_record_letters_may_be_small_and_empty_lines_are_nothing() -> None:
    assert [record.letter for record in decode(b"h|\\^&\r\r\rl|1\r", "latin-1")] == ["H", "L"]


def _record(text: str) -> Record:
    return Record(text, STANDARD)


def test_trailing_fields_may_be_there_or_not() -> None:
    assert _record("R|1|x").value(9) == _record("R|1|x||||||||").value(9) is None


def test_a_deleted_value_is_no_value() -> None:
    assert _record('R|1|""').value(3) is None


@pytest.mark.parametrize(
    ("component", "repeat", "value"),
    [(1, 1, "a"), (2, 1, "b"), (1, 2, "c"), (2, 2, None), (1, 3, None), (4, 1, None)],
)
def test_a_component_of_a_repeat_is_found_or_absent(component: int, repeat: int, value: str | None) -> None:
    assert _record("R|1|a^b\\c").value(3, component, repeat) == value


def test_a_whole_field_keeps_what_was_not_expected_in_it() -> None:
    assert _record("O|1|U-1^X").value(3) == "U-1^X"


def test_an_escaped_delimiter_does_not_split() -> None:
    assert _record("C|1|a&S&b^c&F&d").fields() == ["C", "1", ["a^b", "c|d"]]


@pytest.mark.parametrize(
    ("codes", "field"),
    [
        (AbnormalFlag, "R.7"),
        (ResultStatus, "R.9"),
        (OrderAction, "O.12"),
        (ReportType, "O.26"),
        (Termination, "L.3"),
        (Processing, "H.12"),
    ],
)
def test_every_code_of_the_standard_is_known_in_either_case(codes: type[Code], field: str) -> None:
    """The page lists them from the standard, in brackets behind their field."""
    page = " ".join(PAGE.read_text("utf-8").split("## Codes")[1].split())
    listed = re.search(rf"{re.escape(field)} [^(]*\(([^)]+)\)", page)
    assert listed
    assert listed[1].split() == [str(code) for code in codes]
    assert {codes.known(str(code).lower()) for code in codes} == set(codes)
    assert codes.known("?") is codes.known("") is codes.known(None) is None


def test_a_deleted_value_is_one_that_was_sent_so_and_not_one_that_only_looks_like_it() -> None:
    assert _record('O|1|""').value(3) is None
    assert _record("O|1|&X2222&").value(3) == '""'
