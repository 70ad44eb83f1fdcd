"""What still has to leave the laptop: a row for every entry, made in the entry's own transaction."""

from typing import Any

from sqlalchemy import insert

from station.domain import kinds
from station.storage.prepared import PreparedInsert
from station.storage.schema import outbox

FOLLOW_UPS_FIRST = 0
ORDINARY = 1

INSERT = PreparedInsert(insert(outbox), "log_id", "seq", "priority", "state", "attempts")


def waiting_row(log_id: str, seq: int, kind: str) -> dict[str, Any]:
    """The row of a new entry. Follow-ups go before everything else."""
    return {
        "log_id": log_id,
        "seq": seq,
        "priority": FOLLOW_UPS_FIRST if kind in kinds.FOLLOWUP else ORDINARY,
        "state": "ready",
        "attempts": 0,
    }
