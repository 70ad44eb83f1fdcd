"""When the disk or the file fails: a code for each, nothing acknowledged lost, nothing half written."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from station.domain import kinds
from station.domain.errors import SpecimenState, StationError
from station.log.entry import Draft
from station.storage import engine
from station.storage.store import Store
from tests.unit.storage.stand import Stand

NIGHT = Draft(kinds.SIGNED_OFF, {"badge": "0417"})
LARGE = b"\xff" * 200_000


def size(store: Store) -> int:
    with store.reading() as reading:
        return reading.head().size


def append(store: Store, raw: bytes | None = None) -> None:
    with store.unit() as unit:
        unit.append(NIGHT, raw=raw)


def refusal(action: Callable[[], object]) -> StationError:
    with pytest.raises(StationError) as refused:
        action()
    return refused.value


@contextmanager
def every_connection(store: Store, pragma: str) -> Iterator[None]:
    """Connections of ``store`` made inside the block start with one more pragma."""

    def configure(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(store._engine, "connect", configure)
    store._engine.dispose()
    yield
    event.remove(store._engine, "connect", configure)
    store._engine.dispose()


@contextmanager
def no_file_larger_than(size_bytes: int) -> Iterator[None]:
    """Writes past this size fail with EFBIG, which SQLite reports as an error of the disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_the_step_and_keeps_every_earlier_one(store: Store, stand: Stand) -> None:
    append(store)
    pages = stand.path.stat().st_size // 4096
    with every_connection(store, f"max_page_count={pages + 2}"):
        error = refusal(lambda: append(store, LARGE))
        assert size(store) == 1
    assert (error.code, error.specimen) == ("storage.disk_full", SpecimenState.GOOD)
    append(store, LARGE)
    assert size(store) == 2


def test_a_database_that_cannot_be_written_says_so(store: Store) -> None:
    with every_connection(store, "query_only=ON"):
        assert refusal(lambda: append(store)).code == "storage.read_only"
    append(store)


def test_a_fault_of_the_disk_stops_all_writing_until_the_log_is_verified(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(stand.log_opened())
    with no_file_larger_than(stand.path.stat().st_size + 4096):
        error = refusal(lambda: append(store, LARGE))
    assert (error.code, error.specimen) == ("storage.io_failed", SpecimenState.UNKNOWN)
    assert refusal(lambda: append(store)).code == "storage.not_verified"
    assert size(store) == 1
    assert store.reopen().ok
    append(store)
    assert size(store) == 2


def test_after_a_fault_a_log_that_does_not_verify_takes_no_more_entries(store: Store, stand: Stand) -> None:
    append(store)
    with no_file_larger_than(stand.path.stat().st_size + 4096):
        refusal(lambda: append(store, LARGE))
    assert store.reopen().ok is False, "this log has no first entry that names the device's key"
    assert refusal(lambda: append(store)).code == "storage.not_verified"


def test_a_file_that_is_no_database_is_damaged(stand: Stand) -> None:
    stand.path.write_bytes(b"not a database at all" * 500)
    assert refusal(stand.open).code == "storage.damaged"


def test_a_torn_page_is_damage_and_stops_all_writing(stand: Stand) -> None:
    with stand.store() as store:
        for _ in range(20):
            append(store, b"x" * 3000)
    torn = bytearray(stand.path.read_bytes())
    torn[8192:] = b"\xa5" * len(torn[8192:])
    stand.path.write_bytes(torn)
    with pytest.raises(StationError, match=r"storage\.damaged"), stand.store() as store:
        append(store)


@pytest.mark.parametrize("spoil", ["UPDATE head SET size = 1", "DELETE FROM entry WHERE seq = 2"])
def test_a_head_that_does_not_end_with_the_newest_entry_stops_the_start(stand: Stand, spoil: str) -> None:
    with stand.store() as store:
        for _ in range(3):
            append(store)
    with closing(sqlite3.connect(stand.path)) as connection:
        connection.execute("DROP TRIGGER entry_no_delete")
        connection.execute(spoil)
        connection.commit()
    assert refusal(stand.open).code == "storage.damaged"


def test_a_home_that_is_not_there_cannot_be_opened(tmp_path: Path) -> None:
    assert refusal(Stand(tmp_path / "gone" / "station.db").open).code == "storage.cannot_open"


def test_a_database_held_by_another_program_says_so_and_serves_again_after(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "busy_timeout", ("20", 20))
    with stand.store() as store, closing(sqlite3.connect(stand.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refusal(lambda: append(store)).code == "storage.locked"
        assert size(store) == 0
        other.execute("ROLLBACK")
        append(store)
        assert size(store) == 1


def test_a_mistake_of_our_own_is_not_dressed_up_as_a_fault(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.unit():
        raise sqlite3.IntegrityError
    append(store)
