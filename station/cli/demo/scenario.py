"""The story a headless demo plays: who comes, what they answer, and what must have come of it."""

import tomllib
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from station.config import seeds
from station.domain.errors import StationError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Part):
    """Someone on duty."""

    badge: str
    name: str
    sex: Literal["male", "female"]
    role: Literal["officer", "assistant", "registrar", "tester"]


class Cartridge(_Part):
    """The box of cartridges in use at a lane."""

    lot: str
    expiry: str


class Visit(_Part):
    """One driver: what is typed, what the reader is given, and what must come of it.

    ``comes_as`` is the wrong number keyed on the reader; ``second_cartridge`` the specimen number used after
    a failed control line; ``expect`` the verdict, or ``refused``.
    """

    name: str
    number: str
    phone: str
    plate: str
    licence_class: str
    licence_office: str
    employer: str
    lane: str
    expect: Literal["negative", "presumptive_positive", "needs_corroboration", "invalid", "refused"]
    specimen_no: str | None = None
    declaration: str | None = None
    refusal: str | None = None
    second_cartridge: str | None = None
    comes_as: str | None = None
    comes_twice: bool = False
    seals: tuple[str, str] | None = None
    subject_answer: Literal["signed", "refused", "absent"] | None = None
    followups: tuple[str, ...] = ()


class Laboratory(_Part):
    """The laboratory's finding on one follow-up, and the measure proposed on it."""

    specimen_no: str
    name: str
    document_no: str
    finding: Literal["confirmed", "not_confirmed"]
    measure: Literal["cancellation", "revocation", "none"]
    measure_document_no: str


class Scenario(_Part):
    """A whole shift."""

    name: str
    place: str
    basis: str
    cameras: tuple[str, ...]
    people: tuple[Person, ...]
    cartridges: dict[str, Cartridge]
    laboratory: Laboratory
    receivers: dict[str, str]
    screenings: tuple[Visit, ...]


def load(name: str) -> Scenario:
    """The scenario ``seeds/scenarios/NAME.toml``.

    StationError ``demo.scenario_unknown``, which lists what there is, or ``demo.scenario_invalid``.
    """
    folder = seeds.folder() / "scenarios"
    path = folder / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml")))
        raise StationError("demo.scenario_unknown", name=name, known=known)
    try:
        return Scenario.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StationError("demo.scenario_invalid", name=name, field=where, reason=first["msg"]) from error
    except ValueError as error:
        raise StationError("demo.scenario_invalid", name=name, field="-", reason=str(error)) from error
