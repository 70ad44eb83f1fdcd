"""What is remembered between units is never older or newer than the log."""

import pytest

from station.domain import kinds
from station.domain.errors import StationError
from station.log.entry import Draft
from station.storage import recent
from station.storage.store import Store
from tests.unit.storage import story
from tests.unit.storage.stand import Stand


def kinds_of(store: Store, screening_id: str) -> list[str]:
    """As the next unit knows them; a reading always asks the database."""
    with store.unit() as unit:
        known = unit.facts(screening_id)
    with store.reading() as reading:
        assert known == reading.facts(screening_id)
    return [fact.kind for fact in known]


def test_a_unit_knows_what_the_unit_before_it_appended(store: Store) -> None:
    with store.unit() as unit:
        unit.append(story.opening("S-1"))
    with store.unit() as unit:
        unit.append(story.collected("S-1", "U-1"))
    assert kinds_of(store, "S-1") == [kinds.SCREENING_OPENED, kinds.SPECIMEN_COLLECTED]


def test_what_was_rolled_back_is_not_remembered(store: Store) -> None:
    with store.unit() as unit:
        unit.append(story.opening("S-1"))
    spoiled = (story.collected("S-1", "U-1"), Draft("NO KIND", {}))
    with pytest.raises(StationError), store.unit() as unit:
        [unit.append(draft) for draft in spoiled]
    assert kinds_of(store, "S-1") == [kinds.SCREENING_OPENED]
    with store.unit() as unit:
        unit.append(story.loaded("S-1", "lane-1"))
        row = unit.screening("S-1")
    assert row is not None
    assert row.specimen_no is None


def test_what_another_process_appended_is_seen(store: Store, stand: Stand) -> None:
    with store.unit() as unit:
        unit.append(story.opening("S-1"))
    with stand.store() as other, other.unit() as unit:
        unit.append(story.collected("S-1", "U-7"))
    with store.unit() as unit:
        unit.append(story.loaded("S-1", "lane-1"))
        row = unit.screening("S-1")
    assert row is not None
    assert row.specimen_no == "U-7"
    assert len(kinds_of(store, "S-1")) == 3


def test_a_batch_is_remembered_by_each_screening_it_names_once(store: Store) -> None:
    with store.unit() as unit:
        story.negative(unit, "S-1")
        story.negative(unit, "S-2", "U-2", "b")
        unit.append(story.statement("countersign", "0522", None, "S-1", "S-2", "S-1"))
    for screening_id in ("S-1", "S-2"):
        assert kinds_of(store, screening_id).count(kinds.STATEMENT_SIGNED) == 2


def test_forgetting_the_oldest_changes_no_answer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST_REMEMBERED", 2)
    with store.unit() as unit:
        for number in range(4):
            unit.append(story.opening(f"S-{number}"))
    for number in range(4):
        with store.unit() as unit:
            unit.append(story.collected(f"S-{number}", f"U-{number}"))
    assert [len(kinds_of(store, f"S-{number}")) for number in range(4)] == [2, 2, 2, 2]
