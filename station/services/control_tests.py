"""The newest test of control material (质控) on each lane: whether its reader still finds what it should.

Which outcome is the right one depends on the material, which no reader tells: a person judges it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from station.domain.measurement import Control, Outcome, measurement_of
from station.domain.screening import Screening
from station.storage.reading import Reading
from station.storage.rows import ControlTestRow


@dataclass(frozen=True)
class ControlTest:
    """One. ``control`` is the cartridge's control line; ``outcomes`` counts its lines by what they showed;
    ``doubtful`` when it also waits in the tray, or waited there, for a person to look at."""

    lane: str
    received_at: datetime
    specimen_no: str | None
    control: Control
    outcomes: Mapping[Outcome, int]
    doubtful: bool


def newest(reading: Reading) -> dict[str, ControlTest]:
    """By lane; a lane that never had one is not in it."""
    return {row.lane: found for row in reading.control_tests() if (found := _of(reading, row))}


def of_nobody_since(screening: Screening, tests: Mapping[str, ControlTestRow]) -> datetime | None:
    """When the reader that ``screening`` waits for sent a control test in place of a result, if it did since
    the cartridge went in: it stands in quality-control mode. ``tests`` are the newest by lane."""
    loaded = screening.loaded
    if loaded is None or not screening.expects_measurement or screening.offered is not None:
        return None
    last = tests.get(loaded.cartridge.lane)
    return last.received_at if last is not None and last.seq > loaded.since else None


def _of(reading: Reading, row: ControlTestRow) -> ControlTest | None:
    fact = reading.fact(row.leaf)
    if fact is None:
        return None
    measured = measurement_of(fact)
    return ControlTest(
        lane=row.lane,
        received_at=row.received_at,
        specimen_no=measured.specimen_no,
        control=measured.control,
        outcomes=Counter(result.outcome for result in measured.results),
        doubtful=bool(measured.problems),
    )
