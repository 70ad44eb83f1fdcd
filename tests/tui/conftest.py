"""Homes for the screens: made once, copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.tui.stand import Stand, found


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training home that no test writes to."""
    return found(tmp_path_factory.mktemp("founded") / "home")


@pytest.fixture
def stand(founded: Path, tmp_path: Path) -> Stand:
    """A fresh copy of the training home."""
    shutil.copytree(founded, tmp_path / "home")
    return Stand(tmp_path / "home")
