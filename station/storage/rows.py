"""What a listing gives back: frozen rows, times aware UTC, no personal value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_TRUTHS = ("expects_measurement", "awaiting_countersign")

RowT = TypeVar("RowT")


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970 of an aware time."""
    return (at - _EPOCH) // _MILLISECOND


def from_ms(at_ms: int) -> datetime:
    """Aware UTC."""
    return _EPOCH + at_ms * _MILLISECOND


def build(row_type: type[RowT], columns: Mapping[Any, Any]) -> RowT:
    """A row of ``row_type``; columns named ``*_at_ms`` become times named ``*_at``."""
    return row_type(**{name.removesuffix("_ms"): _value(name, value) for name, value in columns.items()})


def _value(name: str, value: Any) -> Any:
    if name in _TRUTHS:
        return bool(value)
    return from_ms(value) if name.endswith("_at_ms") and value is not None else value


@dataclass(frozen=True)
class ScreeningRow:
    """One screening in a list. ``seq`` is the place of its first entry; ``measurement`` a leaf in hex."""

    screening_id: str
    log_id: str
    seq: int
    shift_id: str
    post: str
    basis: str
    specimen_kind: str
    specimen_no: str | None
    lane: str | None
    ticket: str | None
    opened_at: datetime
    closed_at: datetime | None
    origin: str
    outcome: str | None
    verdict: str | None
    measurement: str | None
    first_badge: str | None
    second_badge: str | None
    expects_measurement: bool
    awaiting_countersign: bool


@dataclass(frozen=True)
class FollowupRow:
    """One follow-up as it stands; ``handed_at`` is the time written on the list, as it was entered."""

    followup_id: str
    log_id: str
    seq: int
    screening_id: str
    kind: str
    rule: str
    pack: str
    state: str
    opened_at: datetime
    changed_at: datetime
    finding: str | None
    measure: str | None
    legal_basis: str | None
    document_no: str | None
    list_no: str | None
    receiver: str | None
    handed_at: str | None
    receipt_no: str | None
    returned_reason: str | None


@dataclass(frozen=True)
class UnmatchedRow:
    """A result that belongs to nobody yet, or (kind ``exchange_held``) bytes that a person must look at."""

    leaf: str
    log_id: str
    seq: int
    kind: str
    lane: str
    reason: str | None
    specimen_no: str | None
    test_no: str | None
    received_at: datetime


@dataclass(frozen=True)
class ControlTestRow:
    """The newest test of control material on a lane; its ``leaf`` names the measurement."""

    lane: str
    log_id: str
    seq: int
    leaf: str
    received_at: datetime


@dataclass(frozen=True)
class MeasurementRow:
    """Where a reader's message was kept; ``screening_id`` None while it is unmatched or set aside."""

    leaf: str
    log_id: str
    seq: int
    identity: str
    content: str
    lane: str
    screening_id: str | None


@dataclass(frozen=True)
class OfficerRow:
    """One person of the station as last enrolled; ``public_key`` is base64, None for those who never sign."""

    badge: str
    log_id: str
    seq: int
    name: str
    sex: str
    role: str
    key_id: str | None
    public_key: str | None


@dataclass(frozen=True)
class ShiftRow:
    """One shift in a list."""

    shift_id: str
    log_id: str
    seq: int
    place: str
    post: str
    basis: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class ScreeningFilter:
    """Which screenings to list; None means any. ``opened_until`` is exclusive."""

    shift_id: str | None = None
    outcome: str | None = None
    verdict: str | None = None
    specimen_no: str | None = None
    lane: str | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """One page, newest first; ``next`` is the cursor of the following page, None at the end."""

    rows: tuple[RowT, ...]
    next: int | None
