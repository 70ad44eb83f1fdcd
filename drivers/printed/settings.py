"""What a profile says of a reader that only prints, frozen. ``drivers.printed.table`` checks it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from drivers._kit.notation import Template
from drivers.profile import ProtocolSettings


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block begins and ends: by ``end``, by ``length``, or by ``idle_gap_s`` of silence; one of them
    is set. ``after_end`` bytes behind the end still belong to it.

    ``text_from`` and ``text_to`` are its first and last byte of text (negative: from the end). At
    ``counter_at`` stands a letter, A to Z and A again, one further in each new block."""

    begin: bytes
    end: bytes | None
    length: int | None
    idle_gap_s: float | None
    after_end: int
    text_from: int
    text_to: int
    counter_at: int | None
    silence_s: float
    limit: int


@dataclass(frozen=True, slots=True)
class Checksum:
    """``kind``: sum, xor, crc16_modbus. ``first`` and ``last`` byte counted, ``at`` where it stands, negative
    from the block's end. ``written``: byte, low_high, high_low, hex2, hex4. ``skip``: bytes left out."""

    kind: str
    first: int
    last: int
    at: int
    written: str
    skip: bytes


@dataclass(frozen=True, slots=True)
class StatedLength:
    """What a block says of its own length: a hexadecimal number of ``digits`` at byte ``at``. It counts the
    bytes from ``first`` through ``last`` (negative: from the block's end)."""

    at: int
    digits: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent once a block is ``kept``, and when it is not (``refused``, if the reader knows such a
    thing); nothing is sent later than ``within_s`` after the block."""

    kept: Template
    refused: Template | None
    within_s: float


@dataclass(frozen=True, slots=True)
class Gathering:
    """How blocks make a message: up to a block that says ``last``, or as many as its field ``count`` says,
    numbered by its field ``number``. Incomplete ones are held after ``wait_s``.

    ``same`` are the fields that tell one test from another. ``alike``: every test of a message has the same
    strips, so that one with fewer has lost some."""

    last: str | None
    count: str | None
    number: str | None
    same: tuple[str, ...]
    wait_s: float
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Characters ``first`` to ``last``, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bytes:
    """A part of a binary layout at byte ``at``, counted from 0.

    ``type``: text, uint8 to int32, float32, float64, or bit (then ``bit``). ``digits`` pads a whole number
    with zeros; ``decimals`` sets its decimal point, or the least number of decimals of a float. ``absent``
    are the words that mean that nothing is there."""

    at: int
    type: str
    big: bool
    size: int
    bit: int
    digits: int
    decimals: int
    absent: frozenset[str]


Part = Columns | Bytes | int
"""A field: columns, bytes, or its number among separated fields, counted from 1."""


@dataclass(frozen=True, slots=True)
class Strips:
    """Results that stand side by side in one block: the first at ``first``, one each ``step``, at most
    ``most``; as many as the field ``count`` says, in decimal or hexadecimal, if it is named."""

    first: int
    step: int
    most: int
    count: str | None
    count_base: int
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class LineRule:
    """A printed line: its pattern, whether it is one result, and whether it can say one thing only.

    ``last``: a whole block ends with this line, or with another that says so."""

    pattern: re.Pattern[str]
    result: bool
    exact: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Printed(ProtocolSettings):
    """All of ``[printed]``. ``layout``: lines, columns, csv, binary.

    ``columns_in_bytes``: a character takes as many columns as it has bytes. ``controls`` are the control
    characters that its text may hold. ``split`` takes fields further apart; ``constants`` are fields that are
    not sent; ``remarks`` name the fields that say something odd when they are neither empty nor 0."""

    block: Block
    layout: str
    checksum: Checksum | None
    answer: Answer | None
    gathering: Gathering | None
    line_end: str | None
    lines: tuple[LineRule, ...]
    parts: Mapping[str, Part]
    strips: Strips | None
    separator: str
    field_count: int | None
    columns_in_bytes: bool = False
    controls: bytes = b""
    split: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    stated_length: StatedLength | None = None
