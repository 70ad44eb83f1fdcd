"""A result in printed lines, as the `[layout]` of a device file says: docs/protocols/printed.md.

A layout's formats name the facts of a result. `{sum}` stands for the checksum of what comes before it in
the line or the frame; `{body}` for all lines, `{length}` for their length, `{letter}` for the counter.
"""

from collections.abc import Sequence
from typing import Any

from simulator.devices.data import DeviceData
from simulator.devices.facts import of_result, of_strip, remarks
from simulator.devices.result import Result
from simulator.wire.sums import digits

SUM = "\ue000"
"""Stands where the checksum will be; no reader prints this character."""


def pieces(result: Result, data: DeviceData, letter: str) -> list[bytes]:
    """What goes on the line for one result: one block, or line by line where the print head pauses."""
    layout = data.layout
    body = "".join(_ended(line, data) for line in _lines(result, data))
    if layout.get("line_by_line"):
        return [_encoded(line, layout) for line in body.splitlines(keepends=True)]
    length = len(_encoded(body, layout))
    frame = layout["frame"].format(body=body, length=length, letter=letter, sum=SUM)
    feed = b"\x0c" if "form_feed" in data.ways.oddities else b""
    return [_summed(frame, data) + feed]


def _lines(result: Result, data: DeviceData) -> list[str]:
    layout = data.layout
    facts: dict[str, Any] = of_result(result, data) | {"sum": SUM}
    said = [{"remark": word} for word in remarks(result, layout.get("remarks", {}))]
    strips = [
        facts | of_strip(strip, number, result, data) for number, strip in enumerate(result.strips, start=1)
    ]
    return [
        *_formatted(layout.get("head", ()), facts),
        *(layout["strip"].format(**strip) for strip in strips),
        *_formatted(layout.get("foot", ()), facts),
        *(layout["remark"].format(**words) for words in said),
        *layout.get("last", ()),
    ]


def _formatted(formats: Sequence[str], facts: dict[str, Any]) -> list[str]:
    return [line.format(**facts) for line in formats]


def _ended(line: str, data: DeviceData) -> str:
    end: str = data.layout.get("line_end", "\r\n")
    if "double_cr" in data.ways.oddities:
        end = end.replace("\r\n", "\r\r\n")
    before, mark, _ = line.partition(SUM)
    return (before + _digits(before, data) if mark else line) + end


def _summed(frame: str, data: DeviceData) -> bytes:
    before, mark, after = frame.partition(SUM)
    text = before + _digits(before, data) + after if mark else frame
    return _encoded(text, data.layout)


def _digits(text: str, data: DeviceData) -> str:
    made = digits(data.layout["sum"], _encoded(text, data.layout))
    return made.lower() if "small_sum" in data.ways.oddities else made


def _encoded(text: str, layout: Any) -> bytes:
    encoded: bytes = text.encode(layout["encoding"], "replace")
    return encoded
