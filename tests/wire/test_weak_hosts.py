"""A station that is slow, or killed, as the simulator's own story tells it, in every protocol.

`test_killed_station.py` kills a station from within; here the cable does, and a reader on a serial line hears
nothing of it: the new station meets it in the middle of what it had to say to the old one.
"""

from typing import Any

import pytest

from simulator.devices import data
from tests.wire.ledger import kept, made
from tests.wire.meeting import NETWORKED, Meeting

ANSWERED = [
    "urine-cup",
    "saliva-swab",
    "poct1a-saliva",
    "hl7-urine",
    "cassette-soh",
    "cassette-xor",
    "strip-crc",
]
UNANSWERED = ["lines-printer", "slip-gap", "strip-binary", "strip-csv", "swab-text"]
NUMBER = "U-000317"
PLACES = 24
"""At so many places of an exchange, from its first byte to past its last."""


def met(device: str, *faults: dict[str, Any], serial: bool = False) -> Meeting:
    """One reader with one result of one strip, positive, and what befalls its host."""
    meeting = Meeting(device, {"ways": {device: {"warm_up_s": 0}}}, strips=1, serial=serial)
    code = next(iter(data.load(device).strips))
    meeting.do(do="insert", specimen_no=NUMBER, positive=[code], develop_s=0, faults=list(faults))
    meeting.settle()
    return meeting


def shown(meeting: Meeting) -> list[tuple[str | None, frozenset[str]]]:
    found = kept(meeting)
    assert all(not one.problems and not one.invalid for one in found)
    return [(one.specimen_no, one.positive) for one in found]


def lengths(device: str) -> tuple[int, int]:
    """About how many bytes the reader and the station say of one result."""
    meeting = met(device)
    assert shown(meeting) == made(meeting)
    return meeting.heard, meeting.steps - meeting.heard


def sent_again_if_given_up(meeting: Meeting) -> None:
    """A reader that gave up is sent for by hand; the others send again by themselves."""
    if "given_up" in meeting.news.names:
        meeting.do(do="send_last")
        meeting.settle()


def places(length: int) -> range:
    return range(0, length + 1, max(1, length // PLACES))


@pytest.mark.parametrize("serial", [False, True])
@pytest.mark.parametrize("device", ANSWERED)
def test_a_result_is_kept_once_wherever_the_story_kills_the_host(device: str, serial: bool) -> None:
    if serial and device not in NETWORKED:
        pytest.skip("it is on a serial line already")
    heard, said = lengths(device)
    for whose, length in (("reader", heard), ("host", said)):
        killed = 0
        for place in places(length):
            fault = {"kind": "host_killed", "at_byte": place, "of": whose, "for_seconds": 2}
            meeting = met(device, fault, serial=serial)
            assert shown(meeting) == made(meeting), fault
            assert not meeting.rig.reader.memory.unsent, fault
            killed += meeting.deaths
        assert killed, f"it died at no byte of the {whose}"


@pytest.mark.parametrize("device", UNANSWERED)
def test_what_a_dead_host_was_printed_comes_when_somebody_has_it_sent_again(device: str) -> None:
    heard = lengths(device)[0]
    for place in places(heard - 1):
        meeting = met(device, {"kind": "host_killed", "at_byte": place, "for_seconds": 2})
        assert meeting.deaths == 1
        meeting.do(do="send_last")
        meeting.settle()
        assert shown(meeting) == made(meeting), place


LATE_S = {"cassette-soh": 3, "cassette-xor": 3, "strip-crc": 3}
"""Each way; these wait 8 s for an answer, and the others 15 s or longer."""


@pytest.mark.parametrize("device", [*ANSWERED, *UNANSWERED])
def test_a_host_that_is_slow_within_the_readers_patience_is_told_once(device: str) -> None:
    meeting = met(device, {"kind": "slow_host", "at_byte": 0, "for_seconds": LATE_S.get(device, 6)})
    assert shown(meeting) == made(meeting)
    assert "send_failed" not in meeting.news.names
    assert len(meeting.disk) == 1


@pytest.mark.parametrize("device", ANSWERED)
def test_a_host_slower_than_the_readers_patience_is_told_again_and_keeps_the_result_once(device: str) -> None:
    faults = [{"kind": "slow_host", "at_byte": 0, "for_seconds": 20, "transmission": n} for n in (1, 2)]
    meeting = met(device, *faults)
    assert not {"send_failed", "given_up"}.isdisjoint(meeting.news.names)
    sent_again_if_given_up(meeting)
    assert shown(meeting) == made(meeting)


@pytest.mark.parametrize("pace", [30, 200])
@pytest.mark.parametrize("device", ["urine-cup", "hl7-urine", "cassette-xor"])
def test_a_host_with_little_room_loses_nothing_of_a_reader_that_stands_still(device: str, pace: int) -> None:
    fault = {"kind": "slow_host", "at_byte": 5, "bytes_a_second": pace, "holds": 16}
    meeting = met(device, fault)
    assert shown(meeting) == made(meeting)
    assert not meeting.rig.reader.memory.unsent


@pytest.mark.parametrize("device", ["urine-cup", "cassette-xor", "strip-crc"])
def test_what_a_reader_without_flow_control_loses_is_not_taken_for_a_result_and_comes_again(
    device: str,
) -> None:
    story = {"ways": {device: {"warm_up_s": 0, "oddities": ["no_flow_control"]}}}
    meeting = Meeting(device, story, strips=1)
    code = next(iter(data.load(device).strips))
    fault = {"kind": "slow_host", "frame": 1, "at_byte": 0, "for_seconds": 1, "holds": 20}
    meeting.do(do="insert", specimen_no=NUMBER, positive=[code], develop_s=0, faults=[fault])
    meeting.settle()
    assert not meeting.disk or "sent" in meeting.news.names
    sent_again_if_given_up(meeting)
    assert shown(meeting) == made(meeting)
    assert not meeting.rig.reader.memory.unsent


def test_the_same_seed_strikes_at_the_same_byte() -> None:
    fault = {"kind": "host_killed", "at_byte": "random", "for_seconds": 2}
    assert met("urine-cup", fault).news.told == met("urine-cup", fault).news.told
