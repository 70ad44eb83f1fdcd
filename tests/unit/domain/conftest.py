"""The shipped pack and calendar, read as the station will read them."""

import tomllib
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from station.domain.deadline import WorkCalendar
from station.domain.rules import RulePack

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="session")
def pack() -> RulePack:
    text = (SEEDS / "rules" / "cn-2026-1.toml").read_text(encoding="utf-8")
    return TypeAdapter(RulePack).validate_python(tomllib.loads(text))


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    text = (SEEDS / "holidays" / "cn-2026.toml").read_text(encoding="utf-8")
    return TypeAdapter(WorkCalendar).validate_python(tomllib.loads(text))
