"""The words of a whole message, against the examples on the two pages in docs/protocols/."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from simulator.devices import data, saliva_swab, urine_cup
from simulator.devices.data import DeviceData
from simulator.devices.result import Cartridge, Plan, Result, Strip

CHINA = timezone(timedelta(hours=8))
STARTED = datetime(2026, 11, 24, 2, 8, 10, tzinfo=CHINA)
READ = datetime(2026, 11, 24, 2, 13, 8, tzinfo=CHINA)

URINE_PAGE = r"""
H|\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|20261124021308+0800
P|1
O|1|U-000317|4711|^^^DOA17||||||014417|||||U
M|1|CUP|A07|202703|33.5|21.0
R|1|^^^AMP|NEG|ng/mL|500|||F|||20261124020810|20261124021308
R|2|^^^CAF|POS|||||F|||20261124020810|20261124021308
R|3|^^^CTRL|OK|||||F|||20261124020810|20261124021308
L|1|N
"""

SALIVA_PAGE = r"""
H|~^\|||DEMO^SWAB-7^2.0^S7-0042|||||||P|LIS2-A2|20261124021308
O|1|S-000218^88||^^^SAL6||||||李珅|||||SAL
C|1|I|LOT^B12^20270331|I
C|2|I|TEMP^18.0^21.5|I
R|1|^^^MET|阴性^C+|ng/mL|50|||F||||20261124021308
R|2|^^^KET|阳性^C+|||||F||||20261124021308
L|1|N
"""


def result(device: DeviceData, specimen_no: str, plan: Plan, cutoffs: dict[str, str]) -> Result:
    return Result(
        test_no=device.first_test_no,
        cartridge=Cartridge(specimen_no, plan),
        operator=device.operator,
        lot=plan.lot or device.lot,
        expiry=plan.expiry or device.expiry,
        cartridge_temperature_c=device.cartridge_temperature_c,
        reader_temperature_c=device.reader_temperature_c,
        strips=tuple(Strip(code, plan.outcome(code), cutoff) for code, cutoff in cutoffs.items()),
        control=plan.control,
        started_at=STARTED,
        read_at=READ,
    )


def urine(plan: Plan, cutoffs: dict[str, str] | None = None) -> list[str]:
    device = data.load("urine-cup")
    return urine_cup.records(
        result(device, "U-000317", plan, cutoffs or {"AMP": "500", "CAF": ""}), device, READ
    )


def saliva(plan: Plan) -> list[str]:
    device = data.load("saliva-swab")
    return saliva_swab.records(result(device, "S-000218", plan, {"MET": "50", "KET": ""}), device, READ)


def test_a_urine_result_reads_as_on_its_page() -> None:
    assert urine(Plan(positive=("CAF",))) == URINE_PAGE.strip().splitlines()


def test_a_saliva_result_reads_as_on_its_page() -> None:
    assert saliva(Plan(positive=("KET",))) == SALIVA_PAGE.strip().splitlines()


def test_the_urine_reader_frames_each_record_and_the_sum_is_that_of_its_bytes() -> None:
    device = data.load("urine-cup")
    frames = urine_cup.message(result(device, "U-000317", Plan(), {"CAF": ""}), device, READ)
    # 0x36 '6' + L|1|N (0x4C + 0x7C + 0x31 + 0x7C + 0x4E) + CR 0x0D + ETX 0x03 = 0x209
    assert frames[-1] == b"\x027L|1|N\r\x030A\r\n"
    assert frames[1] == b"\x022P|1\r\x033F\r\n"
    assert len(frames) == 7


def test_the_saliva_reader_writes_gb18030_and_packs_frames() -> None:
    device = data.load("saliva-swab")
    frames = saliva_swab.message(
        result(device, "S-000218", Plan(positive=("KET",)), {"KET": ""}), device, READ
    )
    # 李 C0 EE, 珅 AB 7C; 阳 D1 F4, 性 D0 D4
    assert b"|\xc0\xee\xab\x7c|" in frames[0]
    assert b"|\xd1\xf4\xd0\xd4^C+|" in frames[0]
    assert len(frames) == 1


def test_a_urine_cup_without_control_line_says_so_last_and_its_strips_say_nothing() -> None:
    records = urine(Plan(control="FAIL"))
    assert records[4] == "R|1|^^^AMP|INV|ng/mL|500|||F|||20261124020810|20261124021308"
    assert records[-2].startswith("R|3|^^^CTRL|FAIL")


def test_a_strip_that_cannot_be_done_is_marked_x() -> None:
    assert urine(Plan(not_done=("AMP",)))[4].split("|")[8] == "X"


def test_a_saliva_strip_without_control_line_is_invalid() -> None:
    assert saliva(Plan(invalid=("MET",)))[4] == "R|1|^^^MET|无效^C-|ng/mL|50|||F||||20261124021308"


def test_a_control_test_is_marked_in_the_header() -> None:
    assert urine(Plan(processing="Q"))[0].split("|")[11] == "Q"


def test_brackets_and_delimiters_in_an_operator_stay_one_field() -> None:
    device = replace(data.load("urine-cup"), operator="[red]A|B^C[/]\x07")
    order = urine_cup.records(result(device, "U-1", Plan(), {}), device, READ)[2]
    assert order.split("|")[10] == "[red]A&F&B&S&C[/]"


def test_the_panels_are_those_of_the_pages() -> None:
    assert " ".join(data.load("urine-cup").strips) == (
        "AMP BAR BZO BUP COC MAMP MTD OPI OXY PCP PPX THC TCA KET MDMA ETO CAF"
    )
    assert data.load("saliva-swab").strips == {
        "AMP": "50", "MET": "50", "COC": "20", "OPI": "40", "THC": "4", "KET": "",
    }  # fmt: skip
