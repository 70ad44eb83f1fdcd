"""What a driver read, as the domain's measurement. Where facts get their origin."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from drivers import Reading, ReadingLine
from station.domain.identity import holds_number
from station.domain.measurement import AnalyteResult, Control, Measurement, Origin, Outcome, ReaderIdentity
from station.domain.ports import Moment

IDENTITY_AS_SPECIMEN_NO = "identity_as_specimen_no"


def measurement(reading: Reading, *, lane: str, origin: Origin, moment: Moment) -> Measurement:
    """``reading`` as it arrived at ``moment`` on ``lane``.

    An identity number typed at the reader in place of the specimen's stays in the raw bytes, which are
    encrypted: the measurement says so in a flag, and has no specimen number.
    """
    identity_typed = holds_number(reading.specimen_no or "")
    return Measurement(
        lane=lane,
        reader=ReaderIdentity(
            reading.model, reading.serial, reading.firmware, reading.profile, reading.profile_sha256
        ),
        origin=origin,
        specimen_kind=reading.specimen_kind,
        specimen_no=None if identity_typed else reading.specimen_no,
        test_no=reading.test_no,
        panel=reading.panel,
        lot=reading.lot,
        expiry=reading.expiry,
        operator=reading.operator,
        control=Control(reading.control),
        results=tuple(_result(line) for line in reading.lines),
        tested_at_reader=reading.tested_at,
        sent_at_reader=reading.sent_at,
        reader_offset_ms=clock_offset_ms(reading.sent_at, moment),
        cartridge_temperature_c=reading.cartridge_temperature_c,
        reader_temperature_c=reading.reader_temperature_c,
        flags=(*reading.flags, IDENTITY_AS_SPECIMEN_NO) if identity_typed else reading.flags,
        problems=reading.problems,
    )


def _result(line: ReadingLine) -> AnalyteResult:
    return AnalyteResult(line.code, line.analyte, Outcome(line.outcome), line.value, line.unit, line.cutoff)


def clock_offset_ms(sent_at: str | None, moment: Moment) -> int | None:
    """The reader's clock when it began to send, minus the station's when all was in; None when none was sent.

    Transmission counts as slowness of the reader: about a second for a full panel at 9600 baud.
    """
    if sent_at is None:
        return None
    return round((datetime.fromisoformat(sent_at) - moment.at).total_seconds() * 1000)


def identity(measurement: Measurement) -> str:
    """Which test of which reader this is: hex SHA-256 over serial, test, specimen and strip-read time.

    The same result sent again has the same identity. When one of the four was not told, the sending time and
    the content are added: a repeat may then be taken for a second test, never a test for a repeat.
    """
    told = (
        measurement.reader.serial,
        measurement.test_no,
        measurement.specimen_no,
        measurement.tested_at_reader,
    )
    parts: list[str | None] = [measurement.reader.profile, *told]
    if not all(told):
        parts += [measurement.sent_at_reader, content(measurement)]
    return _digest(parts)


def content(measurement: Measurement) -> str:
    """What was measured: hex SHA-256 over all that a repetition must not change.

    No personal value is in it: an unsalted digest of the operator's name could be guessed.
    """
    results = [[r.code, r.outcome.value, r.value, r.unit, r.cutoff] for r in measurement.results]
    return _digest(
        [
            measurement.reader.model,
            measurement.reader.serial,
            measurement.specimen_kind,
            measurement.specimen_no,
            measurement.test_no,
            measurement.panel,
            measurement.lot,
            measurement.expiry,
            measurement.control.value,
            measurement.tested_at_reader,
            measurement.cartridge_temperature_c,
            measurement.reader_temperature_c,
            results,
        ]
    )


def _digest(parts: Sequence[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()
