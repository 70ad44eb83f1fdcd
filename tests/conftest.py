"""What tests of every kind may ask for: a training home, the same open, and a shift running in it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from station.services import training
from station.services.home import Home
from station.services.workplace import Workplace
from tests.training import Shift, found_home, opened
from tests.unit.storage.stand import SetClock

NIGHT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Two in the morning of a Tuesday, local time."""


@pytest.fixture
def night_clock() -> SetClock:
    """A clock set to the night, moved by the test; a second passes at each entry."""
    return SetClock(at=NIGHT, step_ms=1_000)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training home as it was founded, made once: keys take long to make. Copy it, never open it.

    Its passphrases are stretched by one round: most of a test's time would be spent on signing on.
    """
    root = tmp_path_factory.mktemp("founded") / "home"
    with pytest.MonkeyPatch.context() as quickly:
        quickly.setattr(training, "KDF_ROUNDS", 1)
        found_home(root, SetClock(at=NIGHT))
    return root


@pytest.fixture
def training_home(founded: Path, tmp_path: Path) -> Home:
    """A training home of this test's own, with nobody signed on and no shift."""
    root = tmp_path / "home"
    shutil.copytree(founded, root)
    return Home(root)


@pytest.fixture
def workplace(training_home: Home, night_clock: SetClock) -> Iterator[Workplace]:
    """The training home, open."""
    with opened(training_home, night_clock) as home:
        yield home


@pytest.fixture
def shift(workplace: Workplace) -> Shift:
    """Two officers signed on and a shift open in the training home."""
    return Shift(workplace).begin()
