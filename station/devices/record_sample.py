"""What can be seen in a sample whose every line is a record of separated fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

from station.devices.sample import said_lines

_SEPARATORS = ";|\t,"
_LEAST_FIELDS = 5
"""Ours: what has fewer is more likely a printed sentence."""

_HEX = re.compile(rb"[0-9A-Fa-f]+")
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
class Records:
    """``rows`` of fields, without their checksum; ``last``: a line without fields behind them, or nothing."""

    separator: str
    end: bytes
    rows: tuple[tuple[str, ...], ...]
    last: str
    checksum: Checksum | None


def records_of(data: bytes, encoding: str) -> Records | None:
    """The records of a sample; None when its lines are something else."""
    lines = said_lines(data, encoding)
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        last = lines[-1] if len(lines) > 1 and not counts[-1] else ""
        rows = lines[:-1] if last else lines
        if rows and len({row.count(separator) for row in rows}) == 1 and counts[0] >= _LEAST_FIELDS - 1:
            end = b"\r\n" if b"\r\n" in data else b"\r" if b"\r" in data else b"\n"
            checksum = _checksum_of([row.encode(encoding) + end for row in rows], len(end))
            return Records(separator, end, _fields(rows, separator, checksum, len(end)), last, checksum)
    return None


def _fields(
    rows: Sequence[str], separator: str, checksum: Checksum | None, end: int
) -> tuple[tuple[str, ...], ...]:
    """The fields; a checksum and the one character before it are none."""
    cut = -checksum.at - end + 1 if checksum else 0
    return tuple(tuple((row[:-cut] if cut else row).split(separator)) for row in rows)


def _checksum_of(lines: Sequence[bytes], end: int) -> Checksum | None:
    """The sum or exclusive or, in hexadecimal digits at the end, that fits every line."""
    tries = (
        Checksum(kind, first, at - 1 - without, at, written)
        for written, (digits, _) in reversed(_WRITTEN.items())
        for at in (-end - digits,)
        for kind in ("xor", "sum")
        for first in (0, 1)
        for without in (0, 1)
    )
    return next((one for one in tries if all(_fits(line, one) for line in lines)), None)


def _fits(line: bytes, rule: Checksum) -> bool:
    digits, width = _WRITTEN[rule.written]
    sent = line[rule.at : rule.at + digits]
    counted = line[rule.first : rule.last + len(line) + 1]
    total = reduce(xor, counted, 0) if rule.kind == "xor" else sum(counted)
    return bool(_HEX.fullmatch(sent)) and int(sent, 16) == total & width
