"""Measurements as a reader's message gives them, for the tests of judging."""

from station.domain.measurement import AnalyteResult, Control, Measurement, Origin, Outcome, ReaderIdentity

READER = ReaderIdentity("UCR-20", "700123", "1.4.2", "urine-cup", "00" * 32)


def line(analyte: str | None, outcome: Outcome = Outcome.NEGATIVE, code: str = "") -> AnalyteResult:
    return AnalyteResult(code or (analyte or "XYZ").upper(), analyte, outcome, None, "ng/mL", "300")


def reading(
    *results: AnalyteResult,
    control: Control = Control.PASSED,
    specimen_kind: str | None = "urine",
    lot: str | None = "A07",
    expiry: str | None = "2027-03-31",
    panel: str | None = "DOA17",
    problems: tuple[str, ...] = (),
    offset_ms: int | None = -3000,
    cartridge_c: str | None = "33.5",
) -> Measurement:
    return Measurement(
        lane="lane-3",
        reader=READER,
        origin=Origin.TRAINING,
        specimen_kind=specimen_kind,
        specimen_no="U-000317",
        test_no="4711",
        panel=panel,
        lot=lot,
        expiry=expiry,
        operator="014417",
        control=control,
        results=results,
        tested_at_reader="2026-11-24T02:13:08+08:00",
        sent_at_reader="2026-11-24T02:13:09+08:00",
        reader_offset_ms=offset_ms,
        cartridge_temperature_c=cartridge_c,
        reader_temperature_c="21.0",
        flags=("no_eot",),
        problems=problems,
    )
