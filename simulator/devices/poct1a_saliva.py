"""How the POCT1-A2 saliva reader words things: docs/protocols/poct1a-saliva-reader.md, element by element."""

from collections.abc import Callable, Sequence
from datetime import datetime

from simulator.devices.data import DeviceData
from simulator.devices.reader import Reader
from simulator.devices.result import Outcome, Result, Strip
from simulator.wire.poct1a import group, value
from simulator.wire.poct1a_writer import Oddity
from simulator.wire.xml import element, escaped

WORDS = {Outcome.NEGATIVE: "NEG", Outcome.POSITIVE: "POS", Outcome.INVALID: "INV", Outcome.NOT_DONE: "INV"}
ROLES = {"P": "OBS", "Q": "LQC", "D": "DMO"}
SYSTEM = "DEMO"
APPLICATION_TIMEOUT_S = 30
MAX_MESSAGE_BYTES = 8192


class Voice:
    """The reader as its conversation knows it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._stamp = stamps(reader.data)

    def hello(self) -> str:
        return group("HEL.R01", _device(self._reader.data))

    def status(self) -> str:
        words = [
            value("DST.status_dttm", self.now_text()),
            value("DST.new_observations_qty", str(self._reader.memory.unsent)),
            value("DST.new_events_qty", "0"),
            value("DST.condition_cd", "R"),
        ]
        return group("DST.R01", group("DST", *words))

    def waiting(self) -> bool:
        return self._reader.memory.waiting is not None

    def now_text(self) -> str:
        return self._stamp(self._reader.now())

    def set_clock(self, to: datetime) -> None:
        self._reader.set_clock(to)

    def operators(self, names: Sequence[str]) -> None:
        self._reader.learn_operators(names)


def stamps(data: DeviceData) -> Callable[[datetime], str]:
    """How this reader's firmware writes a time."""
    grain = "milliseconds" if Oddity.FRACTIONS in data.ways.oddities else "seconds"
    if Oddity.OFFSET_UNKNOWN in data.ways.oddities:
        return lambda at: at.replace(tzinfo=None).isoformat(timespec=grain) + "-00:00"
    return lambda at: at.isoformat(timespec=grain)


def message(result: Result, data: DeviceData) -> list[bytes]:
    """One result as a message without its header."""
    role = ROLES[result.cartridge.plan.processing]
    stamp = stamps(data)
    service = group(
        "SVC",
        value("SVC.role_cd", role),
        value("SVC.observation_dttm", stamp(result.read_at)),
        value("SVC.status_cd", "NRM"),
        value("SVC.reason_cd", "RES" if result.transmissions > 1 else "NEW"),
        _control(result, data) if role == "LQC" else _patient(result, data),
        group("OPR", value("OPR.operator_id", result.operator)),
        _order(result, data),
        group(
            "SPC",
            value("SPC.specimen_dttm", stamp(result.started_at)),
            value("SPC.type_cd", "SAL"),
        ),
        _cartridge(result, data),
        _note("CARTRIDGE_TEMPERATURE_C", result.cartridge_temperature_c),
        _note("READER_TEMPERATURE_C", result.reader_temperature_c),
        *(_note("REMARK", remark.name) for remark in result.remarks),
    )
    return [group("OBS.R02" if role == "LQC" else "OBS.R01", service).encode()]


def _device(data: DeviceData) -> str:
    capabilities = [
        value("DSC.connection_profile_cd", "SA"),
        value("DSC.topics_supported_cd", "DTV"),
        value("DSC.topics_supported_cd", "OP_LST"),
        value("DSC.directives_supported_cd", "SET_TIME"),
        value("DSC.directives_supported_cd", "START_CONTINUOUS"),
        value("DSC.max_message_sz", str(MAX_MESSAGE_BYTES)),
    ]
    return group(
        "DEV",
        value("DEV.device_id", data.device_id),
        value("DEV.vendor_id", data.manufacturer),
        value("DEV.model_id", data.model),
        value("DEV.serial_id", data.serial),
        value("DEV.hw_version", data.hardware),
        value("DEV.sw_version", data.firmware),
        value("DEV.device_name", data.model),
        group("DCP", value("DCP.application_timeout", str(APPLICATION_TIMEOUT_S))),
        group("DSC", *capabilities),
    )


def _patient(result: Result, data: DeviceData) -> str:
    return group("PT", value("PT.patient_id", result.cartridge.keyed_no), *_observations(result, data))


def _control(result: Result, data: DeviceData) -> str:
    return group(
        "CTC",
        value("CTC.name", result.cartridge.keyed_no),
        value("CTC.lot_number", result.lot),
        value("CTC.expiration_date", expiry(result.expiry)),
        *_observations(result, data),
    )


def _observations(result: Result, data: DeviceData) -> list[str]:
    strips = [_strip(strip, data.names.get(strip.code, strip.code)) for strip in result.strips]
    return [*strips, _observation("CTRL", "Control line", result.control, "A")]


def _strip(strip: Strip, name: str) -> str:
    status = "D" if strip.outcome is Outcome.NOT_DONE else "A"
    limit = [value("OBS.normal_lo-hi_limit", f"[0;{strip.cutoff}]", U=strip.unit)] if strip.cutoff else []
    return _observation(strip.code, name, WORDS[strip.outcome], status, *limit)


def _observation(code: str, name: str, word: str, status: str, *more: str) -> str:
    return group(
        "OBS",
        value("OBS.observation_id", code, DN=name, SN=SYSTEM),
        value("OBS.qualitative_value", word),
        value("OBS.method_cd", "M"),
        value("OBS.status_cd", status),
        *more,
    )


def _order(result: Result, data: DeviceData) -> str:
    number = value("ORD.order_id", str(result.test_no), SN=SYSTEM)
    return group("ORD", value("ORD.universal_service_id", data.panel), number)


def _cartridge(result: Result, data: DeviceData) -> str:
    return group(
        "RGT",
        value("RGT.name", data.panel),
        value("RGT.lot_number", result.lot),
        value("RGT.expiration_date", expiry(result.expiry)),
    )


def _note(label: str, content: str) -> str:
    return group("NTE", element("NTE.text", escaped(content), V=label))


def expiry(text: str) -> str:
    """`YYYYMMDD` of the lot file with hyphens; anything else as it stands."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdecimal() else text
