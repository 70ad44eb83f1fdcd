"""Checks a scanner's TOML file: where a scan ends, and what it may be. docs/protocols/scanner.md has the
keys.

Errors as those of a reader's profile: ``profile.*`` with file, line, field and the nearest correct word."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from drivers._kit.pattern import PatternError, compiled
from drivers.profile_base import SerialLine, Table, Title, wrong
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


class _Kind(Table):
    kind: Kind
    pattern: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    standard: Standard | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "_Kind":
        if (self.pattern is None) == (self.standard is None):
            raise wrong("expected.one_of", "pattern, standard")
        if self.pattern is not None:
            _checked(self.pattern, _GROUPS.get(self.kind, ()))
        return self


class _File(Table):
    format: Literal["roadside-station/scanner-profile/1"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Title
    end: Literal["cr", "lf", "crlf", "tab", "stx_etx", "silence"]
    symbology_identifier: bool = False
    encoding: Literal["utf-8", "latin-1", "gb18030"] = "utf-8"
    line: SerialLine = SerialLine()
    kinds: Annotated[list[_Kind], Field(min_length=1)]


def _checked(pattern: str, groups: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern, if it cannot run away and its named groups are among ``groups``."""
    try:
        found = compiled(pattern)
    except PatternError as error:
        raise wrong(error.expected, error.wanted) from error
    if not found.groupindex or not set(found.groupindex) <= set(groups):
        raise wrong("expected.named_groups", ", ".join(f"(?P<{group}>…)" for group in groups or ("-",)))
    return found


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
        line=checked.line.settings(),
        framing=ScanFraming(checked.end, checked.symbology_identifier, checked.encoding),
        kinds=tuple(_kind(one) for one in checked.kinds),
    )


def _kind(table: _Kind) -> ScanKind:
    return ScanKind(table.kind, re.compile(table.pattern) if table.pattern else None, table.standard)
