"""The examples of docs/protocols/printed.md mean what the page says, and published frames are taken whole."""

from typing import Any

import pytest

from drivers._kit.checksum import crc16_modbus, xor_of
from drivers.events import KeepRequested, Message, Transmission
from drivers.printed.checked import damage
from drivers.printed.fields import parsed
from drivers.printed.link import Link
from drivers.printed.settings import Checksum
from drivers.profile_folder import load_profile
from drivers.registry import readings, records
from tests.wire.printers import BLOCKS, NAMES, SHIPPED, changed, play, raw_of, whole
from tests.wire.vectors import table, wire


def _kept(name: str, raw: bytes) -> list[Message]:
    told = play(Link(SHIPPED[name]), [(raw, 0.0)])
    return [event.message for event in told if isinstance(event, KeepRequested)]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_dialect_means_what_the_page_says(name: str) -> None:
    meaning: dict[str, Any] = dict(BLOCKS[name]["meaning"])
    (message,) = _kept(name, whole(name))
    (reading,) = readings(message, SHIPPED[name])
    found = [(i.code, i.analyte, i.outcome, i.value, i.unit, i.cutoff) for i in reading.lines]
    assert found == [tuple(cell or None for cell in row) for row in meaning.pop("results")]
    remarks = meaning.pop("remarks", [])
    assert [flag for flag in reading.flags if flag.startswith("remark:")] == [
        f"remark:remark={r}" for r in remarks
    ]
    told = {key: value for key, value in meaning.items() if hasattr(reading, key)}
    assert {**told, "tested_at": None} == {**{key: getattr(reading, key) for key in told}, "tested_at": None}
    if "tested_at" in meaning:
        assert reading.tested_at == meaning["tested_at"] + "+08:00"
    assert reading.problems == ()


def test_every_example_of_the_page_belongs_to_a_shipped_profile() -> None:
    assert sorted(BLOCKS) == sorted(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if "kept_hex" in BLOCKS[name]])
def test_the_answer_to_a_kept_block_is_the_page_s(name: str) -> None:
    told = play(Link(SHIPPED[name]), [(whole(name), 0.0)])
    assert [e.data for e in told if isinstance(e, Transmission)] == [bytes.fromhex(BLOCKS[name]["kept_hex"])]


@pytest.mark.parametrize("name", [name for name in NAMES if "damaged_hex" in BLOCKS[name]])
def test_the_answer_to_a_damaged_block_is_the_page_s(name: str) -> None:
    raw = whole(name)
    damaged = raw[:12] + bytes([raw[12] ^ 1]) + raw[13:]
    told = play(Link(SHIPPED[name]), [(damaged, 0.0)])
    assert [e.data for e in told if isinstance(e, Transmission)] == [
        bytes.fromhex(BLOCKS[name]["damaged_hex"])
    ]
    assert not [e for e in told if isinstance(e, KeepRequested)]


@pytest.mark.parametrize("name", NAMES)
def test_a_reading_says_whether_damage_could_have_been_noticed(name: str) -> None:
    (message,) = _kept(name, whole(name))
    flagged = "no_checksum" in readings(message, SHIPPED[name])[0].flags
    assert flagged == (name in {"lines-printer", "swab-text", "slip-gap"})


@pytest.mark.parametrize("vector", table("crc", "crc16_modbus"))
def test_the_crc_gives_its_published_check_value(vector: dict[str, Any]) -> None:
    assert crc16_modbus(vector["text"].encode()) == vector["value"]
    sent = vector["text"].encode() + bytes.fromhex(vector["sent_hex"])
    rule = Checksum("crc16_modbus", 0, -3, -2, "low_high", b"")
    assert damage(sent, rule) is None
    assert damage(sent[:-1] + bytes([sent[-1] ^ 1]), rule) == "checksum"


@pytest.mark.parametrize("vector", table("crc", "xor8"))
def test_the_exclusive_or_is_that_of_published_frames(vector: dict[str, Any]) -> None:
    assert xor_of(wire(vector["text"])) == vector["value"]


@pytest.mark.parametrize("vector", table("crc", "sum16_no_spaces"))
def test_a_sum_may_leave_blanks_out_and_be_written_in_small_digits(vector: dict[str, Any]) -> None:
    sent = wire(vector["text"]) + b"%04x" % vector["value"] + b"\r\n"
    assert damage(sent, Checksum("sum", 0, -7, -6, "hex4", b" ")) is None
    everything = Checksum("sum", 0, -7, -6, "hex4", b"")
    assert (damage(sent, everything) == "checksum") == (" " in vector["text"])


def _published(name: str) -> dict[str, Any]:
    return next(vector for vector in table("printed_published", "frame") if vector["name"] == name)


def test_a_published_binary_frame_passes_its_sum_and_gives_its_fields() -> None:
    """The layout of ``strip-binary`` but for its own outcome byte and its strip numbers."""
    vector = _published("hipro")
    raw = raw_of(vector)
    rule = SHIPPED["strip-binary"].settings.checksum  # type: ignore[union-attr]
    assert damage(raw, rule) is None
    head = parsed(raw, SHIPPED["strip-binary"]).head
    meaning = vector["meaning"]
    assert (head["specimen_no"], head["code"], head["value"], head["unit"], head["test_no"]) == (
        meaning["patient"],
        meaning["item"],
        meaning["result"],
        meaning["unit"],
        meaning["sample"],
    )
    assert head["cutoff"] == "10"


EASYKEM = """
format = "roadside-station/reader-profile/1"
name = "easykem"
title = { zh = "样例", en = "Published sample" }
protocol = "printed"
encoding = "ascii"
specimen_kind = "urine"
binding = "lane_and_window"
identity = ["test_no"]
time_zone = "+08:00"
develop_s = 0
read_window_s = 60
units = ["g/L"]
[line]
baud = 19200
parity = "even"
[where]
test_no = "number"
[result]
code = "test"
value = "value"
unit = "unit"
cutoff = "limit"
[outcomes]
compare = "positive_above"
[codes]
TP = "cocaine"            # a protein here: only the frame is the maker's
[printed]
field_count = 10
constants = { limit = "100" }
[printed.block]
end = "<CR><LF>"
[printed.checksum]
kind = "sum"
last = -7
at = -6
written = "hex4"
skip = " "
[printed.message]
last = "TRANSFER FINISH"
same = ["number"]
[printed.csv]
record = 1
number = 6
test = 7
value = 8
unit = 9
"""


def test_published_lines_with_blanks_and_small_digits_are_one_transfer_of_three_tests(tmp_path: Any) -> None:
    path = tmp_path / "easykem.toml"
    path.write_text(EASYKEM, "utf-8")
    profile = load_profile(path, [])
    vector = _published("easykem")
    told = play(Link(profile), [(raw_of(vector), 0.0)])
    (message,) = [event.message for event in told if isinstance(event, KeepRequested)]
    found = readings(message, profile)
    rows = vector["meaning"]["rows"]
    assert [(r.test_no, r.lines[0].value, r.lines[0].unit) for r in found] == [
        (row[5], row[7], row[8]) for row in rows
    ]
    assert [r.lines[0].outcome for r in found] == ["positive", "positive", "negative"]
    assert records(message, profile)[0][1] == ["record", "R"]


@pytest.mark.parametrize("name", ["ves-matic request", "ves-matic reply"])
def test_a_published_frame_with_an_exclusive_or_is_sound(name: str) -> None:
    raw = raw_of(_published(name))
    rule = SHIPPED["cassette-xor"].settings.checksum  # type: ignore[union-attr]
    assert damage(raw, rule) is None


def test_a_published_text_in_columns_is_cut_where_its_values_stand(tmp_path: Any) -> None:
    """Columns of the published capture, counted by hand: strips of 21 from column 43."""
    before = (
        'first = 53\nstep = 16\nmost = 12\ncolumns = { code = "1-4", outcome = "6-9", control = "11-12" }'
    )
    after = 'first = 43\nstep = 21\nmost = 4\ncolumns = { code = "1-8", outcome = "9-13", control = "14-21" }'
    profile = changed(
        "swab-text",
        tmp_path,
        (
            'specimen_no = "20-35"\nspecimen = "37-40"\nlot = "42-51"',
            'specimen_no = "20-29"\nspecimen = "31-41"\nlot = "42"',
        ),
        (before, after),
    )
    vector = _published("spotchem")
    found = parsed(raw_of(vector), profile)
    assert found.head["tested_at"] == f"{vector['meaning']['date']} {vector['meaning']['time']}"
    assert found.head["specimen_no"] == vector["meaning"]["specimen"]
    assert [[s["code"], s["outcome"], s["control"]] for s in found.strips] == vector["meaning"]["results"]
