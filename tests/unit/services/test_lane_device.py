"""Who stands on a lane and how far off its clock is, from what it tells outside a result."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drivers.events import ClockTold, DeviceNamed
from station.domain import kinds
from station.domain.facts import Json
from station.domain.measurement import ClockSource, Measurement
from station.domain.ports import Moment
from station.services.lane_device import LaneDevice
from station.services.lane_identity import LaneIdentities
from tests.unit.domain.readings import line, reading

AT = datetime(2026, 11, 23, 18, 13, 9, tzinfo=UTC)
FAST = ClockTold("2026-11-24T02:20:09+08:00")
"""Seven minutes ahead of ``AT``."""
READER = DeviceNamed("SAL-P3", "P3-0117", "3.1.0")


def moment(later_s: float = 0, *, set_by_s: float = 0) -> Moment:
    """So long after ``AT``; meanwhile the station's own clock was set by so much."""
    return Moment(AT + timedelta(seconds=later_s + set_by_s), "boot", int((60 + later_s) * 1000), "ntp")


class Device(LaneDevice):
    """A lane's device whose entries are noted."""

    def __init__(self, lane: str = "1", identities: LaneIdentities | None = None) -> None:
        self.entries: list[tuple[str, dict[str, Json]]] = []
        super().__init__(
            lane, identities or LaneIdentities(), lambda kind, body: self.entries.append((kind, body))
        )


def clockless(serial: str = "P3-0117") -> Measurement:
    """A result that brings no sending time."""
    result = reading(line("thc"))
    return replace(
        result, reader=replace(result.reader, serial=serial), sent_at_reader=None, reader_offset_ms=None
    )


def with_clock(offset_ms: int) -> Measurement:
    return replace(clockless(), reader_offset_ms=offset_ms, reader_offset_from=ClockSource.SENT)


def offset(measured: Measurement) -> tuple[int | None, str | None, str | None]:
    return measured.reader_offset_ms, measured.reader_offset_from, measured.reader_clock_told_at


@pytest.fixture
def device() -> Device:
    return Device()


def test_a_result_without_a_clock_keeps_the_one_told_last_and_says_so(device: Device) -> None:
    device.named(READER)
    device.clock_told(FAST, moment())
    assert offset(device.looked_at(clockless(), moment(3600))) == (
        420_000,
        "told",
        "2026-11-23T18:13:09.000Z",
    )


def test_a_results_own_sending_time_goes_before_what_was_told(device: Device) -> None:
    device.clock_told(FAST, moment())
    assert offset(device.looked_at(with_clock(-3000), moment(5))) == (-3000, "sent", None)


def test_without_any_clock_a_result_claims_none(device: Device) -> None:
    device.named(READER)
    assert offset(device.looked_at(clockless(), moment())) == (None, None, None)


def test_the_clock_of_another_reader_is_not_taken(device: Device) -> None:
    device.named(READER)
    device.clock_told(FAST, moment())
    other = device.looked_at(clockless("P3-0999"), moment(5))
    assert (offset(other), other.problems) == ((None, None, None), ("other_reader:P3-0999",))


def test_a_clock_told_by_the_reader_that_was_there_before_is_forgotten(device: Device) -> None:
    device.named(READER)
    device.clock_told(FAST, moment())
    device.named(replace(READER, serial="P3-0999"))
    assert device.state(moment()).offset_ms is None
    device.opened()
    device.kept(with_clock(-3000), moment())
    device.named(replace(READER, serial="P3-0999"))
    assert device.state(moment()).offset_ms is None
    device.clock_told(FAST, moment())
    device.opened()
    assert offset(device.looked_at(clockless(""), moment(5))) == (None, None, None)


def test_after_the_station_has_set_the_clock_what_it_showed_before_is_over(device: Device) -> None:
    device.clock_told(FAST, moment())
    device.clock_set(AT)
    state = device.state(moment())
    assert (state.offset_ms, state.offset_before_ms, state.clock_set_at) == (None, 420_000, AT)
    assert offset(device.looked_at(clockless(), moment(5))) == (None, None, None)
    device.clock_told(ClockTold("2026-11-24T02:13:10+08:00"), moment())
    assert device.state(moment()).offset_ms == 1000


def test_when_the_stations_own_clock_is_set_the_readers_is_as_far_off_as_it_then_is(device: Device) -> None:
    """The station was seven minutes slow, and is put right: the reader was never wrong."""
    device.clock_told(FAST, moment())
    assert device.looked_at(clockless(), moment(60, set_by_s=420)).reader_offset_ms == 0
    assert device.state(moment(60, set_by_s=420)).offset_ms == 0


def test_a_clock_that_came_with_a_result_serves_the_next_one_that_has_none(device: Device) -> None:
    device.kept(device.looked_at(with_clock(-3000), moment()), moment())
    assert offset(device.looked_at(clockless(), moment(5)))[:2] == (-3000, "told")
    assert device.state(moment(5)).source is ClockSource.SENT


def test_what_was_told_is_an_entry_once_and_again_when_it_is_news(device: Device) -> None:
    device.named(READER)
    device.named(READER)
    device.clock_told(FAST, moment())
    device.clock_told(ClockTold("2026-11-24T02:21:11+08:00"), moment(60))
    device.clock_told(ClockTold("2026-11-24T02:15:09+08:00"), moment(120))
    named, first, second = device.entries
    assert named == (
        kinds.READER_NAMED,
        {"lane": "1", "model": "SAL-P3", "serial": "P3-0117", "firmware": "3.1.0", "problems": []},
    )
    assert first == (
        kinds.READER_CLOCK_TOLD,
        {"lane": "1", "serial": "P3-0117", "reader_time": FAST.reader_time, "reader_offset_ms": 420_000},
    )
    assert second[1]["reader_offset_ms"] == 0


def test_a_reader_that_greets_as_another_is_told_at_once_and_its_result_held(device: Device) -> None:
    device.named(READER)
    device.named(replace(READER, serial="P3-0999"))
    assert device.state(moment()).odd == ("other_reader:P3-0999",)
    assert device.entries[-1][1]["problems"] == ["other_reader:P3-0999"]
    held = device.looked_at(clockless("P3-0999"), moment())
    assert held.problems == ("other_reader:P3-0999",)
    device.kept(held, moment())
    assert device.looked_at(clockless("P3-0999"), moment()).problems == ()


def test_a_reader_that_greets_on_a_second_lane_is_told_there() -> None:
    identities = LaneIdentities()
    Device("1", identities).named(READER)
    second = Device("2", identities)
    second.named(READER)
    assert second.state(moment()).odd == ("serial_on_lane:1",)
    assert second.looked_at(clockless(), moment()).problems == ("serial_on_lane:1",)


def test_a_persons_number_in_place_of_a_serial_number_is_not_signed(device: Device) -> None:
    device.named(replace(READER, serial="990000198304121131"))
    assert device.entries[0][1]["serial"] == ""
    assert "990000198304121131" not in device.state(moment()).named
