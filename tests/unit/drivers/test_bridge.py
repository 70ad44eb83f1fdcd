"""From a driver's reading to the domain's measurement, and what makes two of them the same."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from drivers.document_devices import load_scanner_profile
from drivers.events import Event
from drivers.idcard.events import CardReaderSilent, CardTrouble
from drivers.idcard.status import MEANINGS, meaning
from drivers.reading import Reading
from drivers.registry import readings
from drivers.scan.events import ScanRefused
from station.devices import ANALYTES as SPOKEN
from station.devices import content, from_card_reader, from_scanner, measurement
from station.devices import identity as identity_on_arrival
from station.domain.codes import ANALYTES
from station.domain.measurement import Control, Measurement, Origin, Outcome
from station.domain.ports import Moment
from station.domain.presented import PresentedTrouble
from station.locale import LANGUAGES, Words
from tests.unit.drivers.messages import SALIVA, URINE, message
from tests.wire.readers import FOLDER
from tests.wire.readers import SALIVA as SWAB
from tests.wire.readers import URINE as CUP

# Two seconds after the reader's own 02:13:08+08:00.
ARRIVED = Moment(datetime(2026, 11, 23, 18, 13, 10, tzinfo=UTC), "boot", 1_000, "system")


def _reading(old: str = "", new: str = "") -> Reading:
    return readings(message(URINE.replace(old, new)), CUP)[0]


def identity(measured: Measurement, arrival: str = "first") -> str:
    """Of what arrived first."""
    return identity_on_arrival(measured, arrival)


def _measured(reading: Reading) -> Measurement:
    return measurement(reading, lane="3", origin=Origin.SIMULATED, moment=ARRIVED)


def test_the_drivers_know_the_analytes_of_the_trade_and_no_others() -> None:
    assert set(SPOKEN) == set(ANALYTES)


def test_a_reading_becomes_a_measurement_of_its_lane_and_origin() -> None:
    found = _measured(_reading())
    assert (found.lane, found.origin, found.control) == ("3", Origin.SIMULATED, Control.PASSED)
    assert [(result.analyte, result.outcome) for result in found.results] == [
        ("amphetamine", Outcome.NEGATIVE),
        ("caffeine", Outcome.POSITIVE),
    ]
    assert (found.reader.model, found.reader.serial, found.reader.profile) == (
        "UCR-20",
        "700123",
        "urine-cup",
    )
    assert found.reader.profile_sha256 == CUP.sha256


def test_the_readers_clock_is_compared_with_the_stations() -> None:
    assert _measured(_reading()).reader_offset_ms == -2_000
    saliva = readings(message(SALIVA), SWAB)[0]
    assert _measured(saliva).reader_offset_ms == -2_000
    assert _measured(replace(saliva, sent_at=None)).reader_offset_ms is None


def test_the_same_result_sent_again_has_the_same_identity_and_content() -> None:
    first, again = _measured(_reading()), _measured(_reading("021308+0800", "021512+0800"))
    assert first.sent_at_reader != again.sent_at_reader
    assert (identity(first), content(first)) == (identity(again), content(again))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("700123", "700124"),
        ("4711", "4712"),
        ("U-000317", "U-000318"),
        ("|20261124021308\n", "|20261124021309\n"),
    ],
)
def test_another_reader_test_specimen_or_time_is_another_result(old: str, new: str) -> None:
    assert identity(_measured(_reading(old, new))) != identity(_measured(_reading()))


@pytest.mark.parametrize(
    ("old", "new"), [("AMP|NEG", "AMP|POS"), ("|500|", "|300|"), ("CTRL|OK", "CTRL|FAIL"), ("A07", "A08")]
)
def test_the_same_test_with_another_outcome_differs_in_content_only(old: str, new: str) -> None:
    first, other = _measured(_reading()), _measured(_reading(old, new))
    assert identity(first) == identity(other)
    assert content(first) != content(other)


def test_two_tests_without_numbers_are_not_taken_for_one() -> None:
    first = _measured(replace(_reading(), test_no=None))
    other = _measured(replace(_reading("021308+0800", "031308+0800"), test_no=None))
    assert identity(first) != identity(other)


def _bare(**told: str | None) -> Measurement:
    """What a reader tells that knows no numbers and has no clock."""
    silent: dict[str, str | None] = dict.fromkeys(("specimen_no", "test_no", "tested_at", "sent_at"))
    return _measured(replace(_reading(), **(silent | told)))  # type: ignore[arg-type]


@pytest.mark.parametrize("told", [{}, {"test_no": "0001"}])
def test_two_people_whose_results_say_the_same_are_two_results(told: dict[str, str]) -> None:
    """A reader without a clock prints the same slip for both; its counter may have begun anew."""
    assert identity(_bare(**told), "first") != identity(_bare(**told), "second")


@pytest.mark.parametrize(
    "told",
    [
        {"specimen_no": "U-000317"},
        {"tested_at": "2026-11-24T02:13:08+08:00"},
        {"sent_at": "2026-11-24T02:13:08+08:00"},
    ],
)
def test_a_specimen_or_a_time_tells_a_repeat_whenever_it_arrives(told: dict[str, str]) -> None:
    assert identity(_bare(**told), "first") == identity(_bare(**told), "second")


def test_two_readers_without_a_serial_number_are_told_apart_by_their_lanes() -> None:
    unnamed = replace(_reading(), serial="", specimen_no=None)
    first = measurement(unnamed, lane="3", origin=Origin.SIMULATED, moment=ARRIVED)
    assert identity(first) != identity(replace(first, lane="4"))
    named = _measured(_reading())
    assert identity(named) == identity(replace(named, lane="4"))


def test_text_that_the_profile_does_not_understand_is_not_signed_in_clear() -> None:
    found = _measured(
        replace(
            _reading(),
            flags=("remark:note=王小明", "no_eot"),
            problems=(
                "unknown_line:姓名 王小明",
                "unknown_specimen:王小明",
                "unknown_field:lot=WANG",
                "not_a_patient_result:processing=王小明",
                "unknown_code:XYZ",
                "no_results",
            ),
        )
    )
    assert found.flags == ("remark:note", "no_eot")
    assert found.problems == (
        "unknown_line",
        "unknown_specimen",
        "unknown_field:lot",
        "not_a_patient_result:processing",
        "unknown_code:XYZ",
        "no_results",
    )


@pytest.mark.parametrize("field", ["test_no", "panel", "lot"])
def test_an_identity_number_in_another_field_stays_in_the_raw_bytes_too(field: str) -> None:
    typed = "990000198807011188"
    found = _measured(replace(_reading(), **{field: typed}))  # type: ignore[arg-type]
    assert typed not in str(found)
    assert found.flags[-1] == f"identity_as_{field}"


def test_the_operators_name_is_in_neither_digest() -> None:
    first, other = _measured(_reading()), _measured(_reading("014417", "014418"))
    assert (identity(first), content(first)) == (identity(other), content(other))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "event",
    [
        *(CardTrouble(reason) for reason in MEANINGS.values() if reason != "no_card"),
        *(CardTrouble(reason) for reason in ("checksum", "lengths", "unusable", meaning(0x77))),
        CardTrouble("kind", "Q"),
        CardReaderSilent(),
    ],
    ids=str,
)
def test_every_trouble_of_a_card_reader_is_explained(event: Event, language: str) -> None:
    presented = from_card_reader(event)
    assert isinstance(presented, PresentedTrouble)
    said = Words(language).error(presented.error)
    assert said.what
    assert said.next
    assert "card.trouble" not in said.what


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["cut_short", "too_long", "unreadable", "no_start"])
def test_every_refusal_of_a_scan_is_explained(reason: str, language: str) -> None:
    profile = load_scanner_profile(FOLDER.parent / "scanners" / "labels.toml")
    presented = from_scanner(ScanRefused(reason, 3), profile, date(2026, 11, 26))
    assert isinstance(presented, PresentedTrouble)
    assert Words(language).error(presented.error).next


def test_an_identity_number_typed_as_specimen_number_stays_in_the_raw_bytes() -> None:
    typed = "990000198807011188"
    found = _measured(replace(_reading(), specimen_no=typed))
    assert found.specimen_no is None
    assert found.flags[-1] == "identity_as_specimen_no"
    assert typed not in str(found)
    assert identity(found) == identity(_measured(replace(_reading(), specimen_no=None)))
    other = _measured(replace(_reading(), specimen_no="990000198807011187"))
    assert (other.specimen_no, other.flags) == ("990000198807011187", _reading().flags)
