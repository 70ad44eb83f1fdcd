"""What the labels of a printed line name, before a person confirms it."""

import pytest

from station.devices.label import labelled

SLIP = ("编号 No.: 0071", "样本号  : S-004431")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("编号 No.: 0071", [("test_no", "0071")]),
        ("序号: 12", [("test_no", "12")]),
        ("机号 SN : UA60-21193", [("serial", "UA60-21193")]),
        ("日期    : 2026-11-25  23:05", [("tested_at", "2026-11-25  23:05")]),
        ("批号    : MP260311   效期: 20280331", [("lot", "MP260311"), ("expiry", "20280331")]),
        ("Lot/Exp: K2208 / 2027-08", [("lot", "K2208"), ("expiry", "2027-08")]),
        ("LOT (L77) EXP (2027-05)", [("lot", "L77"), ("expiry", "2027-05")]),
        ("  S/N: 30217745      V2.08", [("serial", "30217745"), ("firmware", "V2.08")]),
        ("样本号:S-004431  操作员:李", [("specimen_no", "S-004431"), ("operator", "李")]),
        ("质控:合格  环境温度:18.5℃", [("control", "合格"), ("reader_temperature", "18.5")]),
        ("Date: 2026/11/24", [("test_day", "2026/11/24")]),
        ("Time: 02:41", [("test_time", "02:41")]),
        ("SAMPLE NO. 8812", [("specimen_no", "8812")]),
        ("QC LINE     VALID", [("control", "VALID")]),
        ("LOT OF2609A     EXP 02/2028", [("lot", "OF2609A"), ("expiry", "02/2028")]),
        ("Date: 03-04-26 10:11", [("tested_at", "03-04-26 10:11")]),
        ("软件 V3.05", [("firmware", "V3.05")]),
        ("C 线: 有", [("control", "有")]),
    ],
)
def test_a_label_names_what_stands_behind_it(line: str, found: list[tuple[str, str]]) -> None:
    assert labelled(line, SLIP) == found


@pytest.mark.parametrize(
    "line",
    [
        "Patient ID: 42",
        "操作员姓名:李",
        "Sample: URINE",
        "Control: 12",
        "Time: 5 min",
        "Exp: 1",
        "Date: 2026-11",
        "S/N: 30217745      READY",
        "Lot/Exp: K2208 / 2027 / 08",
        "Lot L77  Lot L78",
        "样本号:",
        "AMP      阴性      0.12",
    ],
)
def test_a_line_of_which_some_part_makes_no_sense_names_nothing(line: str) -> None:
    assert labelled(line, SLIP) == []


def test_a_bare_number_is_the_reader_s_own_only_where_the_specimen_s_stands_elsewhere() -> None:
    assert labelled("No.: 0071", ["No.: 0071", "MET NEG"]) == []
    assert labelled("No.: S-0071", SLIP) == []
