"""A result in fixed binary blocks, field by field as the `[layout]` of a device file says.

A field has a place (`at`), a `type` and names a fact, or holds `hex`. Fields of strips are repeated every
`strip_size` bytes in one block; without that every strip has a block of its own.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.devices.data import DeviceData
from simulator.devices.facts import of_result, of_strip
from simulator.devices.result import Result
from simulator.wire.sums import octets

TYPES = {"u8": "B", "u16": "H", "u32": "I", "i16": "h", "f32": "f", "f64": "d"}
RANGES = {"u8": (0, 0xFF), "u16": (0, 0xFFFF), "u32": (0, 0xFFFFFFFF), "i16": (-0x8000, 0x7FFF)}
"""A number that does not fit is sent as the nearest that does, as a small reader's firmware does."""
ORDERS = {"little": "<", "big": ">"}


def pieces(result: Result, data: DeviceData) -> list[bytes]:
    """The blocks of one result."""
    layout = data.layout
    facts = of_result(result, data)
    strips = [of_strip(strip, number, result, data) for number, strip in enumerate(result.strips, start=1)]
    step = layout.get("strip_size")
    if step is None:
        return [_closed(_filled(layout, facts | strip), layout) for strip in strips]
    block = _filled(layout, facts)
    for place, strip in enumerate(strips):
        _fill(block, layout["strip_fields"], facts | strip, layout, layout["strips_at"] + place * step)
    return [_closed(block, layout)]


def _filled(layout: Mapping[str, Any], facts: Mapping[str, Any]) -> bytearray:
    block = bytearray(layout["length"])
    _fill(block, layout["fields"], facts, layout, 0)
    return block


def _fill(
    block: bytearray,
    fields: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    layout: Mapping[str, Any],
    start: int,
) -> None:
    for entry in fields:
        data = _field(entry, facts, ORDERS[layout["order"]])
        place = start + entry["at"]
        block[place : place + len(data)] = data


def _field(entry: Mapping[str, Any], facts: Mapping[str, Any], order: str) -> bytes:
    if "hex" in entry:
        return bytes.fromhex(entry["hex"])
    value = facts[entry["fact"]]
    if "modulo" in entry:
        value %= entry["modulo"]
    if entry["type"] in TYPES:
        low, high = RANGES.get(entry["type"], (value, value))
        return struct.pack(order + TYPES[entry["type"]], min(max(value, low), high))
    text = str(value).encode("ascii", "replace")[: entry["size"]]
    if entry["type"] == "right":
        return text.rjust(entry["size"], b" ")
    return text.ljust(entry["size"], b"\0")


def _closed(block: bytearray, layout: Mapping[str, Any]) -> bytes:
    check = layout["check"]
    covered = bytes(block[check["first"] : check["last"] + 1])
    made = octets(check["kind"], covered)
    block[check["at"] : check["at"] + len(made)] = made
    return bytes(block)
