"""When the waiting negatives must be countersigned."""

from datetime import timedelta

from station.domain.countersign import countersign_due
from station.domain.rules import RulePack
from tests.unit.domain.story import START


def test_negatives_fall_due_at_a_number(pack: RulePack) -> None:
    rule = pack.countersign

    assert not countersign_due([START] * (rule.at_count - 1), START, rule)
    assert countersign_due([START] * rule.at_count, START, rule)


def test_negatives_fall_due_when_the_oldest_has_waited_long_enough(pack: RulePack) -> None:
    rule, waited = pack.countersign, timedelta(minutes=pack.countersign.every_min)
    closed_at = [START + timedelta(minutes=30), START]

    assert not countersign_due(closed_at, START + waited - timedelta(seconds=1), rule)
    assert countersign_due(closed_at, START + waited, rule)


def test_nothing_falls_due_when_nothing_waits(pack: RulePack) -> None:
    assert not countersign_due([], START, pack.countersign)
