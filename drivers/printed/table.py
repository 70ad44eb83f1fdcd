"""Checks ``[printed]`` of a profile. The only part of this protocol that needs pydantic."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from drivers._kit import notation, pattern
from drivers.place import Place
from drivers.printed.place import Named
from drivers.printed.settings import (
    Answer,
    Block,
    Bytes,
    Checksum,
    Columns,
    Gathering,
    LineRule,
    Part,
    Printed,
    StatedLength,
    Strips,
)
from drivers.profile_base import Table, wrong
from drivers.settings_table import SettingsTable, Where

MOST_LINES = 64
_RANGE = re.compile(r"([1-9]\d{0,3})(?:-([1-9]\d{0,3}))?", re.ASCII)
_VARIABLE = re.compile(r"(?<!\\)[.\[*+?{|(]|\\[dDsSwW]")
_NAMED_CONTROL = re.compile(r"\\x([0-9A-Fa-f]{2})")
_SIZES = {
    "bit": 1, "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4,
    "float32": 4, "float64": 8,
}  # fmt: skip


def _refuse(
    expected: str, field: Where = (), found: str = "", words: Iterable[str] = (), wanted: str = ""
) -> PydanticCustomError:
    return wrong(expected, wanted, words=words, field=field, found=found)


def _written_bytes(text: str) -> str:
    try:
        found = notation.bytes_of(text)
    except ValueError as error:
        raise _refuse(notation.FORMS) from error
    if not found:
        raise _refuse(notation.FORMS)
    return text


def _template(text: str) -> str:
    try:
        notation.template_of(text)
    except ValueError as error:
        raise _refuse("<ACK> | <06 20><@1>") from error
    return text


def _pattern(text: str) -> str:
    try:
        pattern.compiled(text)
    except pattern.PatternError as error:
        raise _refuse(error.expected, wanted=error.wanted) from error
    return text


def _range(text: str) -> str:
    found = _RANGE.fullmatch(text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise _refuse("16-18 | 7")
    return text


Written = Annotated[str, AfterValidator(_written_bytes)]
Reply = Annotated[str, AfterValidator(_template)]
Pattern = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_pattern)]
Range = Annotated[str, AfterValidator(_range)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Seconds = Annotated[float, Field(gt=0, le=600, strict=False)]


class _Block(Table):
    begin: Written | None = None
    end: Written | None = None
    length: Annotated[int, Field(ge=1, le=65536)] | None = None
    idle_gap_s: Seconds | None = None
    after_end: Annotated[int, Field(ge=0, le=16)] = 0
    text_from: int | None = None
    text_to: int | None = None
    counter_at: Annotated[int, Field(ge=0, le=65535)] | None = None
    silence_s: Seconds = 3.0
    limit: Annotated[int, Field(ge=16, le=65536)] = 8192

    def frozen(self) -> Block:
        begin = notation.bytes_of(self.begin or "")
        end = notation.bytes_of(self.end) if self.end else None
        text_to = self.text_to if self.text_to is not None else -1 - self.after_end - len(end or b"")
        text_from = self.text_from if self.text_from is not None else len(begin)
        if self.length is not None and self.text_from is None:
            text_from = 0
        return Block(
            begin,
            end,
            self.length,
            self.idle_gap_s,
            self.after_end,
            text_from,
            text_to,
            self.counter_at,
            self.silence_s,
            self.length or self.limit,
        )


class _Checksum(Table):
    kind: Literal["sum", "xor", "crc16_modbus", "none"]
    first: int = 0
    last: int | None = None
    at: int | None = None
    written: Literal["byte", "low_high", "high_low", "hex2", "hex4"] | None = None
    skip: str = ""

    def frozen(self) -> Checksum | None:
        if self.kind == "none" or self.last is None or self.at is None or self.written is None:
            return None
        return Checksum(self.kind, self.first, self.last, self.at, self.written, self.skip.encode("ascii"))


class _StatedLength(Table):
    at: Annotated[int, Field(ge=0, le=64)]
    digits: Annotated[int, Field(ge=1, le=4)]
    first: Annotated[int, Field(ge=0, le=64)]
    last: Annotated[int, Field(ge=-64, le=-1)]

    def frozen(self) -> StatedLength:
        return StatedLength(self.at, self.digits, self.first, self.last)


class _Answer(Table):
    kept: Reply
    refused: Reply | None = None
    within_s: Seconds = 5.0

    def frozen(self) -> Answer:
        refused = notation.template_of(self.refused) if self.refused else None
        return Answer(notation.template_of(self.kept), refused, self.within_s)


class _Message(Table):
    last: str | None = None
    count: Name | None = None
    number: Name | None = None
    same: Annotated[list[Name], Field(min_length=1)]
    wait_s: Seconds = 5.0
    alike: bool = False

    def frozen(self) -> Gathering:
        return Gathering(self.last, self.count, self.number, tuple(self.same), self.wait_s, self.alike)


class _Bytes(Table):
    at: Annotated[int, Field(ge=0, le=65535)]
    type: Literal["text", "bit", "uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
    length: Annotated[int, Field(ge=1, le=256)] | None = None
    order: Literal["big", "little"] | None = None
    bit: Annotated[int, Field(ge=0, le=7)] | None = None
    digits: Annotated[int, Field(ge=0, le=12)] = 0
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    absent: list[str] = []

    def lacks(self) -> tuple[str, str] | None:
        """A key that its type needs, and what it may say."""
        if self.type == "text":
            return None if self.length else ("length", "1 … 256")
        if self.type == "bit":
            return None if self.bit is not None else ("bit", "0 … 7")
        return None if _SIZES[self.type] == 1 or self.order else ("order", "big, little")

    def frozen(self) -> Bytes:
        size = self.length or 1 if self.type == "text" else _SIZES[self.type]
        return Bytes(
            self.at,
            self.type,
            self.order == "big",
            size,
            self.bit or 0,
            self.digits,
            self.decimals,
            frozenset(self.absent),
        )


class _Fields(Table):
    """Fields of a text by columns or by number, or of a binary layout."""

    columns: dict[Name, Range] | None = None
    csv: dict[Name, Annotated[int, Field(ge=1, le=500)]] | None = None
    binary: dict[Name, _Bytes] | None = None

    def parts(self) -> dict[str, Part]:
        """What is given, whichever it is."""
        if self.columns is not None:
            return {name: _columns(text) for name, text in self.columns.items()}
        if self.binary is not None:
            return {name: one.frozen() for name, one in self.binary.items()}
        return dict(self.csv or {})

    def given(self) -> list[str]:
        """Which of the three."""
        return [name for name in ("columns", "csv", "binary") if getattr(self, name) is not None]


class _Strips(_Fields):
    first: Annotated[int, Field(ge=0, le=65535)]
    step: Annotated[int, Field(ge=1, le=4096)]
    most: Annotated[int, Field(ge=1, le=64)]
    count: Name | None = None
    count_base: Literal[10, 16] = 10

    def frozen(self) -> Strips:
        return Strips(self.first, self.step, self.most, self.count, self.count_base, self.parts())


class _Line(Table):
    pattern: Pattern
    result: bool = False
    last: bool = False

    def frozen(self) -> LineRule:
        exact = not _VARIABLE.search(self.pattern.replace(" +", " "))
        return LineRule(pattern.compiled(self.pattern), self.result, exact, self.last)

    def names(self) -> tuple[str, ...]:
        return tuple(pattern.compiled(self.pattern).groupindex)


class PrintedTable(SettingsTable):
    """``[printed]``."""

    block: _Block
    checksum: _Checksum
    stated_length: _StatedLength | None = None
    answer: _Answer | None = None
    message: _Message | None = None
    line_end: Written | None = None
    lines: Annotated[list[_Line], Field(min_length=1, max_length=MOST_LINES)] | None = None
    columns: dict[Name, Range] | None = None
    csv: dict[Name, Annotated[int, Field(ge=1, le=500)]] | None = None
    binary: dict[Name, _Bytes] | None = None
    columns_in: Literal["characters", "bytes"] = "characters"
    separator: Written = ","
    field_count: Annotated[int, Field(ge=1, le=500)] | None = None
    strips: _Strips | None = None
    split: dict[Name, Pattern] = Field(default_factory=dict)
    constants: dict[Name, str] = Field(default_factory=dict)
    remarks: list[Name] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_each(self) -> "PrintedTable":
        ends = [name for name in ("end", "length", "idle_gap_s") if getattr(self.block, name) is not None]
        if len(ends) != 1:
            raise _refuse("expected.one_of", ("block",), ", ".join(ends), wanted="end, length, idle_gap_s")
        if len(self._layouts()) != 1:
            raise _refuse("expected.one_of", wanted="lines, columns, csv, binary")
        if self.block.length is not None and self.block.begin is None:
            raise _refuse("expected.beside", ("block", "length"), wanted='begin = "<A5 5A>"')
        if self.block.idle_gap_s is not None and self.block.begin is not None:
            raise _refuse(
                "expected.left_out_beside", ("block", "begin"), self.block.begin, wanted="idle_gap_s"
            )
        return self

    @model_validator(mode="after")
    def _whole_checksum(self) -> "PrintedTable":
        table = self.checksum
        for key in ("last", "at", "written"):
            if (getattr(table, key) is None) != (table.kind == "none"):
                if table.kind == "none":
                    raise _refuse("expected.left_out_beside", ("checksum", key), wanted='kind = "none"')
                raise _refuse("expected.beside", ("checksum", "kind"), table.kind, wanted=key)
        if table.written in ("low_high", "high_low", "hex4") or table.kind != "crc16_modbus":
            return self
        if table.kind == "crc16_modbus":
            words = ("low_high", "high_low", "hex4")
            raise _refuse(", ".join(words), ("checksum", "written"), str(table.written), words)
        return self

    @model_validator(mode="after")
    def _whole_fields(self) -> "PrintedTable":
        for field, one in self._all_bytes():
            if lack := one.lacks():
                raise _refuse(f"{lack[0]}: {lack[1]}", field, one.type)
            length = self.block.length
            step = self.strips.step if self.strips else 0
            room = step if field[0] == "strips" else length
            if room is not None and one.at + one.frozen().size > room:
                raise _refuse(f"<= {room - one.frozen().size}", (*field, "at"), str(one.at))
        for name, number in (self.csv or {}).items():
            if self.field_count is not None and number > self.field_count:
                raise _refuse(f"<= {self.field_count}", ("csv", name), str(number))
        if self.strips:
            self._whole_strips(self.strips)
        return self

    def _whole_strips(self, strips: _Strips) -> None:
        if strips.given() != self._layouts():
            raise _refuse(f"strips.{self._layouts()[0]}", ("strips",), ", ".join(strips.given()))
        if strips.first == 0 and "binary" not in strips.given():
            raise _refuse(">= 1", ("strips", "first"), "0")
        for name, number in (strips.csv or {}).items():
            if number > strips.step:
                raise _refuse(f"<= {strips.step}", ("strips", "csv", name), str(number))

    @model_validator(mode="after")
    def _names_are_there(self) -> "PrintedTable":
        known = self.names()
        for field, name in self._names_meant():
            if name not in known:
                raise _refuse(", ".join(sorted(known)), field, name, sorted(known))
        message = self.message
        if message and (message.last is None) == (message.count is None):
            raise _refuse("expected.one_of", ("message",), wanted="last, count")
        if message and message.count and message.number is None:
            raise _refuse("expected.beside", ("message", "count"), message.count, wanted="number")
        if message and self.block.idle_gap_s is not None:
            raise _refuse("expected.one_of", ("message",), wanted="block.end, block.length")
        return self

    def _names_meant(self) -> Iterator[tuple[Where, str]]:
        yield from ((("split", name), name) for name in self.split)
        yield from ((("remarks",), name) for name in self.remarks)
        if self.strips and self.strips.count:
            yield ("strips", "count"), self.strips.count
        if self.message:
            yield from ((("message", "same"), name) for name in self.message.same)
            for key in ("count", "number"):
                if getattr(self.message, key):
                    yield ("message", key), getattr(self.message, key)

    def names(self) -> set[str]:
        """Every field that has a name."""
        found = {*(self.columns or ()), *(self.csv or ()), *(self.binary or ()), *self.constants}
        found |= set(self.strips.parts()) if self.strips else set()
        for line in self.lines or ():
            found.update(line.names())
        for text in self.split.values():
            found.update(pattern.compiled(text).groupindex)
        return found

    def unknown_place(self, places: Iterable[tuple[Where, Place]]) -> tuple[Where, str, list[str]] | None:
        """A place whose name no field has."""
        known = self.names()
        for field, place in places:
            for name in place.names if isinstance(place, Named) else ():
                if name not in known:
                    return field, name, sorted(known)
        return None

    def settings(self) -> Printed:
        """The same, frozen."""
        fields = _Fields(columns=self.columns, csv=self.csv, binary=self.binary)
        return Printed(
            block=self.block.frozen(),
            layout=self._layouts()[0],
            checksum=self.checksum.frozen(),
            answer=self.answer.frozen() if self.answer else None,
            gathering=self.message.frozen() if self.message else None,
            line_end=notation.bytes_of(self.line_end).decode("latin-1") if self.line_end else None,
            lines=tuple(one.frozen() for one in self.lines or ()),
            parts=fields.parts(),
            strips=self.strips.frozen() if self.strips else None,
            columns_in_bytes=self.columns_in == "bytes",
            separator=notation.bytes_of(self.separator).decode("latin-1"),
            field_count=self.field_count,
            controls=self._controls(),
            split={name: pattern.compiled(text) for name, text in self.split.items()},
            constants=dict(self.constants),
            remarks=tuple(self.remarks),
            stated_length=self.stated_length.frozen() if self.stated_length else None,
        )

    def _controls(self) -> bytes:
        """The control characters that are expected: white space, and what the table itself names."""
        patterns = [line.pattern for line in self.lines or ()]
        named = [bytes.fromhex(code) for text in patterns for code in _NAMED_CONTROL.findall(text)]
        ends = [notation.bytes_of(text) for text in (self.separator, self.line_end or "") if text]
        return b"\t\r\n\f" + b"".join((*named, *ends))

    def _layouts(self) -> list[str]:
        names = ("lines", "columns", "csv", "binary")
        return [name for name in names if getattr(self, name) is not None]

    def _all_bytes(self) -> Iterator[tuple[Where, _Bytes]]:
        yield from ((("binary", name), one) for name, one in (self.binary or {}).items())
        inner = self.strips.binary if self.strips else None
        yield from ((("strips", "binary", name), one) for name, one in (inner or {}).items())


def _columns(text: str) -> Columns:
    first, _, last = text.partition("-")
    return Columns(int(first), int(last or first))
