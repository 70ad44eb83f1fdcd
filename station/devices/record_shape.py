"""Lines of separated fields, as a profile has them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drivers import legible
from station.devices.line_pattern import NUMBERS, exact_pattern
from station.devices.record_sample import Checksum, Records

_MOST_STRIPS = 16
"""Ours: no known cartridge has more."""


@dataclass(frozen=True)
class RecordShape:
    """Lines of separated fields: ``names`` of the first ones, None for one that nobody needs, and ``fixed``
    ones that never change, by number. With ``step`` the strips stand side by side from number ``first`` on,
    each with the fields ``strip``."""

    records: Records
    names: tuple[str | None, ...]
    fixed: tuple[tuple[int, str], ...] = ()
    first: int = 0
    step: int = 0
    strip: tuple[str | None, ...] = ()


def record_rows(
    shape: RecordShape, notes: Mapping[str, str], constants: Sequence[str], absent: str
) -> Iterator[str]:
    """``[printed]`` of a profile, line by line. ``constants`` is the line of what is not sent; ``absent``
    stands in place of a number that is none."""
    records, named = shape.records, [name for name in shape.names if name]
    yield from ("", "[printed]", f'separator = "{legible(records.separator.encode())}"', *constants)
    # The closing line has no checksum: where there is one, it is no part of what frames every line.
    counted = bool(records.last and records.inside)
    if not shape.step:
        yield f"field_count = {len(records.rows[0]) + counted}"
    yield from ("", f"[printed.block]      # {notes['block']}", *_block(records, cut=not counted))
    yield from _checksum(records.checksum, notes)
    if records.last:
        same = [name for name in ("test_no", "specimen_no", "tested_at") if name in named]
        yield from ("", "[printed.message]", f"last = {json.dumps(records.last, ensure_ascii=False)}")
        yield f"same = {json.dumps(same)}"
    yield from ("", f"[printed.csv]      # {notes['csv']}")
    for number, name in enumerate(shape.names, 1):
        if name:
            yield f"{name} = {number}"
    yield from (f"fixed_{number} = {number}" for number, _ in shape.fixed)
    if shape.step:
        inner = ", ".join(f"{name} = {at}" for at, name in enumerate(shape.strip, 1) if name)
        yield from ("", f"[printed.strips]      # {notes['strips']}", f"first = {shape.first}")
        yield from (f"step = {shape.step}", f"most = {_MOST_STRIPS}", f"csv = {{ {inner} }}")
    split = [(f"fixed_{number}", exact_pattern(text)) for number, text in shape.fixed]
    if absent:
        numbers = [name for name in NUMBERS if name in (*shape.names, *shape.strip)]
        split += [(name, f"{exact_pattern(absent)}|(?P<{name}>.{{0,40}})") for name in numbers]
    if split:
        yield from ("", "[printed.split]")
        yield from (f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in split)


def _block(records: Records, *, cut: bool) -> Iterator[str]:
    frame, text_to = records.frame, records.frame.text_to
    if frame.begin:
        yield f'begin = "{legible(frame.begin)}"'
    yield f'end = "{legible(frame.end)}"' if frame.end else "idle_gap_s = 1.0"
    if frame.after_end:
        yield f"after_end = {frame.after_end}"
    if records.checksum and records.inside and cut:
        text_to = records.checksum.at - 2
    if text_to is not None:
        yield f"text_to = {text_to}"


def _checksum(rule: Checksum | None, notes: Mapping[str, str]) -> Iterator[str]:
    if rule is None:
        yield from ("", f"[printed.checksum]      # {notes['checksum']}", 'kind = "none"')
        return
    yield from ("", f"[printed.checksum]      # {notes['checksum_found']}", f'kind = "{rule.kind}"')
    yield from (f"first = {rule.first}", f"last = {rule.last}", f"at = {rule.at}")
    yield f'written = "{rule.written}"'
