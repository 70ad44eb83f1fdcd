"""What the words of an ORU message mean: the dialect's example and its bad twins, published messages."""

from typing import Any

import pytest

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.hl7.header import decode
from drivers.hl7.place import SegmentPlace
from drivers.hl7.segments import Marks, Segment, unescape
from drivers.reading import Reading
from drivers.registry import readings, records
from tests.wire.blocks import EXAMPLE, SEGMENTS, changed
from tests.wire.readers import HL7
from tests.wire.vectors import table

MARKS = Marks("|", "^", "~", "\\", "&")


def _readings(block: bytes) -> tuple[Reading, ...]:
    return readings(Message(block, block[1:-2]), HL7)


def _one(*pairs: tuple[str, str]) -> Reading:
    (reading,) = _readings(changed(*pairs))
    return reading


def test_the_example_of_the_page_means_what_the_page_says() -> None:
    meaning: dict[str, Any] = dict(EXAMPLE["meaning"])
    results = meaning.pop("results")
    reading = _one()
    assert {name: getattr(reading, name) for name in meaning} == meaning
    told = [
        [line.code, line.analyte, line.outcome, line.unit or "", line.cutoff or ""] for line in reading.lines
    ]
    assert told == results
    assert (reading.flags, reading.problems) == ((), ())


def test_records_are_segments_of_fields_numbered_as_the_standard_does() -> None:
    block = changed()
    shown = records(Message(block, block[1:-2]), HL7)
    assert [record[0] for record in shown] == [segment[:3] for segment in SEGMENTS]
    assert shown[0][:4] == ["MSH", "|", "^~\\&", ["UCH-5", "H5-0031", "L"]]
    assert shown[3][10] == ["014417", "李珅"]


@pytest.mark.parametrize("vector", table("hl7_published", "message"), ids=lambda vector: vector["name"])
def test_published_messages_are_taken_apart_as_their_makers_wrote_them(vector: dict[str, Any]) -> None:
    content = "".join(line + "\r" for line in vector["segments"]).encode(vector["encoding"])
    header, segments = decode(content, "utf-8")
    assert header.control_id == vector["control_id"]
    assert header.segment.raw(16) == vector["msh_16"]
    (order,) = [segment for segment in segments if segment.name == "OBR"]
    assert (order.value(2) or "", order.value(3) or "") == (vector["placer"], vector["filler"])
    results = [segment for segment in segments if segment.name == "OBX"]
    found = [
        [one.value(1), one.value(3, 1), one.value(5), one.value(6) or "", one.value(11)] for one in results
    ]
    assert found == vector["observations"]


@pytest.mark.parametrize("vector", table("hl7_published", "escape"), ids=lambda vector: vector["sent"])
def test_escapes_mean_what_is_published(vector: dict[str, str]) -> None:
    assert unescape(vector["sent"], MARKS) == vector["meant"]


def test_a_field_is_split_before_its_escapes_are_replaced() -> None:
    segment = Segment(r"OBX|1|ST|A\S\B^name||POS", MARKS)
    assert (segment.value(3, 1), segment.value(3, 2)) == ("A^B", "name")


@pytest.mark.parametrize(
    ("text", "value"),
    [("NEG~POS", "NEG~POS"), ("NEG~", "NEG"), ("~NEG", "~NEG"), ('""', None), ("", None), (" NEG ", "NEG")],
)
def test_a_field_that_repeats_is_never_cut_to_its_first(text: str, value: str | None) -> None:
    assert Segment(f"OBX|1|ST|C||{text}", MARKS).value(5, 1) == value


def test_two_outcomes_in_one_result_are_not_understood() -> None:
    reading = _one(("||POS|", "||NEG~POS|"))
    assert reading.lines[1].outcome == "not_understood"
    assert "unknown_outcome:CAF=NEG~POS" in reading.problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("AMP^Amphetamine", "AMX^Amphetamine", "unknown_code:AMX"),
        ("ng/mL", "ug/L", "unknown_unit:AMP=ug/L"),
        ("||NEG|", "||neg|", "unknown_outcome:AMP=neg"),
        ("|N|||F|", "|N|||C|", "unknown_status:AMP=C"),
        ("OBX|2|", "OBX|3|", "result_numbers"),
        ("OBX|1|", "OBX||", "result_numbers"),
        ("OBS^DOA10", "DMO^DOA10", "not_a_patient_result:processing=DMO"),
        ("|17|P|", "|17|T|", "not_a_patient_result:MSH-11=T"),
        ("|UR|", "|BLD|", "unknown_specimen:BLD"),
        ("U-000317", "", "missing:specimen_no"),
        ("|U-000317|", "|U-000317~U-000318|", ""),
        ("||202703||", "||20270231||", "unreadable:expiry"),
        ("20261124021310+0800", "19700101000000+0800", "unreadable:sent_at"),
        ("33.5", "NaN", "unreadable:cartridge_temperature"),
        ("PID|1", "PID|1\nDSC|more", "continued"),
        ("||OK|", "||MAYBE|", "unknown_control:=MAYBE"),
    ],
)
def test_what_is_not_as_it_should_be_is_told(old: str, new: str, problem: str) -> None:
    reading = _one((old, new))
    if problem:
        assert problem in reading.problems
    else:
        assert reading.specimen_no == "U-000317~U-000318"


def test_a_strip_that_could_not_be_done_is_invalid() -> None:
    reading = _one(("||NEG|ng/mL|500|N|||F|", "||INV|ng/mL|500||||X|"))
    assert (reading.lines[0].outcome, reading.flags) == ("invalid", ("not_done:AMP",))


def test_a_missing_control_line_is_told_as_failed() -> None:
    assert _one(("||OK|", "||FAIL|")).control == "failed"


def test_a_lot_told_in_two_ways_is_left_out() -> None:
    reading = _one(("EXP^Expiry^DEMO||202703", "LOT^Lot^DEMO||B99"))
    assert (reading.lot, "told_twice:lot" in reading.problems) == (None, True)


def test_each_order_is_a_reading_of_its_own_and_numbers_begin_again_or_go_on() -> None:
    second = [SEGMENTS[3].replace("U-000317", "U-000318"), *SEGMENTS[4:]]
    again = "".join(line + "\r" for line in [*SEGMENTS, *second]).encode("gb18030")
    on = again
    for number in range(1, 8):
        place = on.rindex(b"OBX|%d|" % number)
        on = on[:place] + b"OBX|%d|" % (number + 7) + on[place + 6 :]
    for content in (again, on):
        found = readings(Message(b"", content), HL7)
        assert [reading.specimen_no for reading in found] == ["U-000317", "U-000318"]
        assert [reading.problems for reading in found] == [(), ()]


def test_an_orc_begins_the_order_that_follows_it() -> None:
    second = ["ORC|RE", *SEGMENTS[3:]]
    content = "".join(line + "\r" for line in [*SEGMENTS[:3], *second, *second]).encode("gb18030")
    assert len(readings(Message(b"", content), HL7)) == 2


@pytest.mark.parametrize(
    ("segments", "code"),
    [
        ([*SEGMENTS, SEGMENTS[0]], "wire.second_header"),
        (SEGMENTS[:3], "wire.no_order"),
        ([*SEGMENTS[:3], SEGMENTS[4]], "wire.result_without_order"),
        ([*SEGMENTS, "PID|2", SEGMENTS[4]], "wire.result_without_order"),
        (SEGMENTS[1:], "wire.no_header"),
        (["MSH|^^~&|", *SEGMENTS[1:]], "wire.bad_delimiters"),
        ([SEGMENTS[0].replace("GB 18030-2000", "ISO IR87"), *SEGMENTS[1:]], "wire.charset"),
    ],
)
def test_a_message_of_another_shape_is_an_error_of_the_peer(segments: list[str], code: str) -> None:
    content = "".join(line + "\r" for line in segments).encode("gb18030")
    with pytest.raises(RemoteProtocolError) as refused:
        readings(Message(b"", content), HL7)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("declared", "encoding", "flags"),
    [
        ("UNICODE UTF-8", "utf-8", ()),
        ("UNICODE", "utf-8", ("charset_unicode",)),
        ("", "gb18030", ("charset_not_declared",)),
        ("ASCII", "gb18030", ("charset_not_declared",)),
    ],
)
def test_the_character_set_is_the_message_s_own(declared: str, encoding: str, flags: tuple[str, ...]) -> None:
    content = "".join(line + "\r" for line in SEGMENTS).replace("GB 18030-2000", declared).encode(encoding)
    assert records(Message(b"", content), HL7)[3][10] == ["014417", "李珅"]
    assert readings(Message(b"", content), HL7)[0].flags == flags


@pytest.mark.parametrize(
    ("declared", "encoding", "profile", "name"),
    [
        ("UNICODE UTF-8", "utf-8", "gb18030", "李"),
        ("UNICODE", "utf-8", "gb18030", "酒泉李"),
        ("8859/1", "latin-1", "gb18030", "Köln Süd ö"),
        ("8859/15", "iso8859-15", "gb18030", "Žœ"),
        ("GB 18030-2000", "gb18030", "utf-8", "李珅"),
        ("GB 18030-2000", "gb18030", "latin-1", "李珅"),
    ],
)
def test_a_name_before_msh_18_swallows_no_delimiter(
    declared: str, encoding: str, profile: str, name: str
) -> None:
    """Its last byte and the delimiter behind it are a character in the profile's encoding, or hold one."""
    text = f"MSH|^~\\&|M|{name}|STATION||||ORU^R01|17|P|2.5.1||||||{declared}\rOBR|1|U-1\r"
    header, _ = decode(text.encode(encoding), profile)
    assert header.segment.value(4) == name
    assert (header.kind, header.control_id, header.version) == (("ORU", "R01"), "17", "2.5.1")


def test_latin_text_is_read_as_msh_18_says() -> None:
    content = "".join(line + "\r" for line in SEGMENTS).replace("GB 18030-2000", "8859/1")
    shown = records(Message(b"", content.replace("李珅", "Müller").encode("latin-1")), HL7)
    assert shown[3][10] == ["014417", "Müller"]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_other_line_ends_are_taken_and_flagged(end: str) -> None:
    content = "".join(line + end for line in SEGMENTS).encode("gb18030")
    (reading,) = readings(Message(b"", content), HL7)
    assert (reading.flags, reading.problems, len(reading.lines)) == (("line_feeds",), (), 2)


def test_other_delimiters_are_read_from_the_message() -> None:
    table = str.maketrans("|^~\\&", "#!*?%")
    content = "".join(line.translate(table) + "\r" for line in SEGMENTS).encode("gb18030")
    (reading,) = readings(Message(b"", content), HL7)
    assert (reading.specimen_no, reading.operator, reading.problems) == ("U-000317", "014417", ())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("OBR-2", SegmentPlace("OBR", 2)),
        ("OBX-3.1.2", SegmentPlace("OBX", 3, 1, 2)),
        ("OBX-5(2).1", SegmentPlace("OBX", 5, 1, None, 2)),
        ("ZX1[3.1=LOT]-5", SegmentPlace("ZX1", 5, None, None, None, 3, 1, "LOT")),
    ],
)
def test_a_place_is_read_as_it_is_written(text: str, place: SegmentPlace) -> None:
    assert SegmentPlace.parse(text) == place


@pytest.mark.parametrize(
    "text", ["", "OBX", "OBX-", "OBX-0", "obx-3", "OBX.3", "OBX-3.1.2.3", "OBX[3]-5", "O-3"]
)
def test_a_place_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        SegmentPlace.parse(text)
