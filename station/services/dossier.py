"""All there is to read about one screening: its entries, its person, who signed, what it led to."""

from collections.abc import Mapping
from dataclasses import dataclass

from station.domain.body import Body
from station.domain.facts import Fact
from station.domain.path import Step, next_step
from station.domain.screening import Screening
from station.services import listing, particulars
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.rows import FollowupRow


@dataclass(frozen=True)
class Dossier:
    """One screening to be read. ``personal`` is empty while the vault is shut; ``names`` are by badge."""

    screening: Screening
    step: Step
    facts: tuple[Fact, ...]
    personal: Mapping[str, str]
    names: Mapping[str, str]
    place: str
    measured: Fact | None
    analytes: tuple[Body, ...]
    followups: tuple[FollowupRow, ...]


def of(workplace: Workplace, screening_id: str) -> Dossier:
    """The dossier as the log tells it now; ``screening.unknown``."""
    with workplace.store.reading() as reading:
        screening = screening_of(reading, screening_id)
        shift = reading.shift(screening.opened.shift_id)
        return Dossier(
            screening=screening,
            step=next_step(screening, workplace.pack.rules),
            facts=tuple(reading.facts(screening_id)),
            personal=listing.person(workplace, reading, screening_id),
            names={officer.badge: officer.name for officer in reading.officers()},
            place=shift.place if shift else "",
            measured=particulars.measured(reading, screening),
            analytes=particulars.analyte_rows(reading, screening),
            followups=tuple(reading.followups_of(screening_id)),
        )
