"""How the HL7 urine reader words a result: docs/protocols/hl7-urine-reader.md, segment by segment."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from simulator.devices.data import DeviceData
from simulator.devices.result import Outcome, Result, Strip
from simulator.wire.hl7 import Signs
from simulator.wire.mllp import CR, block

WORDS = {Outcome.NEGATIVE: "NEG", Outcome.POSITIVE: "POS", Outcome.INVALID: "INV", Outcome.NOT_DONE: "INV"}
FLAGS = {Outcome.NEGATIVE: "N", Outcome.POSITIVE: "A"}
KINDS = {"P": "OBS", "Q": "LQC", "D": "DMO"}
SYSTEM = "DEMO"
STAMP = "%Y%m%d%H%M%S%z"
HEARTBEAT_S = 10.0


class Oddity(StrEnum):
    """What the firmware of such a reader may do otherwise."""

    SAME_CONTROL_ID = "same_control_id"
    CONTROL_ID_ONE = "control_id_one"
    CRLF = "crlf"
    NO_LAST_CR = "no_last_cr"
    NO_CR_AFTER_BLOCK = "no_cr_after_block"
    HEARTBEAT = "heartbeat"
    UNICODE = "unicode"
    NO_CHARSET = "no_charset"
    OTHER_SIGNS = "other_signs"
    CONTROL_IN_MSH_16 = "control_in_msh_16"


def message(result: Result, data: DeviceData, sent_at: datetime, running_no: int) -> list[bytes]:
    """One result as one block."""
    oddities = data.ways.oddities
    charset = "utf-8" if Oddity.UNICODE in oddities else "gb18030"
    lines = segments(result, data, sent_at, _control_id(result, running_no, oddities))
    end = "\r\n" if Oddity.CRLF in oddities else "\r"
    text = end.join(lines) + ("" if Oddity.NO_LAST_CR in oddities else end)
    framed = block(text.encode(charset, "replace"))
    return [framed[: -len(CR)] if Oddity.NO_CR_AFTER_BLOCK in oddities else framed]


def segments(result: Result, data: DeviceData, sent_at: datetime, control_id: str) -> list[str]:
    """The message in plain text, a segment an item."""
    signs = Signs("!", "*", "@", "#", "+") if Oddity.OTHER_SIGNS in data.ways.oddities else Signs()
    read_at = result.read_at.strftime(STAMP)
    lines = [
        _header(signs, result, data, sent_at, control_id),
        signs.segment("SFT", {1: data.manufacturer, 2: data.firmware, 3: data.model}),
        signs.segment("PID", {1: "1"}),
        _order(signs, result, data),
        *(
            signs.segment("NTE", {1: str(number), 2: "L", 3: remark.name})
            for number, remark in enumerate(result.remarks, start=1)
        ),
    ]
    for strip in result.strips:
        lines += _strip(signs, len(_observations(lines)) + 1, strip, data, read_at)
    for code, kind, name, content, unit in _facts(result):
        fields = {2: kind, 3: signs.components(code, name, SYSTEM), 5: signs.keyed(content), 6: unit, 11: "F"}
        if code == "CTRL":
            fields[14] = read_at
        lines.append(signs.segment("OBX", {1: str(len(_observations(lines)) + 1), **fields}))
    return lines


def _control_id(result: Result, running_no: int, oddities: Collection[str]) -> str:
    if Oddity.CONTROL_ID_ONE in oddities:
        return "1"
    return str(result.test_no) if Oddity.SAME_CONTROL_ID in oddities else str(running_no)


def _header(signs: Signs, result: Result, data: DeviceData, sent_at: datetime, control_id: str) -> str:
    oddities = data.ways.oddities
    charset = "UNICODE" if Oddity.UNICODE in oddities else "GB 18030-2000"
    control = Oddity.CONTROL_IN_MSH_16 in oddities and result.cartridge.plan.processing == "Q"
    return signs.header(
        {
            3: signs.components(data.model, data.serial, "L"),
            4: data.manufacturer,
            5: "STATION",
            7: sent_at.strftime(STAMP),
            9: signs.components("ORU", "R01", "ORU_R01"),
            10: control_id,
            11: "P",
            12: "2.5.1",
            16: "2" if control else "",
            18: "" if Oddity.NO_CHARSET in oddities else charset,
        }
    )


def _order(signs: Signs, result: Result, data: DeviceData) -> str:
    kind = KINDS[result.cartridge.plan.processing]
    return signs.segment(
        "OBR",
        {
            1: "1",
            2: signs.keyed(result.cartridge.keyed_no),
            3: str(result.test_no),
            4: signs.components(kind, data.panel, SYSTEM),
            7: result.started_at.strftime(STAMP),
            10: signs.components(signs.keyed(result.operator), signs.keyed(data.operator_name)),
            15: "UR",
            22: result.read_at.strftime(STAMP),
            25: "F",
        },
    )


def _strip(signs: Signs, number: int, strip: Strip, data: DeviceData, read_at: str) -> list[str]:
    not_done = strip.outcome is Outcome.NOT_DONE
    fields = {
        1: str(number),
        2: "ST",
        3: signs.components(strip.code, data.names.get(strip.code, strip.code), SYSTEM),
        5: WORDS[strip.outcome],
        6: strip.unit,
        7: strip.cutoff,
        8: FLAGS.get(strip.outcome, ""),
        11: "X" if not_done else "F",
        14: read_at,
    }
    remark = [signs.segment("NTE", {1: "1", 2: "L", 3: "strip not done"})] if not_done else []
    return [signs.segment("OBX", fields), *remark]


def _facts(result: Result) -> list[tuple[str, str, str, str, str]]:
    """Code, type, name, content and unit of what is told behind the strips."""
    return [
        ("CTRL", "ST", "Control line", result.control, ""),
        ("LOT", "ST", "Lot", result.lot, ""),
        ("EXP", "DT", "Expiry", result.expiry, ""),
        ("CTEMP", "NM", "Cup temperature", result.cartridge_temperature_c, "Cel"),
        ("RTEMP", "NM", "Reader temperature", result.reader_temperature_c, "Cel"),
    ]


def _observations(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.startswith("OBX")]
