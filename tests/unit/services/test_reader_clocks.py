"""What the log says of each lane's reader's clock."""

import json
from dataclasses import replace

from click.testing import CliRunner

from station.cli.group import station
from station.domain import kinds
from station.domain.facts import Json
from station.domain.measurement import ClockSource
from station.services import readings
from station.services.reader_clocks import LastClock, last_heard
from tests.training import Shift
from tests.unit.domain.readings import line, reading


def note(shift: Shift, kind: str, **body: Json) -> None:
    home = shift.workplace
    home.recorder.do(lambda unit: home.record(unit, kind, body))


def told(shift: Shift, offset_ms: int, lane: str = "1") -> None:
    time = "2026-11-24T02:13:09+08:00"
    note(
        shift,
        kinds.READER_CLOCK_TOLD,
        lane=lane,
        serial="700123",
        reader_time=time,
        reader_offset_ms=offset_ms,
    )


def result(shift: Shift, offset_ms: int | None, source: ClockSource | None, no: str = "1") -> None:
    measured = replace(
        reading(line("thc")), lane="1", test_no=no, reader_offset_ms=offset_ms, reader_offset_from=source
    )
    identity = f"{no:0>64}"
    arrived = readings.Arrived(measured, b"raw", identity, identity)
    shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, arrived))


def known(shift: Shift) -> dict[str, LastClock]:
    with shift.workplace.store.reading() as view:
        return last_heard(view, ("1", "2"))


def test_the_newest_of_what_was_told_and_what_came_with_results_counts(shift: Shift) -> None:
    told(shift, 420_000)
    result(shift, -3_000, ClockSource.SENT)
    assert (known(shift)["1"].reader_offset_ms, known(shift)["1"].source) == (-3_000, "sent")
    told(shift, 5_000)
    assert (known(shift)["1"].reader_offset_ms, known(shift)["1"].source) == (5_000, "told")


def test_a_result_of_an_older_version_counts_as_sent_with_its_clock(shift: Shift) -> None:
    result(shift, -3_000, None)
    assert (known(shift)["1"].reader_offset_ms, known(shift)["1"].source) == (-3_000, "sent")


def test_a_clock_that_a_result_only_borrowed_is_not_heard_anew(shift: Shift) -> None:
    told(shift, 420_000)
    before = known(shift)["1"]
    result(shift, 420_000, ClockSource.TOLD)
    result(shift, None, None, "2")
    assert known(shift) == {"1": before}


def test_a_lane_that_the_home_no_longer_has_is_left_out(shift: Shift) -> None:
    told(shift, 420_000, "9")
    assert known(shift) == {}


def test_a_clock_that_the_station_has_set_since_says_so(shift: Shift) -> None:
    told(shift, 420_000)
    note(shift, kinds.READER_ASKED, lane="1", what="clock", outcome="no_answer")
    note(shift, kinds.READER_ASKED, lane="1", what="orders", outcome="done")
    assert known(shift)["1"].set_at is None
    note(shift, kinds.READER_ASKED, lane="1", what="clock", outcome="done")
    assert known(shift)["1"].set_at is not None
    told(shift, 0)
    assert known(shift)["1"].set_at is None


def test_the_command_shows_every_lane_with_or_without_a_clock(shift: Shift) -> None:
    told(shift, 420_000)
    note(shift, kinds.READER_ASKED, lane="1", what="clock", outcome="done")
    command = ["readers", "--home", str(shift.workplace.home.root)]
    listed = CliRunner().invoke(station, [*command, "--json"]).stdout.splitlines()
    first, second = [one for one in map(json.loads, listed) if one["event"] == "clock"]
    assert (first["lane"], first["serial"], first["reader_offset_ms"], first["reader_offset_from"]) == (
        "1",
        "700123",
        420_000,
        "told",
    )
    assert first["clock_set_at"] > first["heard_at"]
    assert {name: second[name] for name in ("lane", "reader_offset_ms", "heard_at", "clock_set_at")} == {
        "lane": "2",
        "reader_offset_ms": None,
        "heard_at": None,
        "clock_set_at": None,
    }
    said = {lang: CliRunner().invoke(station, [*command, "--lang", lang]).stdout for lang in ("zh", "en")}
    assert "lane 1: reader 700123, clock +420 s off (told by the reader, " in said["en"]
    assert "set by the station since" in said["en"]
    assert "lane 2: no reader has told its clock" in said["en"]
    assert "1 号位:读数仪 700123,时钟差 +420 秒(读数仪报时," in said["zh"]
