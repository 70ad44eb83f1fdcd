"""What a lane makes of its reader's events; the reader is the test's own."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from drivers.commands import AskResults, Command
from drivers.events import (
    ClockTold,
    Connected,
    DeviceNamed,
    Disconnected,
    Event,
    JournalFailed,
    KeepRequested,
    Message,
    MessageHeld,
    Noise,
    PortUnavailable,
)
from station import devices
from station.cli.logbook import JsonLine
from station.domain import kinds
from station.domain.errors import SpecimenState, StationError
from station.services.lanes import Lanes, LaneState
from station.services.recorder import Recorder
from station.services.workplace import Workplace
from tests.system.refusal import facts_of, nothing_lost, raw_of, told
from tests.training import Shift
from tests.unit.drivers.messages import URINE, message
from tests.wire.readers import URINE as CUP

PORT = "/dev/reader"


class HeldReader:
    """A reader without a port: it says what it is told to say and notes what it is answered."""

    silent_s: float | None = 0.0

    def __init__(self) -> None:
        self.answers: list[tuple[str, int]] = []
        self.asked: list[Command] = []
        self.say: Any = None

    def start(self) -> None:
        """Nothing runs."""

    def stop(self) -> None:
        """Nothing runs."""

    def send(self, command: Command) -> None:
        self.asked.append(command)

    def kept(self, token: int) -> None:
        self.answers.append(("kept", token))

    def not_kept(self, token: int) -> None:
        self.answers.append(("not_kept", token))


@pytest.fixture
def reader() -> HeldReader:
    return HeldReader()


@pytest.fixture
def lanes(shift: Shift, reader: HeldReader, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lanes]:
    """The lanes of a home with a shift; lane 1 has the test's reader."""

    def opened(_url: str, _profile: object, *, name: str, on_event: object, **_rest: object) -> HeldReader:
        if name != "1":
            return HeldReader()
        reader.say = on_event
        return reader

    monkeypatch.setattr(devices, "open_reader", opened)
    made = Lanes(shift.workplace)
    yield made
    made.stop()


def say(shift: Shift, reader: HeldReader, *events: Event) -> None:
    """The events, and everything the recorder does about them."""
    for event in events:
        reader.say(event)
    settle(shift.workplace)


def settle(workplace: Workplace) -> None:
    workplace.recorder.do(lambda _: None)


def first(lanes: Lanes) -> LaneState:
    return lanes.states()[0]


def fail_commits(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuses(self: Recorder, use_case: object) -> object:
        raise error

    monkeypatch.setattr(Recorder, "_once", refuses)


def test_a_message_is_acknowledged_once_it_is_committed(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    sizes: list[int] = []

    def kept(token: int) -> None:
        sizes.append(len(facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)))

    reader.kept = kept  # type: ignore[method-assign]  # looks at the log in the moment of the answer
    say(shift, reader, Connected(PORT), KeepRequested(7, message(URINE)))
    assert sizes == [1]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            StationError("storage.disk_full", specimen=SpecimenState.GOOD, detail="SQLITE_FULL"),
            "storage.disk_full",
        ),
        (StationError("storage.locked", detail="SQLITE_BUSY"), "storage.locked"),
        (OSError("boom"), "storage.io_failed"),
        (RuntimeError("a mistake of ours"), "storage.io_failed"),
    ],
)
def test_a_message_that_was_not_committed_is_refused_and_comes_again(
    shift: Shift,
    lanes: Lanes,
    reader: HeldReader,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    code: str,
) -> None:
    say(shift, reader, Connected(PORT))
    with nothing_lost(shift.workplace):
        with monkeypatch.context() as broken:
            fail_commits(broken, error)
            reader.say(KeepRequested(7, message(URINE)))
            _wait(shift.workplace)
        assert reader.answers == [("not_kept", 7)]
        problem = first(lanes).problem
        assert problem is not None
        assert problem.code == first(lanes).trouble == code
        told(problem)
        say(shift, reader, KeepRequested(8, message(URINE)))
    assert reader.answers[-1] == ("kept", 8)
    assert first(lanes).problem is None
    assert len(facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)) == 1


def test_another_readers_result_that_was_not_stored_is_held_when_it_comes_again(
    shift: Shift, lanes: Lanes, reader: HeldReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(shift, reader, Connected(PORT), KeepRequested(7, message(URINE)))
    other = message(URINE.replace("700123", "700999"))
    with monkeypatch.context() as broken:
        fail_commits(broken, OSError("boom"))
        reader.say(KeepRequested(8, other))
        _wait(shift.workplace)
    say(shift, reader, KeepRequested(9, other))
    assert reader.answers[-2:] == [("not_kept", 8), ("kept", 9)]
    newest = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)[-1]
    assert newest.body["problems"] == ["other_reader:700999"]


def test_a_message_that_a_mistake_of_ours_cannot_read_is_held_whole_and_not_sent_for_ever(
    shift: Shift,
    lanes: Lanes,
    reader: HeldReader,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def mistaken(*_: object) -> object:
        raise ValueError("王小明")

    monkeypatch.setattr(devices, "readings", mistaken)
    say(shift, reader, Connected(PORT), KeepRequested(7, message(URINE)))
    (held,) = facts_of(shift.workplace, kinds.EXCHANGE_HELD)
    assert (held.body["reason"], raw_of(shift.workplace, held)) == ("not_read", message(URINE).raw)
    assert reader.answers == [("kept", 7)]
    logged = JsonLine().format(caplog.records[-1])
    assert '"error": "ValueError"' in logged
    assert "王小明" not in logged


def _wait(workplace: Workplace) -> None:
    """Until the recorder has done what is queued, whatever becomes of it."""
    future: Future[None] = workplace.recorder.submit(lambda _: None)
    assert future.exception(timeout=10) is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (URINE.replace("U-000317", "U-\udcff317"), "wire.encoding"),
        ("X" + URINE[1:], "wire.no_header"),
        (URINE.replace("H|\\^&|", "H||||"), "wire.bad_delimiters"),
        (URINE.replace("O|1|", "Z|1|"), "wire.result_without_order"),
        ("H|\\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|20261124021308\nL|1|N", "wire.no_order"),
        (URINE.replace("P|1", URINE.splitlines()[0]), "wire.second_header"),
    ],
)
def test_what_cannot_be_read_is_held_and_acknowledged(
    shift: Shift, lanes: Lanes, reader: HeldReader, text: str, code: str
) -> None:
    data = "".join(f"{line}\r" for line in text.splitlines()).encode("gb18030", "replace")
    if code == "wire.encoding":
        data = data.replace(b"U-?317", b"U-\xff317")
    with nothing_lost(shift.workplace):
        say(shift, reader, Connected(PORT), KeepRequested(7, Message(b"<" + data + b">", data)))
    (held,) = facts_of(shift.workplace, kinds.EXCHANGE_HELD)
    assert held.body["reason"] == code
    assert raw_of(shift.workplace, held) == b"<" + data + b">"
    assert reader.answers == [("kept", 7)]


def test_each_reason_of_the_wire_says_what_to_do() -> None:
    for code, params in {
        "wire.encoding": {"encoding": "gb18030", "position": 3},
        "wire.no_header": {"found": "\x1b"},
        "wire.bad_delimiters": {"found": "[{|"},
        "wire.second_header": {},
        "wire.result_without_order": {},
        "wire.no_order": {},
    }.items():
        told(StationError(code, specimen=SpecimenState.UNKNOWN, **params))  # type: ignore[arg-type]  # str or int


def test_a_message_without_its_end_is_held(shift: Shift, lanes: Lanes, reader: HeldReader) -> None:
    say(shift, reader, Connected(PORT), MessageHeld("silence", Message(b"raw", b"H|")))
    (held,) = facts_of(shift.workplace, kinds.EXCHANGE_HELD)
    assert (held.body["lane"], held.body["reason"]) == ("1", "silence")
    assert raw_of(shift.workplace, held) == b"raw"


def test_a_commit_that_settles_after_the_line_is_gone_does_not_say_connected(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    say(shift, reader, Connected(PORT))
    reader.say(KeepRequested(7, message(URINE)))
    reader.say(Disconnected(PORT, "port.lost", "gone"))
    reader.say(PortUnavailable(PORT, "port.missing", "no such file"))
    settle(shift.workplace)
    assert (first(lanes).connected, first(lanes).trouble) == (False, "port.missing")
    assert len(facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)) == 1


def test_a_journal_that_cannot_be_written_is_told_and_results_go_on(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    say(shift, reader, Connected(PORT), JournalFailed("disk full {0}"))
    problem = first(lanes).problem
    assert problem is not None
    assert problem.code == "storage.journal_failed"
    assert "disk full" in told(StationError(problem.code, lane="1", detail="disk full"))["zh"]
    assert first(lanes).connected
    say(shift, reader, KeepRequested(7, message(URINE)))
    assert reader.answers == [("kept", 7)]


@pytest.mark.parametrize("code", ["port.missing", "port.busy", "port.denied", "port.settings"])
def test_why_a_port_is_not_open_is_told_with_the_port(
    shift: Shift, lanes: Lanes, reader: HeldReader, code: str
) -> None:
    say(shift, reader, PortUnavailable(PORT, code, "detail {x}"))
    problem = first(lanes).problem
    assert problem is not None
    assert (first(lanes).connected, problem.code) == (False, code)
    assert all(PORT in text for text in told(problem).values())


def test_lost_and_found_again_are_entries(shift: Shift, lanes: Lanes, reader: HeldReader) -> None:
    say(shift, reader, Connected(PORT), Disconnected(PORT, "port.lost", ""))
    assert lanes.lost_at("1") is not None
    assert all("端口" in text or PORT in text for text in told(StationError("port.lost", port=PORT)).values())
    say(shift, reader, Connected(PORT))
    assert lanes.lost_at("1") is None
    assert [fact.body["lane"] for fact in facts_of(shift.workplace, kinds.READER_LOST)] == ["1"]
    assert len(facts_of(shift.workplace, kinds.READER_CONNECTED)) == 2


@pytest.mark.parametrize("place", ["UCR-20", "700123", "U-000317", "4711", "DOA17", "A07", "500", "ng/mL"])
def test_brackets_a_reader_sends_are_kept_as_they_came(
    shift: Shift, lanes: Lanes, reader: HeldReader, place: str
) -> None:
    strange = "[b]{0}<i>(甲)"
    say(shift, reader, Connected(PORT), KeepRequested(7, message(URINE.replace(place, strange, 1))))
    (measured,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert strange in str(dict(measured.body))


@pytest.mark.parametrize("place", ["UCR-20", "700123", "U-000317", "4711", "DOA17", "A07"])
@pytest.mark.parametrize("control", ["\x00", "\x1b", "\x7f", "\u202e"])
def test_control_characters_a_reader_sends_are_shown_and_wait_for_two_officers(
    shift: Shift, lanes: Lanes, reader: HeldReader, place: str, control: str
) -> None:
    spoiled = message(URINE.replace(place, f"{place[:2]}{control}{place[2:]}", 1))
    say(shift, reader, Connected(PORT), KeepRequested(7, spoiled))
    assert reader.answers == [("kept", 7)]
    with shift.workplace.store.reading() as reading:
        (row,) = reading.unmatched()
        (signed,) = (one for one in reading.all_entries() if one.leaf_hash.hex() == row.leaf)
    assert row.reason == "not_understood"
    assert str(dict(signed.entry.body)).isprintable()


def test_a_program_that_shares_the_port_is_named(
    shift: Shift, lanes: Lanes, reader: HeldReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "path_of", lambda port: port)
    monkeypatch.setattr("station.services.lanes.holders", lambda _: ("ModemManager",))
    say(shift, reader, Connected(PORT))
    assert first(lanes).connected
    assert first(lanes).trouble == "port.held"
    problem = first(lanes).problem
    assert problem is not None
    assert problem.params["programs"] == "ModemManager"


def test_a_program_that_came_later_is_named_once_it_splits_the_bytes(
    shift: Shift, lanes: Lanes, reader: HeldReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "path_of", lambda port: port)
    say(shift, reader, Connected(PORT))
    assert first(lanes).trouble == ""
    monkeypatch.setattr("station.services.lanes.holders", lambda _: ("brltty",))
    say(shift, reader, Noise(b"AT\r"))
    assert first(lanes).trouble == "port.held"
    monkeypatch.setattr("station.services.lanes.holders", lambda _: ())
    say(shift, reader, Noise(b"?"))
    assert first(lanes).trouble == ""


def test_a_result_of_another_reader_on_the_same_line_waits_for_two_officers(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    say(shift, reader, Connected(PORT), KeepRequested(1, message(URINE)))
    other = URINE.replace("700123", "700999").replace("|4711|", "|4712|")
    say(shift, reader, KeepRequested(2, message(other)))
    first_result, second = (fact.body for fact in facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED))
    assert first_result["problems"] == []
    assert second["problems"] == ["other_reader:700999"]
    assert second["binding"] == {"how": "unmatched", "reason": "not_understood"}
    assert reader.answers == [("kept", 1), ("kept", 2)]


def test_what_is_no_result_is_held_in_the_log_before_the_reader_hears_of_it(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    say(shift, reader, Connected(PORT), KeepRequested(3, Message(b"MSH|?", b"MSH|?"), "unsupported"))
    (held,) = facts_of(shift.workplace, kinds.EXCHANGE_HELD)
    assert held.body["reason"] == "unsupported"
    assert raw_of(shift.workplace, held) == b"MSH|?"
    assert facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED) == []
    assert reader.answers == [("kept", 3)]


def test_a_result_dated_before_its_reader_was_made_is_kept_whole_and_waits_for_two_officers(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    lost_battery = message(URINE.replace("0810|20261124021308", "0810|20000101090505"))
    with nothing_lost(shift.workplace):
        say(shift, reader, Connected(PORT), KeepRequested(7, lost_battery))
    (kept,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert kept.body["tested_at_reader"] == "2000-01-01T09:05:05+08:00"
    assert kept.body["problems"] == ["before_made:tested_at"]
    assert kept.body["binding"] == {"how": "unmatched", "reason": "not_understood"}
    assert raw_of(shift.workplace, kept) == lost_battery.raw
    assert reader.answers == [("kept", 7)]


ASKED_SINCE = replace(CUP, can=frozenset({"results_since"}))
CLOCKLESS = URINE.replace("|20261124021308+0800", "")


def test_a_result_without_a_clock_is_signed_with_the_one_its_reader_told_last(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    """The night's clock stands near 02:00 local; the reader says 03:00."""
    told_clock = ClockTold("2026-11-24T03:00:00+08:00")
    say(shift, reader, Connected(PORT), DeviceNamed("UCR-20", "700123", "1.4.2"), told_clock)
    say(shift, reader, KeepRequested(7, message(CLOCKLESS)))
    (kept,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    (named,) = facts_of(shift.workplace, kinds.READER_NAMED)
    (clock,) = facts_of(shift.workplace, kinds.READER_CLOCK_TOLD)
    offset_ms = kept.body["reader_offset_ms"]
    assert isinstance(offset_ms, int)
    assert 3_500_000 < offset_ms < 3_600_000
    assert (kept.body["reader_offset_from"], kept.body["sent_at_reader"]) == ("told", None)
    assert kept.body["reader_clock_told_at"] is not None
    assert (named.body["serial"], clock.body["serial"]) == ("700123", "700123")
    assert first(lanes).device.named == "UCR-20 700123 1.4.2"
    assert kept.seq > clock.seq > named.seq


def test_a_results_own_sending_time_is_signed_as_that(shift: Shift, lanes: Lanes, reader: HeldReader) -> None:
    say(shift, reader, Connected(PORT), ClockTold("2026-11-24T03:00:00+08:00"))
    say(shift, reader, KeepRequested(7, message(URINE)))
    (kept,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert (kept.body["reader_offset_from"], kept.body["reader_clock_told_at"]) == ("sent", None)
    assert first(lanes).device.offset_ms == kept.body["reader_offset_ms"]


def test_what_a_reader_told_is_forgotten_with_its_line(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    say(shift, reader, Connected(PORT), ClockTold("2026-11-24T03:00:00+08:00"))
    assert first(lanes).device.offset_ms is not None
    say(shift, reader, Disconnected(PORT, "port.lost", "gone"), Connected(PORT))
    say(shift, reader, KeepRequested(7, message(CLOCKLESS)))
    (kept,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert (kept.body["reader_offset_ms"], kept.body["reader_offset_from"]) == (None, None)


def test_after_a_lost_line_a_reader_is_asked_since_the_time_that_its_own_clock_showed(
    shift: Shift, reader: HeldReader, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Its clock says 00:00 where the night's stands near 02:00; by 02:00 it has measured nothing yet."""
    monkeypatch.setattr("station.services.lanes._profile", lambda *_: ASKED_SINCE)
    request.getfixturevalue("lanes")
    say(shift, reader, Connected(PORT), ClockTold("2026-11-24T00:00:00+08:00"))
    say(shift, reader, Disconnected(PORT, "port.lost", "gone"), Connected(PORT))
    (command,) = reader.asked
    assert isinstance(command, AskResults)
    assert command.since is not None
    shown = datetime.fromisoformat("2026-11-24T00:00:00+08:00")
    reaches_back = timedelta(seconds=ASKED_SINCE.develop_s + ASKED_SINCE.read_window_s)
    assert shown - reaches_back <= command.since < shown - reaches_back + timedelta(minutes=2)


def test_a_greeting_of_another_reader_is_told_at_once_and_its_result_waits_for_two_officers(
    shift: Shift, lanes: Lanes, reader: HeldReader
) -> None:
    say(shift, reader, Connected(PORT), DeviceNamed("UCR-20", "700123", "1.4.2"))
    say(shift, reader, DeviceNamed("UCR-20", "700999", "1.4.2"))
    assert first(lanes).device.odd == ("other_reader:700999",)
    say(shift, reader, KeepRequested(7, message(URINE.replace("700123", "700999"))))
    (kept,) = facts_of(shift.workplace, kinds.MEASUREMENT_RECEIVED)
    assert kept.body["problems"] == ["other_reader:700999"]
    assert kept.screening_id is None
