"""Who stands on a paper by name."""

from dataclasses import dataclass
from datetime import datetime

from station.papers.bilingual import Bilingual
from station.papers.literal import Printable
from station.papers.local_time import local_time_or_none


@dataclass(frozen=True)
class Signatory:
    """An officer, registrar or tester. ``signed_at`` (aware UTC) is the electronic signature, None before it.

    ``role`` is officer | assistant | registrar | tester.
    """

    role: str
    name: str
    badge: str
    signed_at: datetime | None = None

    def printable(self) -> Printable:
        """The same as a template reads it."""
        return {
            "role": both(Bilingual.of(f"paper.role.{self.role}")),
            "name": self.name,
            "badge": self.badge,
            "signed_at": local_time_or_none(self.signed_at),
        }


def both(words: Bilingual | None) -> Printable:
    """Two languages as a template reads them."""
    return None if words is None else {"zh": words.zh, "en": words.en}
