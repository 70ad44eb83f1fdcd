"""The facts of the screenings worked on just now, so that an append does not read them again.

The head's last leaf commits to the whole log before it. What is remembered is used only while that leaf is
the head's; when another process has appended, or a unit was rolled back, it is simply not used.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from station.domain import kinds
from station.domain.facts import Fact
from station.domain.screening import Screening
from station.storage import kept

MOST_REMEMBERED = 64


@dataclass(frozen=True)
class Told:
    """Every fact of one screening in log order, and what they tell, folded when first asked for."""

    facts: tuple[Fact, ...]
    earlier: Screening | None = None
    """The screening before the newest fact, when it is at hand: one more step is all that is left."""

    @cached_property
    def opening(self) -> Fact | None:
        """The first ``screening_opened``; None while there is none."""
        return next((fact for fact in self.facts if fact.kind == kinds.SCREENING_OPENED), None)

    @cached_property
    def screening(self) -> Screening | None:
        """The screening; None while it has not been opened."""
        if self.earlier is not None:
            return self.earlier.after(self.facts[-1])
        return Screening.fold(self.facts) if self.opening else None

    def then(self, fact: Fact) -> "Told":
        """With one newer fact."""
        return Told((*self.facts, fact), self.screening)


@dataclass
class RecentFacts:
    """Screenings as told under ``last_leaf`` (32 bytes; empty before the first entry)."""

    log_id: str
    last_leaf: bytes = b""
    known: dict[str, Told] = field(default_factory=dict)

    def under(self, last_leaf: bytes) -> "RecentFacts":
        """A copy to work with if nothing was appended since, else an empty one."""
        known = dict(self.known) if self.last_leaf == last_leaf else {}
        return RecentFacts(self.log_id, last_leaf, known)

    def about(self, connection: Connection, screening_id: str) -> Told:
        """One screening."""
        if screening_id not in self.known:
            self._remember(screening_id, kept.facts_about(connection, self.log_id, screening_id))
        return self.known[screening_id]

    def with_fact(self, connection: Connection, screening_id: str, fact: Fact) -> Told:
        """The same up to ``fact``, which is the newest and stored already."""
        if screening_id in self.known:
            self.known[screening_id] = self.known[screening_id].then(fact)
        else:
            facts = kept.facts_about(connection, self.log_id, screening_id, fact.seq)
            self._remember(screening_id, facts)
        return self.known[screening_id]

    def _remember(self, screening_id: str, facts: Iterable[Fact]) -> None:
        while len(self.known) >= MOST_REMEMBERED:
            del self.known[next(iter(self.known))]
        self.known[screening_id] = Told(tuple(facts))
