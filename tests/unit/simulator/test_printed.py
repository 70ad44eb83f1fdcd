"""What the readers that print put on the line, against the blocks on their page worked out by hand."""

import math
import struct
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from simulator.devices import data, packed, printed
from simulator.devices.data import DeviceData
from simulator.devices.facts import concentration
from simulator.devices.result import Cartridge, Outcome, Plan, Remark, Result, Strip
from simulator.wire.sums import crc16_modbus, sum8, sum16_no_spaces, xor8
from tests.wire import vectors

READ = datetime(2026, 11, 24, 2, 13, 8, tzinfo=timezone(timedelta(hours=8)))
BINARY = ("strip-binary", "strip-crc")


def block(name: str) -> dict[str, Any]:
    return next(row for row in vectors.table("printed_dialects", "block") if row["name"] == name)


def octets(row: dict[str, Any]) -> bytes:
    if "frame_hex" in row:
        return bytes.fromhex(row["frame_hex"])
    return vectors.wire(row["text"], row["encoding"])


def result(device: DeviceData, number: str, plan: Plan, **changes: Any) -> Result:
    made = Result(
        test_no=device.first_test_no,
        cartridge=Cartridge(number, plan),
        operator=device.operator if plan.operator is None else plan.operator,
        lot=device.lot,
        expiry=device.expiry,
        cartridge_temperature_c=device.cartridge_temperature_c,
        reader_temperature_c=device.reader_temperature_c,
        strips=tuple(
            Strip(code, plan.outcome(code), cutoff, plan.values.get(code, ""), plan.lines.get(code, ""))
            for code, cutoff in device.strips.items()
        ),
        control=plan.control,
        started_at=READ,
        read_at=READ,
    )
    return replace(made, **changes)


def with_strips(name: str, *codes: str) -> DeviceData:
    device = data.load(name)
    return replace(device, strips={code: device.strips[code] for code in codes})


def said(device: DeviceData, number: str, plan: Plan, letter: str = "A", **changes: Any) -> bytes:
    made = result(device, number, plan, **changes)
    return b"".join(
        packed.pieces(made, device) if device.dialect in BINARY else printed.pieces(made, device, letter)
    )


@pytest.mark.parametrize(
    ("name", "number", "codes", "plan"),
    [
        ("strip-csv", "U-000520", ["D02", "D08"], Plan(positive=("D08",), values={"D08": "9.5"})),
        ("cassette-soh", "S-000305", ["METH", "KETA"], Plan(positive=("KETA",), operator="李珅")),
        ("cassette-xor", "U-000633", ["MAP", "KTM"], Plan(positive=("KTM",))),
        ("swab-text", "S-000744", ["MA", "KE"], Plan(positive=("KE",))),
        ("slip-gap", "S-000815", ["MOP", "MET"], Plan(positive=("MET",), operator="李珅")),
        ("strip-crc", "U-000902", ["1", "3"], Plan(positive=("3",), values={"1": "12.5", "3": "640"})),
    ],
)
def test_a_block_is_byte_for_byte_the_one_on_its_page(
    name: str, number: str, codes: list[str], plan: Plan
) -> None:
    assert said(with_strips(name, *codes), number, plan) == octets(block(name))


def test_the_line_reader_prints_what_its_camera_sees() -> None:
    device = with_strips("lines-printer", "AMP", "MET", "OPI", "COC", "KET")
    plan = Plan(positive=("MET",), invalid=("OPI",), lines={"COC": "--", "KET": "|?"})
    printed_block = said(device, "U-000412", plan, remarks=(Remark.EXPIRED,))
    assert printed_block == octets(block("lines-printer"))


def test_a_strip_of_the_fluorescence_reader_is_57_bytes_of_its_own() -> None:
    device = data.load("strip-binary")
    blocks = packed.pieces(result(device, "F-000041", Plan()), device)
    assert len(blocks) == 6
    assert {len(each) for each in blocks} == {57}
    assert blocks[0] == octets(block("strip-binary"))


def test_the_published_checksums_come_out() -> None:
    for row in vectors.table("crc", "crc16_modbus"):
        assert crc16_modbus(row["text"].encode()) == row["value"]
    for row in vectors.table("crc", "sum8"):
        assert sum8(bytes.fromhex(row["bytes_hex"])) == row["value"]
    for row in vectors.table("crc", "sum16_no_spaces"):
        assert sum16_no_spaces(row["text"].encode()) == row["value"]
    for row in vectors.table("crc", "xor8"):
        assert xor8(vectors.wire(row["text"])) == row["value"]


@pytest.mark.parametrize("name", [row["name"] for row in vectors.table("printed_dialects", "block")])
def test_no_result_of_a_whole_panel_breaks_a_layout(name: str) -> None:
    device = data.load(name)
    first, *_ = device.strips
    for plan in (
        Plan(),
        Plan(control="FAIL"),
        Plan(not_done=(first,)),
        Plan(processing="Q"),
        Plan(values={first: "NaN"}),
    ):
        assert said(device, "X-1" * 20, plan, expiry="?", reader_temperature_c="?", test_no=2**33)


def test_without_a_control_line_no_line_is_seen() -> None:
    device = with_strips("lines-printer", "AMP")
    assert b"AMP   C:- T:-" in said(device, "U-1", Plan(control="FAIL"))


def test_an_invalid_strip_has_no_number() -> None:
    device = with_strips("strip-crc", "1")
    sent = said(device, "U-1", Plan(invalid=("1",)))
    assert sent[43] == 2
    assert math.isnan(struct.unpack(">d", sent[46:54])[0])


@pytest.mark.parametrize(
    ("outcome", "cutoff", "value"),
    [
        (Outcome.NEGATIVE, "50", "<5.0"),
        (Outcome.POSITIVE, "50", "180.0"),
        (Outcome.NEGATIVE, "", "<5.0"),
        (Outcome.INVALID, "50", ""),
    ],
)
def test_a_concentration_goes_with_its_outcome(outcome: Outcome, cutoff: str, value: str) -> None:
    assert concentration(Strip("X", outcome, cutoff)) == value


@pytest.mark.parametrize("value", ["-3.0", "NaN", "1e99", "abc"])
def test_a_story_can_make_a_reader_print_nonsense(value: str) -> None:
    device = with_strips("strip-csv", "D02")
    assert f",{value},".encode() in said(device, "U-1", Plan(values={"D02": value}))


def test_a_keyed_comma_does_not_make_a_field() -> None:
    device = with_strips("strip-csv", "D02")
    assert said(device, "U,1", Plan(operator="a,b\r\n")).startswith(b"R,U 1, 88,2026-11-24 02:13:08,a b,E07,")


def test_odd_firmware_prints_small_digits_double_ends_and_a_form_feed() -> None:
    device = with_strips("strip-csv", "D02")
    odd = replace(device, ways=replace(device.ways, oddities=("small_sum", "double_cr", "form_feed")))
    plain, strange = said(device, "U-000520", Plan()), said(odd, "U-000520", Plan())
    assert plain.count(b"0F59\r\n") == 1
    assert strange.count(b"0f59\r\r\n") == 1
    assert strange.endswith(b"FINISH\r\r\n\x0c")
