"""The facts of the screenings worked on just now, so that an append does not read them again.

The head's last leaf commits to the whole log before it. What is remembered is used only while that leaf is
the head's; when another process has appended, or a unit was rolled back, it is simply not used.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from station.domain.facts import Fact
from station.storage import kept

MOST_REMEMBERED = 64


@dataclass
class RecentFacts:
    """Facts by screening, as they stand under ``last_leaf`` (32 bytes; empty before the first entry)."""

    log_id: str
    last_leaf: bytes = b""
    known: dict[str, tuple[Fact, ...]] = field(default_factory=dict)

    def under(self, last_leaf: bytes) -> "RecentFacts":
        """A copy to work with if nothing was appended since, else an empty one."""
        known = dict(self.known) if self.last_leaf == last_leaf else {}
        return RecentFacts(self.log_id, last_leaf, known)

    def about(self, connection: Connection, screening_id: str) -> tuple[Fact, ...]:
        """Every fact of one screening in log order."""
        if screening_id not in self.known:
            self._remember(screening_id, tuple(kept.facts_about(connection, self.log_id, screening_id)))
        return self.known[screening_id]

    def with_fact(self, connection: Connection, screening_id: str, fact: Fact) -> tuple[Fact, ...]:
        """The same up to ``fact``, which is the newest and stored already."""
        if screening_id in self.known:
            self.known[screening_id] = (*self.known[screening_id], fact)
            return self.known[screening_id]
        facts = kept.facts_about(connection, self.log_id, screening_id, fact.seq)
        self._remember(screening_id, tuple(facts))
        return self.known[screening_id]

    def _remember(self, screening_id: str, facts: tuple[Fact, ...]) -> None:
        while len(self.known) >= MOST_REMEMBERED:
            del self.known[next(iter(self.known))]
        self.known[screening_id] = facts
