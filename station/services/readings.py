"""A reader's message made durable: kept whole, bound or put in the tray, and judged, in one commit.

Only after that commit is the reader's last frame acknowledged. Nothing here guesses an owner, and nothing is
dropped: a repeat is noted as a repeat, what cannot be read is held for a person.
"""

from dataclasses import dataclass
from enum import StrEnum

from station.domain import kinds
from station.domain.facts import Json
from station.domain.measurement import Measurement, Origin, body_of
from station.domain.screening import Screening
from station.log.entry import Draft
from station.services.judging import judge_newest
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.rows import MeasurementRow
from station.storage.unit import UnitOfWork


class Kept(StrEnum):
    """What became of a message. None of them is a loss."""

    BOUND = "bound"
    UNMATCHED = "unmatched"
    REPEATED = "repeated"
    HELD = "held"


class Binding(StrEnum):
    """How a measurement found its screening, or why it did not."""

    SPECIMEN_AND_LANE = "specimen_and_lane"
    NO_SPECIMEN_NUMBER = "no_specimen_number"
    NOBODY_WAITS = "nobody_waits"
    IDENTITY_CONFLICT = "identity_conflict"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True)
class Arrived:
    """A complete message as the lane hands it over.

    ``identity`` is the same when the same result is sent again; ``content`` is the same when it also says
    the same. Both are lower-case hex SHA-256.
    """

    measurement: Measurement
    raw: bytes
    identity: str
    content: str


def keep(workplace: Workplace, unit: UnitOfWork, arrived: Arrived) -> Kept:
    """Append what arrived, inside the recorder's transaction."""
    earlier = unit.measurement_by_identity(arrived.identity, arrived.content)
    if earlier is not None and earlier.content == arrived.content:
        return _repeated(unit, arrived, earlier)
    owner, why = (None, Binding.IDENTITY_CONFLICT) if earlier else _owner(unit, arrived.measurement)
    _append(unit, arrived, owner, why)
    if owner is None:
        return Kept.UNMATCHED
    judge_newest(workplace, unit, screening_of(unit, owner.screening_id))
    return Kept.BOUND


def _repeated(unit: UnitOfWork, arrived: Arrived, earlier: MeasurementRow) -> Kept:
    """The same test saying the same again: noted, never a second result."""
    body: dict[str, Json] = {"of": earlier.leaf, "lane": arrived.measurement.lane}
    draft = Draft(
        kinds.MEASUREMENT_REPEATED,
        body,
        screening_id=earlier.screening_id,
        refs=(earlier.leaf,),
        origin=arrived.measurement.origin,
    )
    unit.append(draft, raw=arrived.raw)
    return Kept.REPEATED


def hold(unit: UnitOfWork, lane: str, reason: str, raw: bytes, origin: Origin) -> Kept:
    """Append an exchange that gave no result: half a message, or one that could not be decoded."""
    body: dict[str, Json] = {"lane": lane, "reason": reason}
    unit.append(Draft(kinds.EXCHANGE_HELD, body, origin=origin), raw=raw)
    return Kept.HELD


def _owner(unit: UnitOfWork, measurement: Measurement) -> tuple[Screening | None, Binding]:
    """The one screening on this lane that waits for this specimen; otherwise why there is none."""
    if measurement.problems:
        return None, Binding.NOT_UNDERSTOOD
    if measurement.specimen_no is None:
        return None, Binding.NO_SPECIMEN_NUMBER
    row = unit.screening_for_specimen(measurement.lane, measurement.specimen_no.upper())
    screening = screening_of(unit, row.screening_id) if row else None
    if screening is None or not screening.expects_measurement:
        return None, Binding.NOBODY_WAITS
    return screening, Binding.SPECIMEN_AND_LANE


def _append(unit: UnitOfWork, arrived: Arrived, owner: Screening | None, why: Binding) -> None:
    how = why.value if owner else "unmatched"
    binding: dict[str, Json] = {"how": how, "reason": None if owner else why.value}
    body: dict[str, Json] = {
        **body_of(arrived.measurement),
        "identity": arrived.identity,
        "content": arrived.content,
        "binding": binding,
    }
    draft = Draft(
        kinds.MEASUREMENT_RECEIVED,
        body,
        screening_id=owner.screening_id if owner else None,
        origin=arrived.measurement.origin,
    )
    operator = arrived.measurement.operator
    unit.append(draft, personal={"operator": operator} if operator else {}, raw=arrived.raw)
