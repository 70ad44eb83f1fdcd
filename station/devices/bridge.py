"""What a driver read, as the domain's measurement. Where facts get their origin."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from drivers import Reading, ReadingLine
from station.domain.identity import holds_number
from station.domain.measurement import (
    AnalyteResult,
    ClockSource,
    Control,
    Measurement,
    Origin,
    Outcome,
    ReaderIdentity,
)
from station.domain.ports import Moment

_NUMBERS = ("specimen_no", "test_no", "panel", "lot")
_FREE_TEXT = ("unknown_line", "ambiguous_line", "unknown_specimen")
"""Whose detail is whatever stood there."""


def measurement(reading: Reading, *, lane: str, origin: Origin, moment: Moment) -> Measurement:
    """``reading`` as it arrived at ``moment`` on ``lane``.

    What may name a person stays in the raw bytes, which are encrypted, for the measurement is signed in
    clear: an identity number typed in place of a number the measurement would carry (a flag says so), and
    text of the reader's that its profile does not understand (see ``signable``).
    """
    typed = [name for name in _NUMBERS if holds_number(getattr(reading, name) or "")]
    numbers = {name: None if name in typed else getattr(reading, name) for name in _NUMBERS}
    return Measurement(
        lane=lane,
        reader=ReaderIdentity(
            reading.model, reading.serial, reading.firmware, reading.profile, reading.profile_sha256
        ),
        origin=origin,
        specimen_kind=reading.specimen_kind,
        **numbers,
        expiry=reading.expiry,
        operator=reading.operator,
        control=Control(reading.control),
        results=tuple(_result(line) for line in reading.lines),
        tested_at_reader=reading.tested_at,
        sent_at_reader=reading.sent_at,
        reader_offset_ms=clock_offset_ms(reading.sent_at, moment),
        reader_offset_from=ClockSource.SENT if reading.sent_at else None,
        cartridge_temperature_c=reading.cartridge_temperature_c,
        reader_temperature_c=reading.reader_temperature_c,
        flags=(*signable(reading.flags), *(f"identity_as_{name}" for name in typed)),
        problems=signable(reading.problems),
        control_test=reading.control_test,
    )


def signable(words: Sequence[str]) -> tuple[str, ...]:
    """Flags or problems as they may be signed in clear: which code or field, not the text found there.

    ``unknown_line:NAME WANG`` becomes ``unknown_line``, ``unknown_field:lot=WANG`` ``unknown_field:lot``."""
    return tuple(dict.fromkeys(map(_signable, words)))


def _signable(word: str) -> str:
    name, _, detail = word.partition(":")
    return name if name in _FREE_TEXT or not detail else f"{name}:{detail.partition('=')[0]}"


def _result(line: ReadingLine) -> AnalyteResult:
    return AnalyteResult(line.code, line.analyte, Outcome(line.outcome), line.value, line.unit, line.cutoff)


def clock_offset_ms(sent_at: str | None, moment: Moment) -> int | None:
    """The reader's clock when it began to send, minus the station's when all was in; None when none was sent.

    Transmission counts as slowness of the reader: about a second for a full panel at 9600 baud.
    """
    if sent_at is None:
        return None
    return round((datetime.fromisoformat(sent_at) - moment.at).total_seconds() * 1000)


def identity(measurement: Measurement, arrival: str) -> str:
    """Which test of which reader this is: hex SHA-256 over serial, test, specimen and strip-read time.

    The same result sent again has the same identity. When one of the four was not told, the sending time and
    the content are added; without a serial number, the lane. When neither a specimen nor a time was told,
    ``arrival`` (different for everything that arrives) is added too: a counter alone may begin anew. So a
    repeat may be taken for a second test, never a test for a repeat.
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
    if not measurement.reader.serial:
        parts.append(measurement.lane)
    if not (measurement.specimen_no or measurement.tested_at_reader or measurement.sent_at_reader):
        parts.append(arrival)
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
            *(["control_test"] if measurement.control_test else []),
        ]
    )


def _digest(parts: Sequence[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8")).hexdigest()
