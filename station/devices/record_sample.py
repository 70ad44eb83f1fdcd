"""What can be seen in a sample whose every line is a record of separated fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

from station.devices.sample import ETX, STX, said_lines

_SEPARATORS = ";|\t,"
_LEAST_FIELDS = 5
"""Ours: what has fewer is more likely a printed sentence."""

_HEX = re.compile(rb"[0-9A-Fa-f]+")
_STX_ETX = re.compile(
    rb"\x02(?P<body>[^\x02\x03\r\n]*)(?P<line>(?:\r\n|\r|\n)?)"
    rb"\x03(?P<digits>(?:[0-9A-Fa-f]{2}){0,2})(?P<tail>(?:\r\n|\r|\n)?)"
)
_WRITTEN = {"hex2": (2, 0xFF), "hex4": (4, 0xFFFF)}


@dataclass(frozen=True)
class Checksum:
    """Counts bytes ``first`` to ``last`` and stands at ``at``, from the line's end where negative."""

    kind: str
    first: int
    last: int
    at: int
    written: str


@dataclass(frozen=True)
class Frame:
    """What stands around a record: ``begin``, ``end`` (empty where silence ends it) and ``after_end`` bytes
    behind that. ``text_to`` is the last byte of its text, from the block's end, None for the one before
    ``end``; ``digits`` are those that stand behind ETX, ``behind`` what of the block follows them."""

    begin: bytes
    end: bytes
    after_end: int = 0
    text_to: int | None = None
    digits: int = 0
    behind: int = 0


@dataclass(frozen=True)
class Records:
    """``rows`` of fields, without a checksum ``inside`` their text; ``last``: a line without fields behind
    them, or nothing."""

    separator: str
    frame: Frame
    rows: tuple[tuple[str, ...], ...]
    last: str
    checksum: Checksum | None
    inside: bool


def records_of(data: bytes, encoding: str) -> Records | None:
    """The records of a sample; None when its lines are something else."""
    found = _framed(data) if STX.encode() in data else _bare(data, encoding)
    if found is None:
        return None
    frame, blocks, lines = found[0], found[1], [line.decode(encoding) for line in found[2]]
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        last = lines[-1] if len(lines) > 1 and not counts[-1] else ""
        rows = lines[:-1] if last else lines
        if rows and len({row.count(separator) for row in rows}) == 1 and counts[0] >= _LEAST_FIELDS - 1:
            checksum = _checksum_of(blocks[: len(rows)], frame)
            inside = checksum is not None and not frame.digits
            # A checksum and the one character before it are no fields.
            cut = -checksum.at - len(frame.end) + 1 if checksum and inside else 0
            fields = tuple(tuple((row[:-cut] if cut else row).split(separator)) for row in rows)
            return Records(separator, frame, fields, last, checksum, inside)
    return None


Framed = tuple[Frame, list[bytes], list[bytes]]
"""What frames the records of a sample, its blocks, and the text of each."""


def _framed(data: bytes) -> Framed | None:
    """Records of which each stands between STX and ETX; None where that is not all, or not everywhere the
    same."""
    found = list(_STX_ETX.finditer(data))
    shapes = {(one["line"], len(one["digits"]), one["tail"]) for one in found}
    if len(shapes) != 1 or _STX_ETX.sub(b"", data).strip():
        return None
    line, tail, digits = found[0]["line"], found[0]["tail"], len(found[0]["digits"])
    close = line + ETX.encode()
    if digits and tail and not line:
        frame = Frame(b"\x02", tail, 0, -len(tail) - digits - 2, digits, len(tail))
    elif digits:
        frame = Frame(b"\x02", close, digits, None, digits)
    else:
        frame = Frame(b"\x02", close + tail)
    outside = len(tail) if digits and line else 0
    blocks = [one[0][: len(one[0]) - outside] for one in found]
    return frame, blocks, [one["body"] for one in found]


def _bare(data: bytes, encoding: str) -> Framed:
    """Records of which each is a line; one alone may be ended by a form feed, or by nothing but silence."""
    lines = [line.encode(encoding) for line in said_lines(data, encoding)]
    end = next((one for one in (b"\r\n", b"\r", b"\n", b"\f") if one in data), b"")
    if len(lines) == 1 and data.endswith(end + b"\f"):
        end += b"\f"
    return Frame(b"", end), [line + end for line in lines], lines


def _checksum_of(blocks: Sequence[bytes], frame: Frame) -> Checksum | None:
    """The sum or exclusive or, in hexadecimal digits at the end, that fits every block."""
    behind = frame.behind if frame.digits else len(frame.end)
    tries = (
        Checksum(kind, first, at - 1 - without, at, written)
        for written, (digits, _) in reversed(_WRITTEN.items())
        if frame.digits in (0, digits)
        for at in (-behind - digits,)
        for kind in ("xor", "sum")
        for first in (0, 1)
        for without in (0, 1)
    )
    return next((one for one in tries if all(_fits(block, one) for block in blocks)), None)


def _fits(line: bytes, rule: Checksum) -> bool:
    digits, width = _WRITTEN[rule.written]
    sent = line[rule.at :][:digits]
    counted = line[rule.first : rule.last + len(line) + 1]
    total = reduce(xor, counted, 0) if rule.kind == "xor" else sum(counted)
    return bool(_HEX.fullmatch(sent)) and int(sent, 16) == total & width
