"""Checks a scanner's TOML file: where a scan ends, and what it may be. docs/protocols/scanner.md has the
keys.

Errors as those of a reader's profile: ``profile.*`` with file, line, field and the nearest correct word."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from drivers.profile import LineSettings
from drivers.profile_fault import explain, syntax_fault
from drivers.scan.kinds import Kind, ScanKind, Standard
from drivers.scan.link import ScanFraming
from drivers.scan.profile import ScannerProfile

_GROUPS: dict[str, tuple[str, ...]] = {
    "specimen": ("specimen_no",),
    "seal": ("seal_no",),
    "officer": ("badge",),
    "cartridge": ("lot", "expiry"),
}


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Title(_Table):
    zh: str
    en: str


class _Line(_Table):
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    data_bits: Literal[7, 8] = 8
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    flow: Literal["none", "xon_xoff", "rts_cts"] = "none"


class _Kind(_Table):
    kind: Kind
    pattern: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    standard: Standard | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "_Kind":
        if (self.pattern is None) == (self.standard is None):
            raise _wrong("pattern or standard, one of the two")
        if self.pattern is not None:
            _checked(self.pattern, _GROUPS.get(self.kind, ()))
        return self


class _File(_Table):
    format: Literal["roadside-station/scanner-profile/1"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: _Title
    end: Literal["cr", "lf", "crlf", "tab", "stx_etx", "silence"]
    symbology_identifier: bool = False
    encoding: Literal["utf-8", "latin-1", "gb18030"] = "utf-8"
    line: _Line = _Line()
    kinds: Annotated[list[_Kind], Field(min_length=1)]


def _wrong(expected: str) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{expected}", {"expected": expected, "words": []})


def _checked(pattern: str, groups: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern, if it says where each of ``groups`` stands and repeats nothing without a bound."""
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise _wrong(f"a regular expression ({error})") from error
    if re.search(r"[*+]|\{\d+,\}", re.sub(r"\\.|\[[^\]]*\]", "x", pattern)):
        raise _wrong("a bounded number of characters, as in {1,20}")
    if not groups or not set(groups) >= set(compiled.groupindex) or not compiled.groupindex:
        raise _wrong("named groups: " + ", ".join(f"(?P<{group}>...)" for group in groups or ("-",)))
    return compiled


def read_scanner_profile(path: Path) -> ScannerProfile:
    """The profile in ``path``. Raises ProfileError."""
    try:
        text = path.read_bytes().decode("utf-8")
        tables: dict[str, Any] = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise syntax_fault(path, error) from error
    try:
        checked = _File.model_validate(tables)
    except ValidationError as error:
        raise explain(path, text, error, _File) from error
    return ScannerProfile(
        name=checked.name,
        line=LineSettings(**checked.line.model_dump()),
        framing=ScanFraming(checked.end, checked.symbology_identifier, checked.encoding),
        kinds=tuple(_kind(one) for one in checked.kinds),
    )


def _kind(table: _Kind) -> ScanKind:
    return ScanKind(table.kind, re.compile(table.pattern) if table.pattern else None, table.standard)
