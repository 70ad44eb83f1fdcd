"""A station killed at each step of an exchange, in every protocol: nothing lost, nothing counted twice.

A step is one byte in either direction, and the moments just before and just after a message is on the disk.
A reader that waits for an answer sends again by itself; behind one that only prints a person presses
"send last again" when the station is back, as docs/protocols/printed.md says.
"""

from functools import cache

import pytest

from simulator.devices import data
from tests.wire.ledger import Kept, kept, made
from tests.wire.meeting import Meeting

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
TAIL_S = 12.0
"""Longer than a printed message may wait for its rest."""
STRIDE = {"poct1a-saliva": 7}
"""Only every so many steps in the ordinary suite; the slow run takes each."""


def met(device: str, kill_at: int | None = None) -> Meeting:
    """One reader with one result of one strip, positive; the station dies at that step."""
    meeting = Meeting(device, {"ways": {device: {"warm_up_s": 0}}}, strips=1)
    if kill_at is not None:
        meeting.kill_at(kill_at)
    meeting.do(do="insert", specimen_no="U-000317", positive=codes(device), develop_s=0)
    meeting.settle(TAIL_S)
    return meeting


def codes(device: str) -> list[str]:
    return list(data.load(device).strips)[:1]


@cache
def steps(device: str) -> int:
    """How many steps the whole exchange has."""
    meeting = met(device)
    assert outcome(meeting) == [("U-000317", frozenset(codes(device)))]
    assert "sent" in meeting.news.names
    return meeting.steps


def outcome(meeting: Meeting) -> list[tuple[str | None, frozenset[str]]]:
    return [(one.specimen_no, one.positive) for one in kept(meeting)]


def survived(device: str, step: int, *, answered: bool) -> Meeting:
    """The exchange in which the station died at that step and came back."""
    meeting = met(device, step)
    assert meeting.deaths == 1
    if answered:
        assert not meeting.rig.reader.memory.unsent
    else:
        meeting.do(do="send_last")
        meeting.settle(TAIL_S)
    return meeting


def whole(found: list[Kept]) -> bool:
    return all(not one.problems and not one.invalid for one in found)


def every_step(device: str, stride: int, *, answered: bool) -> None:
    twice = 0
    for step in range(1, steps(device), stride):
        meeting = survived(device, step, answered=answered)
        assert outcome(meeting) == made(meeting), f"killed at step {step}"
        assert whole(kept(meeting)), f"killed at step {step}"
        twice += len(meeting.disk) > 1
    assert twice, "at some step the result was on the disk and had to be sent again"


@pytest.mark.parametrize("device", ANSWERED)
def test_a_result_that_is_answered_is_on_the_disk_once_wherever_the_station_was_killed(device: str) -> None:
    every_step(device, STRIDE.get(device, 1), answered=True)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("device", sorted(STRIDE))
def test_so_it_is_at_each_single_step_of_a_long_exchange(device: str) -> None:
    every_step(device, 1, answered=True)


@pytest.mark.parametrize("device", UNANSWERED)
def test_a_printed_result_is_on_the_disk_once_when_somebody_has_it_sent_again(device: str) -> None:
    every_step(device, 1, answered=False)


@pytest.mark.parametrize("device", ANSWERED)
def test_a_reader_is_not_answered_before_its_result_is_on_the_disk(device: str) -> None:
    for step in range(1, steps(device), 5 * STRIDE.get(device, 1)):
        meeting = Meeting(device, {"ways": {device: {"warm_up_s": 0}}}, strips=1)
        meeting.kill_at(step)
        meeting.do(do="insert", specimen_no="U-000317", develop_s=0)
        for _ in range(40):
            meeting.run(0.25)
            assert meeting.disk or "sent" not in meeting.news.names
