"""What the POCT1-A2 and the HL7 reader say, against the examples of their pages."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from simulator.devices import data, hl7_urine, poct1a_saliva
from simulator.devices.data import DeviceData
from simulator.devices.result import Cartridge, Outcome, Plan, Remark, Result, Strip
from simulator.wire.poct1a import header, with_header
from tests.wire.vectors import table

ZONE = timezone(timedelta(hours=8))
VECTORS: dict[str, dict[str, Any]] = {
    str(each["name"]): each for each in table("network_dialects", "message")
}


def odd(device: str, *oddities: str) -> DeviceData:
    described = data.load(device)
    return replace(described, ways=replace(described.ways, oddities=oddities))


def result(plan: Plan | None = None, *strips: Strip, keyed: str = "S-000218", test_no: int = 88) -> Result:
    return Result(
        test_no=test_no,
        cartridge=Cartridge(keyed, plan or Plan()),
        operator="014417",
        lot="B12",
        expiry="20270331",
        cartridge_temperature_c="18.0",
        reader_temperature_c="21.5",
        strips=strips or (Strip("MET", Outcome.NEGATIVE, "50"), Strip("KET", Outcome.POSITIVE, "")),
        control=(plan or Plan()).control,
        started_at=datetime(2026, 11, 24, 2, 9, 5, tzinfo=ZONE),
        read_at=datetime(2026, 11, 24, 2, 13, 8, tzinfo=ZONE),
        transmissions=1,
    )


def urine(plan: Plan | None = None, *strips: Strip, keyed: str = "U-000317") -> Result:
    wanted = strips or (Strip("AMP", Outcome.NEGATIVE, "500"), Strip("CAF", Outcome.POSITIVE, ""))
    return replace(
        result(plan, *wanted, keyed=keyed, test_no=4711),
        lot="A07",
        expiry="202703",
        cartridge_temperature_c="33.5",
        reader_temperature_c="21.0",
        started_at=datetime(2026, 11, 24, 2, 8, 10, tzinfo=ZONE),
    )


def saliva_body(of: Result, device: DeviceData | None = None) -> str:
    return poct1a_saliva.message(of, device or data.load("poct1a-saliva"))[0].decode()


def hl7_text(of: Result, device: DeviceData | None = None) -> str:
    sent_at = datetime(2026, 11, 24, 2, 13, 10, tzinfo=ZONE)
    block = hl7_urine.message(of, device or data.load("hl7-urine"), sent_at, 17)[0]
    assert block.startswith(b"\x0b")
    assert block.endswith(b"\x1c\r")
    return block[1:-2].decode("gb18030")


def test_a_saliva_result_is_the_example_of_its_page() -> None:
    expected = "".join(VECTORS["poct1a-saliva"]["lines"])
    head = header("OBS.R01", "00003", "2026-11-24T02:13:10+08:00")
    assert '<?xml version="1.0" encoding="UTF-8"?>' + with_header(saliva_body(result()), head) == expected


def test_a_urine_result_is_the_example_of_its_page() -> None:
    expected = "".join(segment + "\r" for segment in VECTORS["hl7-urine"]["segments"])
    assert hl7_text(urine()) == expected


def test_a_control_test_and_a_demonstration_do_not_look_like_a_patient() -> None:
    control = saliva_body(result(Plan(processing="Q")))
    assert control.startswith('<OBS.R02><SVC><SVC.role_cd V="LQC"/>')
    assert '<CTC><CTC.name V="S-000218"/><CTC.lot_number V="B12"/>' in control
    assert "<PT>" not in control
    assert saliva_body(result(Plan(processing="D"))).startswith('<OBS.R01><SVC><SVC.role_cd V="DMO"/>')
    assert "|LQC^DOA10^DEMO|" in hl7_text(urine(Plan(processing="Q")))
    assert "|DMO^DOA10^DEMO|" in hl7_text(urine(Plan(processing="D")))


def test_a_strip_that_could_not_be_done_says_so() -> None:
    strip = Strip("THC", Outcome.NOT_DONE, "4")
    assert '<OBS.qualitative_value V="INV"/><OBS.method_cd V="M"/><OBS.status_cd V="D"/>' in saliva_body(
        result(Plan(), strip)
    )
    lines = hl7_text(urine(Plan(), strip)).split("\r")
    assert lines[4] == "OBX|1|ST|THC^THC^DEMO||INV|ng/mL|4||||X|||20261124021308+0800"
    assert lines[5] == "NTE|1|L|strip not done"


def test_remarks_stand_with_the_test_and_not_with_a_strip() -> None:
    remarks = (Remark.EXPIRED, Remark.TOO_COLD)
    assert saliva_body(replace(result(), remarks=remarks)).endswith(
        '<NTE><NTE.text V="READER_TEMPERATURE_C">21.5</NTE.text></NTE>'
        '<NTE><NTE.text V="REMARK">EXPIRED</NTE.text></NTE>'
        '<NTE><NTE.text V="REMARK">TOO_COLD</NTE.text></NTE></SVC></OBS.R01>'
    )
    assert hl7_text(replace(urine(), remarks=remarks)).split("\r")[4:6] == [
        "NTE|1|L|EXPIRED",
        "NTE|2|L|TOO_COLD",
    ]


def test_a_failed_control_line_is_the_last_observation_or_its_own_segment() -> None:
    assert saliva_body(result(Plan(control="FAIL"))).count('<OBS.qualitative_value V="FAIL"/>') == 1
    assert "|CTRL^Control line^DEMO||FAIL|" in hl7_text(urine(Plan(control="FAIL")))


def test_a_repeat_says_res() -> None:
    assert '<SVC.reason_cd V="NEW"/>' in saliva_body(result())
    assert '<SVC.reason_cd V="RES"/>' in saliva_body(replace(result(), transmissions=2))


def test_what_was_keyed_cannot_break_the_message() -> None:
    assert 'V="&lt;/PT&gt;&quot;&amp;|"' in saliva_body(result(keyed='</PT>"&|'))
    assert r"OBR|1|\F\OBX\S\\R\|4711|" in hl7_text(urine(keyed="|OBX^~"))


@pytest.mark.parametrize(
    ("oddity", "seen"),
    [
        ("offset_unknown", 'observation_dttm V="2026-11-24T02:13:08-00:00"'),
        ("fractions", 'observation_dttm V="2026-11-24T02:13:08.000+08:00"'),
    ],
)
def test_firmware_writes_times_in_other_ways(oddity: str, seen: str) -> None:
    device = odd("poct1a-saliva", oddity)
    assert seen in saliva_body(result(), device)


@pytest.mark.parametrize(
    ("oddity", "check"),
    [
        ("crlf", lambda text: text.startswith("MSH") and "\r\nPID|1\r\n" in text),
        ("no_last_cr", lambda text: text.endswith("Cel|||||F")),
        ("no_charset", lambda text: "|P|2.5.1\r" in text),
        ("other_signs", lambda text: text.startswith("MSH!*@#+!UCH-5*H5-0031*L!DEMO!")),
        ("same_control_id", lambda text: "|4711|P|2.5.1|" in text),
        ("control_id_one", lambda text: "|1|P|2.5.1|" in text),
    ],
)
def test_firmware_frames_segments_in_other_ways(oddity: str, check: Any) -> None:
    device = odd("hl7-urine", oddity)
    assert check(hl7_text(urine(), device))


def test_firmware_that_says_unicode_sends_utf_8() -> None:
    device = odd("hl7-urine", "unicode", "no_cr_after_block")
    sent_at = datetime(2026, 11, 24, 2, 13, 10, tzinfo=ZONE)
    block = hl7_urine.message(urine(), device, sent_at, 1)[0]
    assert b"|UNICODE\r" in block
    assert "李珅".encode() in block
    assert block.endswith(b"\r\x1c")


def test_the_panels_are_those_of_the_pages() -> None:
    assert data.load("poct1a-saliva").strips == {
        "AMP": "50", "MET": "50", "COC": "20", "OPI": "40", "THC": "4", "KET": "",
    }  # fmt: skip
    assert data.load("hl7-urine").strips == {
        "AMP": "500", "MET": "500", "COC": "150", "OPI": "300", "THC": "50",
        "KET": "1000", "MDMA": "500", "BZO": "150", "ETO": "", "CAF": "",
    }  # fmt: skip
