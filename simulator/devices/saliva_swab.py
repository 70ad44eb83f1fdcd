"""How the saliva reader words a result: docs/protocols/saliva-reader.md, record by record."""

from datetime import datetime

from simulator.devices.data import DeviceData
from simulator.devices.orders import Wording
from simulator.devices.result import Outcome, Result, Strip
from simulator.wire.frame import packed
from simulator.wire.records import Delimiters

SIGNS = Delimiters(field="|", repeat="~", component="^", escape="\\")
CHARSET = "gb18030"
STAMP = "%Y%m%d%H%M%S"
WORDS = {
    Outcome.NEGATIVE: ("阴性", "C+"),
    Outcome.POSITIVE: ("阳性", "C+"),
    Outcome.INVALID: ("无效", "C-"),
    Outcome.NOT_DONE: ("无效", "C-"),
}


def records(result: Result, data: DeviceData, sent_at: datetime) -> list[str]:
    """The message in plain text, a record an item, without CR."""
    return [
        header(data, sent_at, result.cartridge.plan.processing),
        _order(result, data),
        _comment(1, "LOT", SIGNS.keyed(result.lot), SIGNS.keyed(result.expiry)),
        _comment(2, "TEMP", result.cartridge_temperature_c, result.reader_temperature_c),
        *(_strip(number, strip, result) for number, strip in enumerate(result.strips, start=1)),
        SIGNS.record("L", {2: "1", 3: "N"}),
    ]


def message(result: Result, data: DeviceData, sent_at: datetime) -> list[bytes]:
    """The frames of one transmission: records packed into full frames."""
    return packed(text.encode(CHARSET, "replace") for text in records(result, data, sent_at))


def header(data: DeviceData, sent_at: datetime, processing: str = "P") -> str:
    """The header record of any message."""
    return SIGNS.record(
        "H",
        {
            2: SIGNS.declared,
            5: SIGNS.components(data.manufacturer, data.model, data.firmware, data.serial),
            12: processing,
            13: "LIS2-A2",
            14: sent_at.strftime(STAMP),
        },
    )


def _order(result: Result, data: DeviceData) -> str:
    return SIGNS.record(
        "O",
        {
            2: "1",
            3: SIGNS.components(SIGNS.keyed(result.cartridge.keyed_no), str(result.test_no)),
            5: "^^^" + data.panel,
            11: SIGNS.keyed(result.operator),
            16: "SAL",
        },
    )


def _comment(number: int, *parts: str) -> str:
    return SIGNS.record("C", {2: str(number), 3: "I", 4: SIGNS.components(*parts), 5: "I"})


def _strip(number: int, strip: Strip, result: Result) -> str:
    return SIGNS.record(
        "R",
        {
            2: str(number),
            3: "^^^" + strip.code,
            4: SIGNS.components(*WORDS[strip.outcome]),
            5: strip.unit,
            6: strip.cutoff,
            9: "F",
            13: result.read_at.strftime(STAMP),
        },
    )


WORDING = Wording(SIGNS, CHARSET, header, packed)
