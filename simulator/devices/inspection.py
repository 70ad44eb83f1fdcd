"""What a reader finds wrong with a cartridge or with itself before and after a test."""

from datetime import date

from simulator.devices.data import DeviceData
from simulator.devices.lot import expired
from simulator.devices.result import Plan, Remark
from simulator.devices.ways import REFUSE, REMARK


def rejection(plan: Plan, data: DeviceData, today: date) -> str:
    """Why the reader does not test this cartridge; "" when it does. `today` is by the reader's own clock."""
    if plan.wrong_cartridge:
        return "wrong_cartridge"
    if plan.used:
        return "used_cartridge"
    if data.ways.when_expired == REFUSE and expired(plan.expiry or data.expiry, today):
        return "expired_cartridge"
    return _outside(plan, data) if data.ways.outside_limits == REFUSE else ""


def remarks(plan: Plan, data: DeviceData, charge: int | None, today: date) -> tuple[Remark, ...]:
    """What it prints beside the result; `charge` is the number of tests left in the battery."""
    said = []
    if data.ways.when_expired == REMARK and expired(plan.expiry or data.expiry, today):
        said.append(Remark.EXPIRED)
    outside = _outside(plan, data)
    if data.ways.outside_limits == REMARK and outside:
        said.append(Remark(outside))
    if charge is not None and charge <= data.ways.low_charge:
        said.append(Remark.LOW_BATTERY)
    return tuple(said)


def _outside(plan: Plan, data: DeviceData) -> str:
    try:
        degrees = float(plan.reader_temperature_c or data.reader_temperature_c)
    except ValueError:  # a story may let its thermometer be broken
        return ""
    if degrees < data.ways.lowest_c:
        return Remark.TOO_COLD
    return Remark.TOO_HOT if degrees > data.ways.highest_c else ""
