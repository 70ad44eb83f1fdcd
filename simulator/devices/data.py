"""What is printed on a reader's back and stored in its lot file, from the simulator's own device files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DeviceData:
    """One reader. `strips` maps analyte code to cut-off in ng/mL, "" where the lot file has none."""

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


def files() -> dict[str, Path]:
    """Device name, as given on the command line, to its file."""
    return {path.stem.replace("_", "-"): path for path in sorted(FOLDER.glob("*.toml"))}


def load(device: str) -> DeviceData:
    """The data of a named device; KeyError when there is no such device."""
    with files()[device].open("rb") as file:
        return DeviceData(**tomllib.load(file))


def known_codes() -> frozenset[str]:
    """Every analyte code some device can report."""
    return frozenset(code for device in files() for code in load(device).strips)
