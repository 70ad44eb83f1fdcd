"""One shift for all tests of a file: what each of them does is in one log, which is verified at the end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station.services.home import Home
from tests.conftest import NIGHT
from tests.system.refusal import verified
from tests.training import Shift, opened
from tests.unit.storage.stand import SetClock


@contextmanager
def long_shift(founded: Path, folder: Path) -> Iterator[Shift]:
    """A shift in a copy of the founded home."""
    root = folder / "home"
    shutil.copytree(founded, root)
    with opened(Home(root), SetClock(at=NIGHT, step_ms=1_000)) as workplace:
        yield Shift(workplace).begin()
        verified(workplace)


@contextmanager
def appended_only(shift: Shift) -> Iterator[int]:
    """The block may append; what was the newest entry is still there. Gives the log's size before."""
    with shift.workplace.store.reading() as reading:
        before = reading.head()
    yield before.size
    with shift.workplace.store.reading() as reading:
        assert reading.head().size >= before.size
        assert reading.entries(before.size - 2, 1)[0].leaf_hash == before.last_leaf
