"""How the urine cup reader words a result: docs/protocols/urine-cup-reader.md, record by record."""

from collections.abc import Mapping
from datetime import datetime

from simulator.devices.data import DeviceData
from simulator.devices.orders import Wording
from simulator.devices.result import Outcome, Result, Strip
from simulator.wire.frame import one_record_a_frame
from simulator.wire.records import Delimiters

SIGNS = Delimiters(field="|", repeat="\\", component="^", escape="&")
CHARSET = "gb18030"
STAMP = "%Y%m%d%H%M%S"
WORDS = {Outcome.NEGATIVE: "NEG", Outcome.POSITIVE: "POS", Outcome.INVALID: "INV", Outcome.NOT_DONE: "INV"}


def records(result: Result, data: DeviceData, sent_at: datetime) -> list[str]:
    """The message in plain text, a record an item, without CR."""
    return [
        header(data, sent_at, result.cartridge.plan.processing),
        SIGNS.record("P", {2: "1"}),
        _order(result, data),
        _cup(result),
        *(_strip(number, strip, result) for number, strip in enumerate(result.strips, start=1)),
        _outcome(len(result.strips) + 1, {3: "^^^CTRL", 4: result.control, 9: "F"}, result),
        SIGNS.record("L", {2: "1", 3: "N"}),
    ]


def message(result: Result, data: DeviceData, sent_at: datetime) -> list[bytes]:
    """The frames of one transmission: one record a frame."""
    return one_record_a_frame(text.encode(CHARSET, "replace") for text in records(result, data, sent_at))


def header(data: DeviceData, sent_at: datetime, processing: str = "P") -> str:
    """The header record of any message."""
    return SIGNS.record(
        "H",
        {
            2: SIGNS.declared,
            5: SIGNS.components(data.model, data.serial, data.firmware),
            12: processing,
            13: "LIS2-A2",
            14: sent_at.strftime(STAMP + "%z"),
        },
    )


def _order(result: Result, data: DeviceData) -> str:
    return SIGNS.record(
        "O",
        {
            2: "1",
            3: SIGNS.keyed(result.cartridge.keyed_no),
            4: str(result.test_no),
            5: "^^^" + data.panel,
            11: SIGNS.keyed(result.operator),
            16: "U",
        },
    )


def _cup(result: Result) -> str:
    return SIGNS.record(
        "M",
        {
            2: "1",
            3: "CUP",
            4: SIGNS.keyed(result.lot),
            5: SIGNS.keyed(result.expiry),
            6: result.cartridge_temperature_c,
            7: result.reader_temperature_c,
        },
    )


def _strip(number: int, strip: Strip, result: Result) -> str:
    status = "X" if strip.outcome is Outcome.NOT_DONE else "F"
    fields = {3: "^^^" + strip.code, 4: WORDS[strip.outcome], 5: strip.unit, 6: strip.cutoff, 9: status}
    return _outcome(number, fields, result)


def _outcome(number: int, fields: Mapping[int, str], result: Result) -> str:
    times = {12: result.started_at.strftime(STAMP), 13: result.read_at.strftime(STAMP)}
    return SIGNS.record("R", {2: str(number), **fields, **times})


WORDING = Wording(SIGNS, CHARSET, header, one_record_a_frame)
