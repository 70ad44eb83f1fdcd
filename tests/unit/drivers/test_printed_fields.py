"""What stands in a printed block is found, and what does not fit is a problem and never a result."""

from dataclasses import replace
from pathlib import Path

import pytest

from drivers._kit.notation import bytes_of, filled, template_of, text_of
from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.printed.fields import parsed, settings_of
from drivers.printed.layout import number_text
from drivers.printed.settings import Bytes
from drivers.profile import Profile
from drivers.reading import Reading
from drivers.registry import readings
from drivers.toml_lines import line_of
from tests.wire.printers import SHIPPED, changed, whole


def _read(name: str, old: bytes = b"", new: bytes = b"", profile: Profile | None = None) -> Reading:
    """The example with some bytes replaced, as if its checksum had been right."""
    raw = whole(name)
    assert old in raw
    message = raw.replace(old, new, 1) if old else raw
    (reading,) = readings(Message(message, message), profile or SHIPPED[name])
    return reading


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("lines-printer", b"SEQ 000512", b"SEQ 00051", "unknown_line:SEQ 00051"),
        ("lines-printer", b"MET   C:|", b"MET   C:/", "unknown_line:MET   C:/ T:-"),
        ("lines-printer", b"SEQ 000512\r\n", b"", "missing:test_no"),
        ("lines-printer", b"SEQ 000512", b"SEQ 000512\r\nSEQ 000513", "told_twice:test_no"),
        ("lines-printer", b"AMP   C", b"XYZ   C", "unknown_code:XYZ"),
        ("lines-printer", b"26-11-24", b"26-13-24", "unreadable:tested_at"),
        ("lines-printer", b"2027-03", b"2027-13", "unreadable:expiry"),
        ("lines-printer", b"LOT EXPIRED", b"X" * 300, "unknown_line:"),
        ("swab-text", b"MA  ", b"M!  ", "unknown_code:M!"),
        ("swab-text", b"ID#", b"IDX", "unknown_field:label=IDX"),
        ("swab-text", b" G02 ", b"XG02 ", "outside_columns"),
        ("swab-text", "唾液".encode("gb18030"), "尿液".encode("gb18030"), "unknown_specimen:[尿液]"),
        ("strip-csv", b",N,<50.0", b",N,<50.0,", "field_count:14"),
        ("strip-csv", b",N,", b",Q,", "unknown_field:outcome=Q"),
        ("strip-csv", b"<50.0", b"-50.0", "absurd_value:D02=-50.0"),
        ("strip-csv", b"ng/mL", b"mg/mL", "unknown_unit:D02=mg/mL"),
        ("strip-csv", b"E07,", b"E08,", "told_twice:lot"),
        ("cassette-xor", b"\x1002\x10", b"\x1003\x10", "strip_count"),
        ("cassette-xor", b"\x1002\x10", b"\x100G\x10", "strip_count"),
        ("cassette-xor", b"F11/2703", b"F11-2703", "unknown_field:lot_and_expiry=F11-2703"),
        ("cassette-xor", b"0151", b"0152", "unknown_field:first_field=003A0152U-000633"),
        ("cassette-xor", b"KTM1", b"ktm1", "unknown_field:item=ktm1"),
        ("cassette-soh", b"PATIENT", b"DEMO", "not_a_patient_result:processing=DEMO"),
        ("cassette-soh", b"D\x02Serial", b"E\x02Serial", "missing:serial"),
        ("slip-gap", b"(MOP)", b"[MOP]", "unknown_line:"),
        ("strip-crc", b"\xa5\x5a\x01", b"\xa5\x5a\x02", "unknown_field:layout=2"),
        ("strip-crc", b"\xd7\x02\x00\x01", b"\xd7\x09\x00\x01", "strip_count"),
    ],
)
def test_what_does_not_fit_is_told(name: str, old: bytes, new: bytes, problem: str) -> None:
    assert any(found.startswith(problem) for found in _read(name, old, new).problems)


def test_a_line_that_two_patterns_take_is_nobody_s(tmp_path: Path) -> None:
    loose = ("OP(?: (?P<operator>.{0,21}))?", "OP ?(?P<operator>.{0,21})")
    profile = changed("lines-printer", tmp_path, loose)
    reading = _read("lines-printer", profile=profile)
    assert "ambiguous_line:OPI   C:- T:|" in reading.problems
    assert "OPI" not in [line.code for line in reading.lines]


def test_a_heading_that_never_changes_is_a_heading_even_where_a_result_would_fit(tmp_path: Path) -> None:
    anything = (
        "[^(]{1,12}\\((?P<code>[A-Z]{2,5})\\):(?P<outcome>.{1,8})",
        "(?P<code>.{1,4})(?P<outcome>.{1,8})",
    )
    reading = _read("slip-gap", profile=changed("slip-gap", tmp_path, anything))
    assert not [problem for problem in reading.problems if "毒品检测结果" in problem]


def test_an_invalid_strip_of_a_binary_layout_has_no_number_and_is_no_problem() -> None:
    nan = bytes.fromhex("7ff8000000000000")
    reading = _read("strip-crc", bytes.fromhex("010000004029000000000000"), b"\x01\x02\0\0" + nan)
    assert (reading.lines[0].outcome, reading.lines[0].value, reading.problems) == ("invalid", None, ())


@pytest.mark.parametrize("hexadecimal", ["7ff0000000000000", "fff8000000000001", "c029000000000000"])
def test_a_number_of_a_binary_layout_that_is_no_concentration_is_never_a_result(hexadecimal: str) -> None:
    changed_bytes = bytes.fromhex("01000000" + hexadecimal)
    reading = _read("strip-crc", bytes.fromhex("010000004029000000000000"), changed_bytes)
    if hexadecimal == "fff8000000000001":
        assert reading.lines[0].value is None  # another NaN is as much nothing as the first
    else:
        assert reading.lines[0].outcome == "not_understood"
        assert reading.problems


def test_strips_of_one_transfer_are_told_apart_by_their_test() -> None:
    raw = whole("strip-csv")
    first = raw.splitlines(keepends=True)[0]
    both = first + first.replace(b", 88,", b", 89,") + b"TRANSFER FINISH\r\n"
    found = readings(Message(both, both), SHIPPED["strip-csv"])
    assert [(reading.test_no, len(reading.lines)) for reading in found] == [("88", 1), ("89", 1)]


def test_a_test_with_fewer_strips_than_the_next_of_its_transfer_is_no_whole_result() -> None:
    """Lines and a finish lost between two tests, each line sound."""
    raw = whole("strip-csv")
    first = raw.splitlines(keepends=True)[0]
    other = first.replace(b", 88,", b", 89,")
    both = first + other + other.replace(b",D02,", b",D03,") + b"TRANSFER FINISH\r\n"
    found = readings(Message(both, both), SHIPPED["strip-csv"])
    assert [(one.test_no, len(one.lines)) for one in found] == [("88", 1), ("89", 2)]
    assert ["strip_count" in one.problems for one in found] == [True, True]


@pytest.mark.parametrize(("ends", "problems"), [("质控线:有\r\n", ()), ("", ("no_last_line",))])
def test_a_slip_without_the_line_that_ends_it_was_cut_short(ends: str, problems: tuple[str, ...]) -> None:
    shipped = SHIPPED["slip-gap"]
    settings = settings_of(shipped)
    marked = tuple(replace(rule, last="质控线" in rule.pattern.pattern) for rule in settings.lines)
    profile = replace(shipped, settings=replace(settings, lines=marked))
    raw = whole("slip-gap")
    line = "质控线:有\r\n".encode("gb18030")
    assert raw.endswith(line)
    message = raw.removesuffix(line) + ends.encode("gb18030")
    (reading,) = readings(Message(message, message), profile)
    assert tuple(problem for problem in reading.problems if problem == "no_last_line") == problems


def test_text_that_is_not_in_the_encoding_is_an_error_of_the_peer() -> None:
    raw = whole("cassette-soh").replace("李".encode(), b"\xff\xfe")
    with pytest.raises(RemoteProtocolError) as refused:
        readings(Message(raw, raw), SHIPPED["cassette-soh"])
    assert refused.value.code == "wire.encoding"


def test_columns_are_counted_in_characters_and_not_in_bytes() -> None:
    raw = whole("swab-text").replace(b"S-000744  ", "李珅-1      ".encode("gb18030"), 1)
    found = parsed(raw, SHIPPED["swab-text"])
    assert (found.head["specimen_no"], found.head["lot"]) == ("李珅-1", "G02")


def test_on_a_printer_of_bytes_a_chinese_character_takes_two_columns(tmp_path: Path) -> None:
    """The example laid out by bytes: 阴性, 阳性 and 李珅 take four columns each, 唾 two."""
    profile = changed("swab-text", tmp_path, ("[printed]\n", '[printed]\ncolumns_in = "bytes"\n'))
    line = "26/11/24 02:13 ID# 李珅-1           [唾] G02        MA   阴性 C+    KE   阳性 C-    "
    raw = b"\x02" + line.encode("gb18030") + b"\x03"
    found = parsed(raw, profile)
    assert (found.head["specimen_no"], found.head["specimen"], found.head["lot"]) == ("李珅-1", "[唾]", "G02")
    assert [tuple(strip[name] for name in ("code", "outcome", "control")) for strip in found.strips] == [
        ("MA", "阴性", "C+"),
        ("KE", "阳性", "C-"),
    ]
    assert "outside_columns" not in found.problems
    in_characters = parsed(raw, SHIPPED["swab-text"])
    assert "outside_columns" in in_characters.problems


@pytest.mark.parametrize(
    ("part", "hexadecimal", "text"),
    [
        (Bytes(0, "uint16", True, 2, 0, 4, 0, frozenset()), "0387", "0903"),
        (Bytes(0, "int16", True, 2, 0, 0, 1, frozenset()), "ffd7", "-4.1"),
        (Bytes(0, "int16", False, 2, 0, 0, 1, frozenset()), "d700", "21.5"),
        (Bytes(0, "uint32", False, 4, 0, 0, 0, frozenset()), "ffffffff", "4294967295"),
        (Bytes(0, "int8", False, 1, 0, 0, 0, frozenset()), "ff", "-1"),
        (Bytes(0, "float32", False, 4, 0, 0, 0, frozenset()), "0000fa43", "500"),
        (Bytes(0, "float32", True, 4, 0, 0, 0, frozenset()), "3dcccccd", "0.1"),
        (Bytes(0, "float64", True, 8, 0, 0, 1, frozenset()), "4084000000000000", "640.0"),
        (Bytes(0, "float64", False, 8, 0, 0, 0, frozenset()), "9a9999999999b93f", "0.1"),
        (Bytes(0, "float32", False, 4, 0, 0, 0, frozenset()), "0000c07f", "NaN"),
        (Bytes(0, "float32", False, 4, 0, 0, 0, frozenset()), "000080ff", "-Infinity"),
        (Bytes(0, "bit", False, 1, 3, 0, 0, frozenset()), "08", "1"),
        (Bytes(0, "bit", False, 1, 2, 0, 0, frozenset()), "08", "0"),
        (Bytes(0, "uint16", True, 2, 0, 0, 0, frozenset()), "03", ""),
    ],
)
def test_a_number_is_read_in_its_width_and_order(part: Bytes, hexadecimal: str, text: str) -> None:
    """Bit patterns by hand: IEEE 754 single 43FA0000 is 500, 3DCCCCCD is 0.1 rounded; double 4084… is 640."""
    assert number_text(bytes.fromhex(hexadecimal), part) == text


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("<STX>", b"\x02"),
        ("<CR><LF>", b"\r\n"),
        ("R,", b"R,"),
        ("<A5 5A>", b"\xa5\x5a"),
        ("<ff24FF24>", b"\xff\x24\xff\x24"),
        ("<FF>", b"\xff"),
        (">", b">"),
        ("<SP>x<3C>", b" x<"),
    ],
)
def test_bytes_are_written_as_text_and_names(text: str, data: bytes) -> None:
    assert bytes_of(text) == data


def test_any_bytes_are_told_in_the_same_notation_without_a_control_character() -> None:
    assert text_of(b"\x02R,<1> \x0c\x1b\x7f\xa5\r\n") == "<STX>R,<3C>1> <0C><ESC><7F><A5><CR><LF>"
    every = bytes(range(256))
    assert text_of(every).isascii()
    assert text_of(every).isprintable()
    assert bytes_of(text_of(every)) == every


@pytest.mark.parametrize("text", ["<STY>", "<A>", "<A5 5>", "<STX", "<>", "唾", "a\tb", "<@1>"])
def test_bytes_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        bytes_of(text)


def test_an_answer_may_repeat_a_byte_of_the_block() -> None:
    assert filled(template_of("<06 20><@1><CR>"), b"\x01K") == b"\x06 K\r"


TOML = """# head
name = "x"
[a]
b = { c = 1 }
"q.r" = 2
list = [
  "one",   # [ in a comment
  "two",
]
[[a.rows]]
p = '[x] = "y"'
[[a.rows]]
p = 'z'
[a.rows.inner]
d.e = 3
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("name",), 2),
        (("a",), 3),
        (("a", "b", "c"), 4),
        (("a", "q.r"), 5),
        (("a", "list"), 6),
        (("a", "list", 1), 8),
        (("a", "rows", 0, "p"), 11),
        (("a", "rows", 1), 12),
        (("a", "rows", 1, "p"), 13),
        (("a", "rows", 1, "inner", "d", "e"), 15),
        (("a", "rows", 1, "nowhere"), 12),
        (("nowhere",), 0),
    ],
)
def test_the_line_of_a_place_is_found_in_tables_arrays_and_dotted_keys(
    place: tuple[str | int, ...], line: int
) -> None:
    assert line_of(TOML, place) == line
