"""A lane whose reader speaks HL7 or POCT1-A: its result is committed, bound or held, and then answered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from station.domain import kinds
from station.services.home import Home
from station.services.workplace import Workplace
from tests.system.reader_line import Watch, put_on, running, waiting_for
from tests.system.refusal import facts_of, nothing_lost, raw_of, until
from tests.training import Shift, opened
from tests.unit.storage.stand import SetClock
from tests.wire.blocks import SEGMENTS, block, changed
from tests.wire.dml import HELLO, OBS, status
from tests.wire.far_end import Cable

BLOCK = block(SEGMENTS)


@contextmanager
def _listening(workplace: Workplace) -> Iterator[None]:
    """The lane is started, and its port is open."""
    with running(workplace) as lanes:
        until(lambda: lanes.connected("1"))
        yield


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    line = Cable(tmp_path / "reader")
    yield line
    line.pull()


def _told(cable: Cable, data: bytes, end: bytes) -> bytes:
    """What the station says to ``data``, up to ``end``."""
    cable.send(data)
    said = b""
    while not said.endswith(end):
        more = cable.reply()
        assert more
        said += more
    return said


def test_an_hl7_result_is_bound_to_its_screening_and_then_answered(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="hl7-urine")
    with opened(training_home, night_clock) as workplace:
        screening_id = waiting_for(Shift(workplace).begin())
        with nothing_lost(workplace), _listening(workplace):
            assert b"\rMSA|AA|17\r" in _told(cable, BLOCK, b"\x1c\r")
        (fact,) = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
        assert (fact.screening_id, fact.body["flags"]) == (screening_id, ["no_checksum"])
        assert raw_of(workplace, fact) == BLOCK


def test_a_repeated_hl7_result_is_noted_as_a_repeat(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="hl7-urine")
    with opened(training_home, night_clock) as workplace, _listening(workplace):
        _told(cable, BLOCK, b"\x1c\r")
        again = changed(("|17|P|", "|18|P|"), ("20261124021310", "20261124021325"))
        assert b"\rMSA|AA|18\r" in _told(cable, again, b"\x1c\r")
        assert len(facts_of(workplace, kinds.MEASUREMENT_RECEIVED)) == 1
        assert len(facts_of(workplace, kinds.MEASUREMENT_REPEATED)) == 1


def test_what_cannot_be_read_is_held_with_its_bytes(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="hl7-urine")
    odd = changed(("GB 18030-2000", "ISO IR87"))
    with opened(training_home, night_clock) as workplace:
        Shift(workplace).begin()
        watch = Watch(workplace)
        with _listening(workplace):
            assert b"\rMSA|AE|17|" in _told(cable, odd, b"\x1c\r")
            fact = watch.wait(kinds.EXCHANGE_HELD)
        assert fact.body["reason"] == "unreadable"
        assert raw_of(workplace, fact) == odd


def test_a_poct1a_result_is_kept_with_the_hello_that_says_whose_it_is(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    put_on(training_home, cable.path, profile="poct1a-saliva", specimen_kind="saliva")
    with opened(training_home, night_clock) as workplace, _listening(workplace):
        Shift(workplace).begin()
        _told(cable, HELLO, b"</ACK.R01>")
        _told(cable, status(1), b"</REQ.R01>")
        assert b'V="AA"/><ACK.ack_control_id V="00003"' in _told(cable, OBS, b"</ACK.R01>")
        (fact,) = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
        assert raw_of(workplace, fact) == HELLO.strip() + OBS.strip()
        reader = fact.body["reader"]
        assert isinstance(reader, dict)
        assert reader["serial"] == "P3-0117"


def test_what_a_poct1a_reader_says_of_itself_and_its_clock_serves_a_result_that_has_no_time(
    training_home: Home, night_clock: SetClock, cable: Cable
) -> None:
    """Its hello says 02:13:09, the night's clock stands at some seconds past 02:00."""
    put_on(training_home, cable.path, profile="poct1a-saliva", specimen_kind="saliva")
    timeless = re.sub(rb'<HDR.creation_dttm V="[^"]*"/>', b"", OBS)
    assert timeless != OBS
    with opened(training_home, night_clock) as workplace, _listening(workplace):
        Shift(workplace).begin()
        _told(cable, HELLO, b"</ACK.R01>")
        _told(cable, status(1), b"</REQ.R01>")
        _told(cable, timeless, b"</ACK.R01>")
        (named,) = facts_of(workplace, kinds.READER_NAMED)
        told = facts_of(workplace, kinds.READER_CLOCK_TOLD)
        (fact,) = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
    assert (named.body["serial"], named.body["problems"]) == ("P3-0117", [])
    assert {one.body["reader_time"] for one in told} == {"2026-11-24T02:13:09+08:00"}
    assert (fact.body["sent_at_reader"], fact.body["reader_offset_from"]) == (None, "told")
    offset_ms = fact.body["reader_offset_ms"]
    assert isinstance(offset_ms, int)
    assert 600_000 < offset_ms < 789_000
    assert named.seq < told[0].seq < fact.seq
