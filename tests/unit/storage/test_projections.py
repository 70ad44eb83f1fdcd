"""Projections: thrown away and refolded they are the same, and they hold no personal value."""

import sqlite3
from contextlib import closing

import pytest

from station.storage import projected
from station.storage.rebuild import Snapshot, rebuild, snapshot
from station.storage.store import Store
from tests.unit.storage import story
from tests.unit.storage.stand import Stand


def taken(store: Store) -> Snapshot:
    with store.connection() as connection:
        return snapshot(connection)


def test_refolding_the_log_gives_what_was_kept_live(store: Store) -> None:
    story.night(store)
    live = taken(store)
    assert rebuild(store) > 20
    assert taken(store) == live
    assert all(live.values()), "the night must leave a row in every projection"


def test_after_every_entry_the_projections_depend_on_the_log_alone(store: Store) -> None:
    with store.unit() as unit:
        story.negative(unit, "S-1")
    for draft in (story.statement("countersign", "0522", None, "S-1"), story.opening("S-2", ticket="A1")):
        with store.unit() as unit:
            unit.append(draft)
        live = taken(store)
        rebuild(store)
        assert taken(store) == live


def test_a_spoiled_projection_is_mended_by_a_rebuild(store: Store, stand: Stand) -> None:
    story.night(store)
    live = taken(store)
    with closing(sqlite3.connect(stand.path)) as connection:
        connection.execute("UPDATE p_screening SET verdict = 'presumptive_positive'")
        connection.commit()
    assert taken(store) != live
    rebuild(store)
    assert taken(store) == live


@pytest.mark.parametrize("number", [0, projected.PROJECTION_VERSION + 1])
def test_projections_of_another_form_are_refolded_at_the_start(stand: Stand, number: int) -> None:
    with stand.store() as store:
        story.night(store)
        live = taken(store)
    with closing(sqlite3.connect(stand.path)) as connection:
        connection.execute("UPDATE version SET number = ? WHERE part = 'projections'", (number,))
        connection.execute("DROP TABLE p_screening")
        connection.commit()
    with stand.store() as store:
        assert taken(store) == live


def test_no_projection_holds_a_personal_value(store: Store) -> None:
    story.night(store)
    text = repr(taken(store))
    assert "U-1" in text
    for value in (story.NUMBER, story.OPERATOR, "female", "1988-07-01"):
        assert value not in text
