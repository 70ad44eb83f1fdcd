"""What is set for one home: its post, lanes and rule pack; read from ``config.toml``, checked by pydantic."""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LaneName = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,16}$")]


class Lane(BaseModel):
    """One reader's place. ``port`` is a device path, a by-id link or a ``tcp://host:port`` to listen on.

    ``baud`` overrides the profile's line speed, ``develop_s`` how long its cartridges take (the simulated
    readers of a demo are quicker than real ones); ``label`` is what the board shows beside the number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LaneName
    label: str
    specimen_kind: Literal["urine", "saliva"]
    profile: str
    port: str
    baud: int | None = None
    develop_s: int | None = Field(default=None, ge=0, le=7200)


class CardReader(BaseModel):
    """A reader of identity cards (GA 450). ``keep_photo`` keeps the card's photo, encrypted; else it is
    dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LaneName
    port: str
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 115200
    keep_photo: bool = False


class Scanner(BaseModel):
    """A barcode scanner in serial mode. ``profile`` is the name of one in seeds/scanners, or a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LaneName
    port: str
    profile: str = "labels"


class HomeConfig(BaseModel):
    """The settings of a home.

    ``profiles`` is the folder of the home's own reader profiles, below the home unless it is absolute.
    ``objection_place`` is where a slip sends who asks for a laboratory test; without it, to this home.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    post: Literal["checkpoint", "counter"] = "checkpoint"
    place: str = ""
    objection_place: str = ""
    language: Literal["zh", "en"] = "zh"
    rule_pack: str = "cn-2026-1"
    training: bool = False
    time_zone: str = "Asia/Shanghai"
    profiles: str = "profiles"
    idle_lock_s: int = Field(default=600, ge=30)
    lanes: tuple[Lane, ...] = ()
    card_readers: tuple[CardReader, ...] = ()
    scanners: tuple[Scanner, ...] = ()

    @property
    def lane_names(self) -> tuple[str, ...]:
        """Lane names in the order of the board."""
        return tuple(lane.name for lane in self.lanes)


class ConfigError(Exception):
    """A setting is wrong: which field, and what was found instead."""

    def __init__(self, path: Path, field: str, reason: str) -> None:
        super().__init__(f"{path}: {field}: {reason}")
        self.path = path
        self.field = field
        self.reason = reason


def read(path: Path) -> HomeConfig:
    """The settings in ``path``; ConfigError names the first wrong field."""
    try:
        return HomeConfig.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(path, ".".join(str(part) for part in first["loc"]), first["msg"]) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(path, "file", str(error)) from error


def write(path: Path, config: HomeConfig) -> None:
    """Write the settings as TOML; JSON strings, numbers and booleans are TOML ones too."""
    values = config.model_dump(exclude_none=True)
    tables = {name: values.pop(name) for name in ("lanes", "card_readers", "scanners")}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    for name, rows in tables.items():
        for row in rows:
            lines += ["", f"[[{name}]]"]
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
