"""What a reader measured, in the trade's words and before anyone judged it."""

from dataclasses import dataclass
from enum import StrEnum

from station.domain.body import Body
from station.domain.facts import Fact, Json

NOT_A_PATIENT_RESULT = "not_a_patient_result"
"""The problem of a message that its reader marks as no test of a person."""


CONTROL_TEST = "control_test"
"""Why a measurement has no owner and waits for none."""


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


class ClockSource(StrEnum):
    """How a reader's clock became known: sent with this result, or told before it on the same line."""

    SENT = "sent"
    TOLD = "told"


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

    ``control_test``: control material was tested (质控), which is never a person's result. The other
    ``control`` is the cartridge's control line.
    ``tested_at_reader`` and ``sent_at_reader`` are the reader's own clock as ISO 8601 text, None when absent.
    ``reader_offset_ms`` is the reader's clock minus the station's. ``reader_offset_from`` says which clock:
    its sending time, else what it told last on this line, at ``reader_clock_told_at`` (UTC, by the station's
    clock); None where no clock is known, and in entries older than this field, whose offset is that of the
    sending time.
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
    reader_offset_from: ClockSource | None = None
    reader_clock_told_at: str | None = None
    cartridge_temperature_c: str | None = None
    reader_temperature_c: str | None = None
    flags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    control_test: bool = False

    @property
    def of_nobody(self) -> bool:
        """Whether its reader says that it is no test of a person: a control test or a demonstration."""
        named = {problem.partition(":")[0] for problem in self.problems}
        return self.control_test or NOT_A_PATIENT_RESULT in named


def body_of(measurement: Measurement) -> dict[str, Json]:
    """The fields of an entry of kind ``measurement_received`` that the measurement itself gives.

    The operator is left out: it is a person's name or number and travels beside the body.
    """
    reader = measurement.reader
    return {
        "lane": measurement.lane,
        "reader": {name: getattr(reader, name) for name in _READER_FIELDS},
        **{name: getattr(measurement, name) for name in _PLAIN_FIELDS},
        "control": measurement.control.value,
        "results": [_result_row(result) for result in measurement.results],
        "reader_offset_ms": measurement.reader_offset_ms,
        "reader_offset_from": measurement.reader_offset_from.value
        if measurement.reader_offset_from
        else None,
        "flags": list(measurement.flags),
        "problems": list(measurement.problems),
        **({"control_test": True} if measurement.control_test else {}),
    }


def measurement_of(fact: Fact) -> Measurement:
    """The measurement in a committed ``measurement_received``, without its operator."""
    body = Body.of(fact)
    reader = body.row("reader")
    return Measurement(
        lane=body.text("lane"),
        reader=ReaderIdentity(*(reader.text(name) for name in _READER_FIELDS)),
        origin=Origin(fact.origin),
        operator=None,
        control=Control(body.text("control")),
        results=tuple(_result_of(row) for row in body.rows("results")),
        reader_offset_ms=body.whole("reader_offset_ms"),
        reader_offset_from=ClockSource(known) if (known := body.maybe("reader_offset_from")) else None,
        flags=body.texts("flags"),
        problems=body.texts("problems"),
        control_test=body.holds("control_test"),
        **{name: body.maybe(name) for name in _PLAIN_FIELDS},
    )


_READER_FIELDS = ("model", "serial", "firmware", "profile", "profile_sha256")
_PLAIN_FIELDS = (
    "specimen_kind",
    "specimen_no",
    "test_no",
    "panel",
    "lot",
    "expiry",
    "tested_at_reader",
    "sent_at_reader",
    "reader_clock_told_at",
    "cartridge_temperature_c",
    "reader_temperature_c",
)


def _result_row(result: AnalyteResult) -> dict[str, Json]:
    return {
        "code": result.code,
        "analyte": result.analyte,
        "outcome": result.outcome.value,
        "value": result.value,
        "unit": result.unit,
        "cutoff": result.cutoff,
    }


def _result_of(row: Body) -> AnalyteResult:
    return AnalyteResult(
        code=row.text("code"),
        analyte=row.maybe("analyte"),
        outcome=Outcome(row.text("outcome")),
        value=row.maybe("value"),
        unit=row.maybe("unit"),
        cutoff=row.maybe("cutoff"),
    )
