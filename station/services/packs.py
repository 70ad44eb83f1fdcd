"""Rule packs and calendars: read from the seeds, checked, and hashed as they stand on disk."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from station.config import seeds
from station.domain.deadline import WorkCalendar
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.rules import RulePack
from station.domain.soundness import refuse_unsound

T = TypeVar("T")


@dataclass(frozen=True)
class LoadedPack:
    """A rule pack with the bytes it was read from. ``sha256`` is lower-case hex over ``source``."""

    rules: RulePack
    source: bytes
    sha256: str


def load(name: str) -> LoadedPack:
    """The rule pack ``seeds/rules/NAME.toml``."""
    path = seeds.folder() / "rules" / f"{name}.toml"
    source = _bytes(path)
    rules = _checked(RulePack, source, path)
    refuse_unsound(rules)
    return LoadedPack(rules, source, hashlib.sha256(source).hexdigest())


def adoption(pack: LoadedPack) -> dict[str, Json]:
    """The body of ``rules_adopted``; the pack itself, byte for byte, is the entry's raw bytes."""
    return {"pack": pack.rules.pack, "version": pack.rules.version, "sha256": pack.sha256}


def calendar(name: str) -> WorkCalendar:
    """The working days in ``seeds/holidays/NAME.toml``."""
    path = seeds.folder() / "holidays" / f"{name}.toml"
    return _checked(WorkCalendar, _bytes(path), path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StationError("rules.missing", path=path.name) from error


def _checked(kind: type[T], source: bytes, path: Path) -> T:
    try:
        return TypeAdapter(kind).validate_python(tomllib.loads(source.decode("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StationError("rules.invalid", path=path.name, field=where, reason=first["msg"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StationError("rules.invalid", path=path.name, field="-", reason=str(error)) from error
