"""A reader's message made durable: kept whole, bound or put in the tray, and judged, in one commit.

Only after that commit is the reader's last frame acknowledged. Nothing here guesses an owner, and nothing is
dropped: a repeat is noted as a repeat, what cannot be read is held for a person.
"""

from dataclasses import dataclass
from enum import StrEnum

from station.domain import kinds
from station.domain.facts import Fact, Json
from station.domain.measurement import CONTROL_TEST, Measurement, Origin, body_of
from station.domain.ports import Moment
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
    OFFERED = "offered"
    UNMATCHED = "unmatched"
    REPEATED = "repeated"
    HELD = "held"
    CONTROL_TEST = "control_test"


class Binding(StrEnum):
    """How a measurement found its screening, or why it did not."""

    SPECIMEN_AND_LANE = "specimen_and_lane"
    AWAITS_CONFIRMATION = "awaits_confirmation"
    OUTSIDE_WINDOW = "outside_window"
    ANOTHER_OFFERED = "another_offered"
    NO_SPECIMEN_NUMBER = "no_specimen_number"
    NOBODY_WAITS = "nobody_waits"
    IDENTITY_CONFLICT = "identity_conflict"
    NOT_UNDERSTOOD = "not_understood"
    CONTROL_TEST = CONTROL_TEST


@dataclass(frozen=True)
class Window:
    """When a result is due: from ``develop_s`` after its cartridge was entered, for ``read_window_s``. One of
    a reader that knows no numbers is asked about only then."""

    develop_s: int
    read_window_s: int


@dataclass(frozen=True)
class Arrived:
    """A complete message as the lane hands it over.

    ``identity`` is the same when the same result is sent again; ``content`` is the same when it also says
    the same. Both are lower-case hex SHA-256. ``window`` is set for a reader that knows no numbers.
    """

    measurement: Measurement
    raw: bytes
    identity: str
    content: str
    window: Window | None = None


def keep(workplace: Workplace, unit: UnitOfWork, arrived: Arrived) -> Kept:
    """Append what arrived, inside the recorder's transaction."""
    earlier = unit.measurement_by_identity(arrived.identity, arrived.content)
    if earlier is not None and earlier.content == arrived.content:
        return _repeated(unit, arrived, earlier)
    if arrived.measurement.control_test:
        return _control_test(unit, arrived, again=earlier is not None)
    if arrived.window is not None and earlier is None:
        return _offer(workplace, unit, arrived, arrived.window)
    owner, why = (None, Binding.IDENTITY_CONFLICT) if earlier else _owner(unit, arrived.measurement)
    _append(unit, arrived, owner, why)
    if owner is None:
        return Kept.UNMATCHED
    judge_newest(workplace, unit, screening_of(unit, owner.screening_id))
    return Kept.BOUND


def _control_test(unit: UnitOfWork, arrived: Arrived, *, again: bool) -> Kept:
    """A test of control material is nobody's result. One that was understood waits for nobody; what a person
    must look at waits in the tray like any other."""
    why = Binding.NOT_UNDERSTOOD if arrived.measurement.problems else Binding.CONTROL_TEST
    why = Binding.IDENTITY_CONFLICT if again else why
    _append(unit, arrived, None, why)
    return Kept.CONTROL_TEST if why is Binding.CONTROL_TEST else Kept.UNMATCHED


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


def _offer(workplace: Workplace, unit: UnitOfWork, arrived: Arrived, window: Window) -> Kept:
    """A result of a reader that knows no numbers waits in the tray; an officer is asked whether it is the
    person's who stands on the lane, if there is one and it came when theirs was due."""
    candidate, why = _candidate(workplace, unit, arrived.measurement, window)
    leaf = _append(unit, arrived, None, why)
    if candidate is None:
        return Kept.UNMATCHED
    screening_id = candidate.screening_id
    body: dict[str, Json] = {"measurement": leaf, "lane": arrived.measurement.lane}
    workplace.record(unit, kinds.MEASUREMENT_OFFERED, body, screening_id=screening_id, refs=(leaf,))
    return Kept.OFFERED


def _candidate(
    workplace: Workplace, unit: UnitOfWork, measurement: Measurement, window: Window
) -> tuple[Screening | None, Binding]:
    """The one screening on this lane whose cartridge was due, otherwise why there is none."""
    if measurement.problems:
        return None, Binding.NOT_UNDERSTOOD
    row = unit.screening_for_specimen(measurement.lane, None)
    screening = screening_of(unit, row.screening_id) if row else None
    specimen = screening.specimen if screening else None
    if screening is None or specimen is None or not screening.expects_measurement:
        return None, Binding.NOBODY_WAITS
    told = measurement.specimen_no
    if told is not None and told.upper() != specimen.specimen_no.upper():
        return None, Binding.NOBODY_WAITS
    if screening.offered is not None:
        return None, Binding.ANOTHER_OFFERED
    if not _due(workplace, unit, screening, measurement.lane, window):
        return None, Binding.OUTSIDE_WINDOW
    return screening, Binding.AWAITS_CONFIRMATION


def _due(workplace: Workplace, unit: UnitOfWork, screening: Screening, lane: str, window: Window) -> bool:
    """Whether the cartridge on this lane has developed by now, and not too long ago."""
    loaded = screening.loaded
    if loaded is None or loaded.cartridge.lane != lane:
        return False
    facts = unit.facts(screening.screening_id)
    entered = next((fact for fact in facts if fact.seq == loaded.since), None)
    if entered is None:
        return False
    waited_s = _seconds_since(entered, workplace.clock.moment())
    return window.develop_s <= waited_s <= window.develop_s + window.read_window_s


def _seconds_since(fact: Fact, now: Moment) -> float:
    """By the clock that does not jump while the machine runs on, else by the wall's."""
    if fact.boot_id and fact.boot_id == now.boot_id:
        return (now.boottime_ms - fact.boottime_ms) / 1000
    return (now.at - fact.at).total_seconds()


def _append(unit: UnitOfWork, arrived: Arrived, owner: Screening | None, why: Binding) -> str:
    """Append the measurement and give back its leaf."""
    how = why.value if owner or why is Binding.CONTROL_TEST else "unmatched"
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
    kept = unit.append(draft, personal={"operator": operator} if operator else {}, raw=arrived.raw)
    return kept.leaf
