"""What the words of an observation message mean: the example and its bad twins, published messages."""

from typing import Any

import pytest

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.poct1a.element import parse
from drivers.poct1a.place import ElementPlace, Step
from drivers.poct1a.times import day, moment
from drivers.reading import Reading
from drivers.registry import readings, records
from tests.wire.dml import EXAMPLE, HELLO, OBS
from tests.wire.readers import POCT1A
from tests.wire.vectors import table


def _readings(result: bytes, hello: bytes = HELLO) -> tuple[Reading, ...]:
    return readings(Message(hello + result, hello + result), POCT1A)


def _one(*pairs: tuple[str, str]) -> Reading:
    text = OBS.decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (reading,) = _readings(text.encode())
    return reading


def test_the_example_of_the_page_means_what_the_page_says() -> None:
    meaning: dict[str, Any] = dict(EXAMPLE["meaning"])
    results = meaning.pop("results")
    reading = _one()
    assert {name: getattr(reading, name) for name in meaning} == meaning
    told = [[one.code, one.analyte, one.outcome, one.unit or "", one.cutoff or ""] for one in reading.lines]
    assert told == results
    assert (reading.flags, reading.problems) == ((), ())


@pytest.mark.parametrize("vector", table("poct1a_published", "message"), ids=lambda vector: vector["name"])
def test_published_messages_say_at_each_place_what_was_read_there_by_eye(vector: dict[str, Any]) -> None:
    root = parse(vector["xml"].encode(), "utf-8")
    assert root.tag == vector["root"]
    for path, said in vector.get("values", []):
        found = ElementPlace.parse(path).read(root, lambda _: True)
        assert found[:1] == ([said] if said else [])
    codes = ElementPlace.parse("SVC/PT/OBS/OBS.observation_id").read(root, lambda _: True)
    amounts = ElementPlace.parse("SVC/PT/OBS/OBS.value").read(root, lambda _: True)
    units = ElementPlace.parse("SVC/PT/OBS/OBS.value@U").read(root, lambda _: True)
    assert [list(row) for row in zip(codes, amounts, units, strict=True)] == vector.get("observations", [])


def test_records_are_the_elements_that_say_something_with_their_paths() -> None:
    shown = records(Message(OBS, OBS), POCT1A)
    assert ["OBS.R01/SVC/PT/OBS/OBS.normal_lo-hi_limit", "[0;50]", "U=ng/mL"] in shown
    assert ["OBS.R01/SVC/NTE/NTE.text", "CARTRIDGE_TEMPERATURE_C", "text()=18.0"] in shown


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('V="MET"', 'V="MEX"', "unknown_code:MEX"),
        ('U="ng/mL"', 'U="ug/L"', "unknown_unit:MET=ug/L"),
        ('V="NEG"', 'V="neg"', "unknown_outcome:MET=neg"),
        ('<OBS.qualitative_value V="NEG"/>', "", "unknown_outcome:MET="),
        ('V="NEG"', 'NULL="NI"', "unknown_outcome:MET="),
        ('V="NEG"/>', 'V="NEG"/><OBS.qualitative_value V="POS"/>', "unknown_outcome:MET=NEG~POS"),
        ('V="NEG"/><OBS.method_cd V="M"', 'V="NEG"/><OBS.method_cd V="I"', "typed_in:MET"),
        ('role_cd V="OBS"', 'role_cd V="DMO"', "not_a_patient_result:processing=DMO"),
        ('type_cd V="SAL"', 'type_cd V="BLD"', "unknown_specimen:BLD"),
        ('<PT.patient_id V="S-000218"/>', "", "missing:specimen_no"),
        (
            '<PT.patient_id V="S-000218"/>',
            '<PT.patient_id V="A"/><PT.patient_id V="B"/>',
            "told_twice:specimen_no",
        ),
        ("2027-03-31", "2027-02-31", "unreadable:expiry"),
        ("02:13:10+08:00", "25:13:10+08:00", "unreadable:sent_at"),
        ("18.0<", "NaN<", "unreadable:cartridge_temperature"),
        ('V="OK"', 'V="MAYBE"', "unknown_control:=MAYBE"),
        ('V="KET"', 'V="MET"', "contradiction:MET"),
    ],
)
def test_what_is_not_as_it_should_be_is_told(old: str, new: str, problem: str) -> None:
    pairs = [(old, new)]
    if problem.startswith("contradiction"):
        pairs.append(('<OBS.normal_lo-hi_limit V="[0;50]" U="ng/mL"/>', ""))
    assert problem in _one(*pairs).problems


def test_without_a_hello_the_reader_is_not_known() -> None:
    (reading,) = _readings(OBS, b"")
    assert "missing:serial" in reading.problems


def test_a_control_is_never_a_patient_s_result_whatever_its_service_says() -> None:
    text = OBS.decode().replace("OBS.R01", "OBS.R02").replace("PT>", "CTC>")
    (reading,) = _readings(text.encode())
    assert (reading.control_test, reading.problems) == (True, ())
    assert [line.outcome for line in reading.lines] == ["negative", "positive"]


def test_every_observation_of_every_service_is_read_and_nothing_is_mixed_up() -> None:
    text = OBS.decode()
    service = text[text.index("<SVC>") : text.index("</OBS.R01>")]
    second = service.replace("S-000218", "S-000219").replace('"NEG"', '"POS"').replace("B12", "B13")
    found = _readings(text.replace(service, service + second).encode())
    assert [(one.specimen_no, one.lot, [line.outcome for line in one.lines]) for one in found] == [
        ("S-000218", "B12", ["negative", "positive"]),
        ("S-000219", "B13", ["positive", "positive"]),
    ]
    assert [one.problems for one in found] == [(), ()]


def test_two_patients_in_one_service_are_two_readings() -> None:
    text = OBS.decode()
    patient = text[text.index("<PT>") : text.index("<OPR>")]
    found = _readings(text.replace(patient, patient + patient.replace("S-000218", "S-000219")).encode())
    assert [(one.specimen_no, len(one.lines)) for one in found] == [("S-000218", 2), ("S-000219", 2)]


def test_a_strip_that_could_not_be_done_is_invalid_and_an_override_is_flagged() -> None:
    reading = _one(
        ('V="NEG"/><OBS.method_cd V="M"/><OBS.status_cd V="A"', 'V="INV"/><OBS.status_cd V="D"'),
        ('status_cd V="NRM"', 'status_cd V="OVR"'),
    )
    assert (reading.lines[0].outcome, reading.flags) == ("invalid", ("overridden", "not_done:MET"))


def test_a_missing_control_line_is_told_as_failed() -> None:
    assert _one(('V="OK"', 'V="FAIL"')).control == "failed"


def test_a_time_that_claims_no_zone_is_the_profile_s_and_flagged() -> None:
    reading = _one(("+08:00", "-00:00"))
    assert (reading.tested_at, reading.flags) == ("2026-11-24T02:13:08+08:00", ("time_without_zone",))


@pytest.mark.parametrize(
    ("text", "formed"),
    [
        ("2010-02-22T14:06:34.00-05:00", ("20100222140634-0500", True)),
        ("2026-11-24T02:13:08Z", ("20261124021308+0000", True)),
        ("2026-11-24T02:13", ("202611240213", False)),
        ("2026-11-24", ("2026-11-24", True)),
        ("yesterday", ("yesterday", True)),
    ],
)
def test_a_time_is_brought_into_the_common_form_and_nothing_else_is(
    text: str, formed: tuple[str, bool]
) -> None:
    assert moment(text) == formed


def test_a_day_is_taken_from_a_date_or_a_time() -> None:
    assert [day(text) for text in ("2025-04-03", "2012-01-31T00:00:00.00-05:00", "soon")] == [
        *("20250403", "20120131", "soon")
    ]


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (OBS.replace(b"SVC>", b"SVX>"), "wire.no_order"),
        (OBS.replace(b"OBS.R01", b"EVS.R01"), "wire.no_result"),
        (OBS.replace(b"</PT>", b"</PX>"), "wire.xml"),
        (OBS.replace(b"NEG", b"\xff\xfe"), "wire.encoding"),
        (OBS.replace(b"UTF-8", b"UTF-7"), "wire.charset"),
        (OBS.replace(b"<OBS.R01>", b"<!DOCTYPE a><OBS.R01>", 1), "wire.xml_forbidden"),
        (OBS.replace(b"NEG", b"&nothing;"), "wire.xml"),
    ],
)
def test_a_message_of_another_shape_is_an_error_of_the_peer(result: bytes, code: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        _readings(result)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("declared", "encoding"), [("ISO-8859-1", "latin-1"), ("GB18030", "gb18030"), ("utf-8", "utf-8")]
)
def test_the_declared_encoding_is_obeyed(declared: str, encoding: str) -> None:
    name = "Müller" if encoding == "latin-1" else "李珅"
    text = OBS.decode().replace('encoding="UTF-8"', f'encoding="{declared}"').replace("014417", name)
    assert _readings(text.encode(encoding))[0].operator == name


def test_both_spellings_of_a_permission_are_one_place() -> None:
    for name in ("ACC.permission_level_cd", "ACC.permision_level_cd"):
        root = parse(f'<OPL.R01><OPR><ACC><{name} V="4"/></ACC></OPR></OPL.R01>'.encode(), "utf-8")
        place = ElementPlace.parse("OPR/ACC/ACC.permission_level_cd")
        assert place.read(root, lambda _: True) == ["4"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SVC/PT/PT.patient_id", ElementPlace((Step("SVC"), Step("PT"), Step("PT.patient_id")))),
        ("A/B@U", ElementPlace((Step("A"), Step("B")), attribute="U")),
        ("HEL.R01:DEV/D", ElementPlace((Step("DEV"), Step("D")), message="HEL.R01")),
        (
            "N[N.text=A B]/N.text/text()",
            ElementPlace((Step("N", "N.text", "A B"), Step("N.text")), part="text"),
        ),
        ("A/high()", ElementPlace((Step("A"),), part="high")),
    ],
)
def test_a_place_is_read_as_it_is_written(text: str, place: ElementPlace) -> None:
    assert ElementPlace.parse(text) == place


@pytest.mark.parametrize(
    "text", ["", "/", "A/", "/A", "A//B", "A[B]/C", "A/[B=C]", "A/B@", "A/next()", "DST.R01:A"]
)
def test_a_place_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        ElementPlace.parse(text)
