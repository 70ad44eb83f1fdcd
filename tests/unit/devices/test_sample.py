"""What a sample shows without anybody's word: forms of dates, ends, records, checksums."""

import pytest

from station.devices.record_sample import Checksum, records_of
from station.devices.sample import block_of, day_form, encodings_of, is_rule, said_lines, time_form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026/11/25 22:41:07", "YYYY/MM/DD hh:mm:ss"),
        ("2026-11-25 22:41", "YYYY-MM-DD hh:mm"),
        ("20261125224107", "YYYYMMDDhhmmss"),
        ("2026-11-25  22:41", "YYYY-MM-DD  hh:mm"),
        ("26-11-25 22:41", None),
        ("25/11/2026 22:41", None),
        ("2026-25-11 22:41", None),
        ("2026-11-25", None),
    ],
)
def test_a_time_s_form_is_offered_only_where_it_can_be_read_in_one_way(text: str, form: str | None) -> None:
    assert time_form(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2027-08", "YYYY-MM"),
        ("202708", "YYYYMM"),
        ("20270831", "YYYYMMDD"),
        ("2708", None),
        ("2027-13", None),
    ],
)
def test_so_is_a_day_s(text: str, form: str | None) -> None:
    assert day_form(text) == form


@pytest.mark.parametrize(
    ("data", "block"),
    [
        (b"\x02A\r\n\x03\r\n", "stx_etx"),
        (b"\x02A\r\n\x03\x0c", "stx_etx"),
        (b"\r\n\x02A\r\n\x03", "stx_etx"),
        (b"A\r\n\x0c", "form_feed"),
        (b"A\r\n", "silence"),
    ],
)
def test_the_end_of_a_result_is_seen_in_its_last_bytes(data: bytes, block: str) -> None:
    assert block_of(data) == block


def test_lines_end_as_a_profile_ends_them_and_empty_ones_are_none() -> None:
    assert said_lines(b"\x02A \r\n\r\nB\rC\nD\x0c\x03", "ascii") == ["A ", "B", "C", "D"]


def test_encodings_that_do_not_fit_are_not_offered() -> None:
    assert encodings_of("阴性".encode("gb18030")) == ["gb18030", "latin-1"]


def test_a_line_of_signs_is_a_rule_and_a_line_of_words_is_none() -> None:
    assert is_rule("-- == --")
    assert not is_rule("阴性")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        # Worked out by hand: the digits 1 to 5 (0x31 to 0x35) come to 0x31 under xor and to 0xFF in a sum,
        # four semicolons (0x3B) to 0x00 and 0xEC; the fifth, when it counts, to 0x3B more.
        ("1;2;3;4;5;31", Checksum("xor", 0, -6, -4, "hex2")),
        ("1;2;3;4;5;0A", Checksum("xor", 0, -5, -4, "hex2")),
        ("1;2;3;4;5;EB", Checksum("sum", 0, -6, -4, "hex2")),
        ("1;2;3;4;5;01EB", Checksum("sum", 0, -8, -6, "hex4")),
        ("1;2;3;4;5;0226", Checksum("sum", 0, -7, -6, "hex4")),
        ("1;2;3;4;5;99", None),
    ],
)
def test_a_checksum_is_the_rule_that_fits(line: str, found: Checksum | None) -> None:
    records = records_of(f"{line}\r\n".encode(), "ascii")
    assert records is not None
    assert records.checksum == found
    assert len(records.rows[0]) == (5 if found else 6)


def test_a_checksum_must_fit_every_line() -> None:
    records = records_of(b"1;2;3;4;5;31\r\n1;2;3;4;4;31\r\n", "ascii")
    assert records is not None
    assert records.checksum is None


def test_a_slip_is_no_record() -> None:
    assert records_of(b"AMP NEG\r\nLot: A, B, C\r\n", "ascii") is None
