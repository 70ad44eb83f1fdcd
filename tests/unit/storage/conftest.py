"""A store for each test, in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.storage.store import Store
from tests.unit.storage.stand import Stand


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """What stores of one test share."""
    return Stand(tmp_path / "station.db")


@pytest.fixture
def store(stand: Stand) -> Iterator[Store]:
    """An open store."""
    with stand.store() as opened:
        yield opened
