"""Simulated readers test control material; the station's links and profiles, written by other hands, tell it
from a person's specimen."""

import pytest

from drivers.profile_folder import load_profile, profile_names
from drivers.reading import Reading
from drivers.registry import readings
from simulator.catalogue import DEVICES
from tests.wire.meeting import Meeting
from tests.wire.readers import FOLDER

MARKING = sorted(
    name for name in profile_names([FOLDER]) if name in DEVICES and "qc" in load_profile(name, [FOLDER]).can
)

WARM_S = 60.0
"""Longer than any of them warms up."""
UNMARKED = {"strip-crc", "lines-printer"}
"""By their pages these say nothing of a demonstration."""


def _tested(device: str, processing: str) -> Reading:
    """What the station reads of one cartridge."""
    meeting = Meeting(device, {}, strips=2)
    meeting.run(WARM_S)
    meeting.do(do="insert", specimen_no="X-000901", processing=processing)
    meeting.settle()
    assert meeting.held == []
    (message,) = meeting.disk
    (reading,) = readings(message, meeting.profile)
    return reading


def test_readers_of_every_protocol_mark_their_control_tests() -> None:
    protocols = {load_profile(name, [FOLDER]).protocol for name in MARKING}
    assert protocols == {"lis", "poct1a", "hl7", "printed"}


@pytest.mark.parametrize("device", MARKING)
def test_a_control_test_is_told_from_a_person_s(device: str) -> None:
    control, person = _tested(device, "Q"), _tested(device, "P")
    assert (control.control_test, control.problems) == (True, ())
    assert (person.control_test, person.problems) == (False, ())
    assert [line.code for line in control.lines] == [line.code for line in person.lines]


@pytest.mark.parametrize("device", [name for name in MARKING if name not in UNMARKED])
def test_a_demonstration_is_neither(device: str) -> None:
    reading = _tested(device, "D")
    assert not reading.control_test
    assert [one for one in reading.problems if one.startswith("not_a_patient_result:")]
