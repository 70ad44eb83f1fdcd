"""What a reader marks as a test of control material is told as one, in every protocol, and never as a
person's."""

from dataclasses import replace

import pytest

from drivers.events import Message
from drivers.lis.address import Address
from drivers.profile import Profile
from drivers.reading import Reading
from drivers.registry import readings
from tests.unit.drivers.messages import SALIVA, URINE, message
from tests.wire.blocks import SEGMENTS, changed
from tests.wire.dml import HELLO, OBS
from tests.wire.printers import SHIPPED, whole
from tests.wire.readers import HL7, POCT1A
from tests.wire.readers import SALIVA as SWAB
from tests.wire.readers import URINE as CUP

O_11 = "||||||014417|||||U"
"""The urine example's order record from its field 6 on; O.12 is the first empty field after the operator."""
SPM = "SPM|1|||UR|||||||"
"""HL7 v2.5.1, segment SPM up to its field 11, the specimen's role (table 0369)."""


def _mute(profile: Profile) -> Profile:
    """The same reader, of which nobody said that it marks control tests."""
    return replace(profile, can=profile.can - {"qc"})


def _silent(profile: Profile) -> Profile:
    """The same, with no place for a mark either."""
    where = {name: place for name, place in profile.where.items() if name != "processing"}
    return replace(_mute(profile), where=where, processing={})


def _lis(old: str, new: str, profile: Profile = CUP) -> Reading:
    text = URINE if profile.name == "urine-cup" else SALIVA
    assert old in text
    return readings(message(text.replace(old, new)), profile)[0]


def _hl7(*pairs: tuple[str, str], profile: Profile = HL7) -> Reading:
    block = changed(*pairs)
    return readings(Message(block, block[1:-2]), profile)[0]


def _poct1a(*pairs: tuple[str, str], profile: Profile = POCT1A) -> Reading:
    text = OBS.decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return readings(Message(HELLO + text.encode(), HELLO + text.encode()), profile)[0]


def _printed(name: str, old: bytes, new: bytes, profile: Profile | None = None) -> Reading:
    raw = whole(name)
    assert old in raw
    raw = raw.replace(old, new, 1)
    return readings(Message(raw, raw), profile or SHIPPED[name])[0]


CONTROLS = {
    "lis, H.12": lambda can: _lis("|P|LIS2", "|Q|LIS2", can(CUP)),
    "lis, H.12, the other dialect": lambda can: _lis("|P|LIS2", "|Q|LIS2", can(SWAB)),
    "lis, O.12, the standard's action code": lambda can: _lis(O_11, "||||||014417|Q||||U", can(CUP)),
    "hl7, the profile's word": lambda can: _hl7(("OBS^DOA10", "LQC^DOA10"), profile=can(HL7)),
    "hl7, SPM-11": lambda can: _hl7(("PID|1", f"PID|1\n{SPM}Q"), profile=can(HL7)),
    "hl7, SPM-11 behind the results": lambda can: _hl7(
        (SEGMENTS[-1], f"{SEGMENTS[-1]}\n{SPM}Q"), profile=can(HL7)
    ),
    "poct1a, OBS.R02 whose SVC says OBS": lambda can: _poct1a(
        ("OBS.R01", "OBS.R02"), ("PT>", "CTC>"), profile=can(POCT1A)
    ),
    "poct1a, a CTC": lambda can: _poct1a(("PT>", "CTC>"), profile=can(POCT1A)),
    "poct1a, the profile's word": lambda can: _poct1a(('cd V="OBS"', 'cd V="LQC"'), profile=can(POCT1A)),
    "printed, in place of a number": lambda can: _printed(
        "lines-printer", b"ID U-000412", b"QC", can(SHIPPED["lines-printer"])
    ),
    "printed, a field": lambda can: _printed("cassette-soh", b"PATIENT", b"QC", can(SHIPPED["cassette-soh"])),
}


@pytest.mark.parametrize("case", CONTROLS)
def test_a_marked_control_test_is_one_and_nothing_that_a_person_must_look_at(case: str) -> None:
    reading = CONTROLS[case](lambda profile: profile)
    assert (reading.control_test, reading.problems) == (True, ())
    assert reading.lines


@pytest.mark.parametrize("case", CONTROLS)
def test_of_a_reader_that_is_not_said_to_mark_them_it_is_a_problem_and_still_no_person_s(case: str) -> None:
    reading = CONTROLS[case](_mute)
    assert reading.control_test
    assert [one for one in reading.problems if one.startswith("not_a_patient_result:")]


@pytest.mark.parametrize(
    ("reading", "mark"),
    [
        (lambda: _lis("|P|LIS2", "|Q|LIS2", _silent(CUP)), "H.12=Q"),
        (lambda: _lis(O_11, "||||||014417|q||||U", _silent(CUP)), "O.12=Q"),
        (lambda: _lis("|P|LIS2", "|T|LIS2", _silent(CUP)), "T"),
        (lambda: _lis("|P|LIS2", "|D|LIS2", _silent(CUP)), "D"),
        (lambda: _hl7(("PID|1", f"PID|1\n{SPM}E"), profile=_silent(HL7)), "SPM-11=E"),
        (lambda: _hl7(("PID|1", f"PID|1\n{SPM}C"), profile=_silent(HL7)), "SPM-11=C"),
        (lambda: _poct1a(("OBS.R01", "OBS.R02"), profile=_silent(POCT1A)), "OBS.R02"),
    ],
)
def test_the_protocol_s_own_mark_counts_where_the_profile_looks_for_none(reading: object, mark: str) -> None:
    assert callable(reading)
    assert f"not_a_patient_result:{mark}" in reading().problems


@pytest.mark.parametrize("role", ["P", ""])
def test_a_patient_s_specimen_is_a_patient_s(role: str) -> None:
    assert not _hl7(("PID|1", f"PID|1\n{SPM}{role}")).control_test
    assert not _lis("|P|LIS2", "|P|LIS2").control_test


def test_a_field_that_the_profile_uses_otherwise_marks_nothing() -> None:
    """An operator of the name Q in O.12 is an operator."""
    operators = replace(CUP, where={**CUP.where, "operator": Address.parse("O.12")})
    reading = _lis(O_11, "|||||||Q||||U", operators)
    assert (reading.control_test, reading.operator, reading.problems) == (False, "Q", ())


def test_control_material_needs_no_specimen_number_and_a_person_s_result_does() -> None:
    assert _lis("|P|LIS2", "|Q|LIS2").specimen_no == "U-000317"
    text = URINE.replace("|P|LIS2", "|Q|LIS2").replace("U-000317", "")
    (control,) = readings(message(text), CUP)
    assert (control.control_test, control.specimen_no, control.problems) == (True, None, ())


def test_a_control_whose_marks_differ_is_a_control_that_a_person_looks_at() -> None:
    text = URINE.replace("|P|LIS2", "|D|LIS2").replace(O_11, "||||||014417|Q||||U")
    (reading,) = readings(message(text), CUP)
    assert (reading.control_test, reading.problems) == (True, ("not_a_patient_result:processing=D",))


def test_a_control_test_keeps_what_was_not_understood() -> None:
    text = URINE.replace("|P|LIS2", "|Q|LIS2").replace("^^^AMP", "^^^XYZ")
    (reading,) = readings(message(text), CUP)
    assert (reading.control_test, reading.problems) == (True, ("unknown_code:XYZ",))
