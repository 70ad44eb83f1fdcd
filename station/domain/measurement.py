"""What a reader measured, in the trade's words and before anyone judged it."""

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a fact comes from; carried from the first event to the paper."""

    DEVICE = "device"
    MANUAL = "manual"
    SIMULATED = "simulated"
    TRAINING = "training"


class Outcome(StrEnum):
    """One analyte as the reader reported it. ``NOT_UNDERSTOOD`` is kept and held, never guessed."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    INVALID = "invalid"
    NOT_UNDERSTOOD = "not_understood"


class Control(StrEnum):
    """The procedural control line of the cartridge."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True)
class ReaderIdentity:
    """The physical reader: as the message itself names it, and the profile it was read with.

    ``profile_sha256`` is lower-case hex over the profile file's bytes.
    """

    model: str
    serial: str
    firmware: str
    profile: str
    profile_sha256: str


@dataclass(frozen=True)
class AnalyteResult:
    """One line of a result. ``analyte`` is our identifier, or None for a code the profile does not know.

    ``value`` and ``cutoff`` are the reader's own decimal strings in ``unit``; None when not reported.
    """

    code: str
    analyte: str | None
    outcome: Outcome
    value: str | None = None
    unit: str | None = None
    cutoff: str | None = None


@dataclass(frozen=True)
class Measurement:
    """One complete result message of one specimen.

    ``tested_at_reader`` and ``sent_at_reader`` are the reader's own clock as ISO 8601 text, None when absent.
    ``reader_offset_ms`` is the reader's sending time minus the station's, when the reader sent one.
    Temperatures are decimal strings in degrees Celsius. ``flags`` are stable codes of what was odd
    (``no_eot``, ``unknown_code:XYZ``). ``problems`` being non-empty means a person must look at it.
    """

    lane: str
    reader: ReaderIdentity
    origin: Origin
    specimen_kind: str | None
    specimen_no: str | None
    test_no: str | None
    panel: str | None
    lot: str | None
    expiry: str | None
    operator: str | None
    control: Control
    results: tuple[AnalyteResult, ...]
    tested_at_reader: str | None = None
    sent_at_reader: str | None = None
    reader_offset_ms: int | None = None
    cartridge_temperature_c: str | None = None
    reader_temperature_c: str | None = None
    flags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
