"""When the waiting negatives must be countersigned by a second officer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from station.domain.rules import CountersignRule


def countersign_due(closed_at: Sequence[datetime], now: datetime, rule: CountersignRule) -> bool:
    """Whether the batch is due: at a number, or when the oldest has waited the rule's interval.

    ``closed_at`` are the aware closing times of the negatives that wait.
    """
    if not closed_at:
        return False
    return len(closed_at) >= rule.at_count or now - min(closed_at) >= timedelta(minutes=rule.every_min)
