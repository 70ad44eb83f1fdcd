"""The evidence tables: append-only, as the steps made them, and refused when newer than we are."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from station.domain.errors import StationError
from station.storage import engine, schema
from station.storage.store import Store
from tests.unit.storage import story
from tests.unit.storage.stand import Stand

FROZEN = ("entry", "raw", "personal", "data_key")


@pytest.fixture
def night(store: Store, stand: Stand) -> Stand:
    story.night(store)
    return stand


@pytest.mark.parametrize("table", FROZEN)
@pytest.mark.parametrize("attempt", ["DELETE FROM {}", "UPDATE {} SET seq = seq + 1000"])
def test_evidence_is_neither_changed_nor_deleted(night: Stand, table: str, attempt: str) -> None:
    with closing(sqlite3.connect(night.path)) as connection:
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - fixed names
        assert count > 0
        with pytest.raises(sqlite3.IntegrityError, match=r"storage\.append_only"):
            connection.execute(attempt.format(table))


def test_an_item_still_to_be_delivered_cannot_be_dropped(night: Stand) -> None:
    refused = pytest.raises(sqlite3.IntegrityError, match=r"storage\.append_only")
    with closing(sqlite3.connect(night.path)) as connection, refused:
        connection.execute("DELETE FROM outbox")


def test_the_steps_make_exactly_the_tables_the_program_knows(store: Store) -> None:
    with store.connection() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or not _projected(name)}
        )
        assert compare_metadata(context, schema.metadata) == []


def _projected(name: str | None) -> bool:
    return name is not None and name.startswith("p_")


def test_the_triggers_are_there_after_the_upgrade(store: Store, stand: Stand) -> None:
    with closing(sqlite3.connect(stand.path)) as connection:
        found = {
            row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        }
    expected = {f"{table}_no_{action}" for table in FROZEN for action in ("update", "delete")}
    assert found == {*expected, "outbox_no_delete"}


def test_a_database_of_a_newer_version_is_refused_and_left_alone(stand: Stand) -> None:
    stand.open().close()
    with closing(sqlite3.connect(stand.path)) as connection:
        connection.execute("UPDATE version SET number = 99 WHERE part = 'schema'")
        connection.commit()
    before = stand.path.read_bytes()
    with pytest.raises(StationError) as refused:
        stand.open()
    assert refused.value.code == "storage.newer_version"
    assert refused.value.params == {"found": 99, "known": schema.SCHEMA_VERSION}
    assert stand.path.read_bytes() == before


def test_a_setting_that_the_database_does_not_take_stops_the_start(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine.PRAGMAS, "synchronous", ("NORMAL", 3))
    with pytest.raises(StationError) as refused:
        stand.open()
    assert refused.value.code == "storage.pragma"
    assert refused.value.params == {"pragma": "synchronous", "expected": "3", "found": "1"}


def test_every_commit_is_flushed_and_foreign_keys_hold(store: Store) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "mmap_size", "busy_timeout")
    with store.connection() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["delete", 3, 1, 0, 5000]


def test_a_database_turned_to_wal_by_another_tool_is_turned_back(stand: Stand) -> None:
    stand.open().close()
    with closing(sqlite3.connect(stand.path)) as connection:
        assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    with stand.store() as store, store.connection() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"


def test_a_start_with_an_up_to_date_database_does_not_load_alembic(stand: Stand) -> None:
    stand.open().close()
    script = (
        "import sys; from pathlib import Path; from tests.unit.storage.stand import Stand;"
        "Stand(Path(sys.argv[1])).open().close(); sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(stand.path)], check=True)
