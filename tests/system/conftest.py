"""A home with a night behind it for the commands."""

import shutil
from pathlib import Path

import pytest

from station.services.home import Home
from tests.conftest import NIGHT
from tests.system.night import Night, play
from tests.unit.storage.stand import SetClock


@pytest.fixture(scope="session")
def played(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The night as it was left, made once. Copy it, never open it."""
    root = tmp_path_factory.mktemp("night") / "home"
    shutil.copytree(founded, root)
    return play(Home(root), SetClock(at=NIGHT, step_ms=1_000))


@pytest.fixture
def night(played: Night, tmp_path: Path) -> Night:
    """The night in a home of this test's own."""
    return played.copied(tmp_path)
