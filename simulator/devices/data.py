"""What is printed on a reader's back and stored in its lot file, from the simulator's own device files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from simulator.devices.ways import Ways

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DeviceData:
    """One reader. `strips` maps analyte code to cut-off in ng/mL, "" where the lot file has none.

    `layout` says how a reader that only prints words a result; others have none. `names` are the analytes'
    names, where the reader sends them.
    """

    dialect: str
    manufacturer: str
    model: str
    serial: str
    firmware: str
    baud: int
    utc_offset_hours: float
    first_test_no: int
    operator: str
    panel: str
    lot: str
    expiry: str
    cartridge_temperature_c: str
    reader_temperature_c: str
    recognise_s: float
    develop_s: float
    read_s: float
    strips: Mapping[str, str]
    ways: Ways = field(default_factory=Ways)
    layout: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    device_id: str = ""
    hardware: str = ""
    operator_name: str = ""


def load(device: str) -> DeviceData:
    """The data of a test reader by its name on the command line; KeyError when there is no such reader."""
    return _readers()[device]


@cache
def known_codes() -> frozenset[str]:
    """Every analyte code some test reader can report."""
    return frozenset(code for reader in _readers().values() for code in reader.strips)


@cache
def _readers() -> Mapping[str, DeviceData]:
    """Every file here that describes a test reader, which is one that names a dialect."""
    files = {
        path.stem.replace("_", "-"): tomllib.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.toml")
    }
    return {name: _reader(words) for name, words in files.items() if "dialect" in words}


def _reader(words: dict[str, Any]) -> DeviceData:
    ways = words.pop("ways", {})
    return DeviceData(**words, ways=Ways(**ways | {"oddities": tuple(ways.get("oddities", ()))}))
