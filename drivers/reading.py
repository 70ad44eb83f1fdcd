"""What one message says of one specimen, in our words: a frozen ``Reading`` (drivers know no station)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One result. ``analyte`` is our identifier, None for a code the profile does not know.

    ``outcome``: negative, positive, invalid, not_understood. ``value`` and ``cutoff`` as sent, in ``unit``.
    """

    code: str
    analyte: str | None
    outcome: str
    value: str | None = None
    unit: str | None = None
    cutoff: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One specimen's results.

    ``control_test``: the reader marked it as a test of control material, which is nobody's result.
    ``control``: passed, failed, not_reported. ``expiry`` is YYYY-MM-DD, times are ISO 8601 with offset by the
    reader's own clock, temperatures decimal text in degrees C. ``flags`` tell what was odd, ``problems``
    what a person must look at; both are stable words, some with a detail after a colon."""

    profile: str
    profile_sha256: str
    model: str
    serial: str
    firmware: str
    specimen_kind: str | None
    specimen_no: str | None
    test_no: str | None
    panel: str | None
    lot: str | None
    expiry: str | None
    operator: str | None
    control: str
    lines: tuple[ReadingLine, ...]
    tested_at: str | None
    sent_at: str | None
    cartridge_temperature_c: str | None
    reader_temperature_c: str | None
    flags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    control_test: bool = False
