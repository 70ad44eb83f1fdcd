"""A message that says more than is read in time is a named error at once: every other reader waits for it."""

import pytest

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.profile import Profile
from drivers.registry import readings, records
from tests.unit.drivers.messages import message
from tests.wire.dml import HELLO, OBS
from tests.wire.readers import HL7, POCT1A, URINE

TESTS, RECORDS = 200, 20_000
LIS_HEAD, HL7_HEAD = "H|\\^&\n", "MSH|^~\\&|||||||ORU^R01|17|P|2.5.1\n"
SVC = OBS[OBS.index(b"<SVC>") : OBS.index(b"</SVC>") + len(b"</SVC>")]
RESULT = b'<OBS><OBS.observation_id V="MET"/></OBS>'


def _lis(*parts: str) -> Message:
    return message(LIS_HEAD + "".join(parts) + "L|1|N")


def _hl7(*parts: str) -> Message:
    return message(HL7_HEAD + "".join(parts))


def _dml(services: bytes) -> Message:
    data = HELLO + OBS.replace(SVC, services)
    return Message(data, data)


def _service(subjects: bytes) -> bytes:
    return b"<SVC>" + subjects + b"</SVC>"


@pytest.mark.parametrize(
    ("most", "profile"),
    [
        (_lis("P|1\n", "O|1|U-1\n" * TESTS), URINE),
        (_lis("P|1\n", "O|1|U-1\n", "R|1|^^^AMP|NEG\n" * (RECORDS - 3)), URINE),
        (_lis("P|1\n", "M|1\n" * 97, "O|1|U-1\n" * TESTS), URINE),
        (_hl7("PID|1\n", "OBR|1|U-1\n" * TESTS), HL7),
        (_hl7("PID|1\n", "OBR|1|U-1\n", "OBX|1|ST|AMP||NEG\n" * (RECORDS - 3)), HL7),
        (_hl7("PID|1\n", "NTE|1\n" * 97, "OBR|1|U-1\n" * TESTS), HL7),
        (_dml(_service(b"<PT>" + RESULT * 5 + b"</PT>") * TESTS), POCT1A),
        (_dml(_service(b"<PT>" + RESULT * 600 + b"</PT>")), POCT1A),
    ],
)
def test_the_most_that_is_read(most: Message, profile: Profile) -> None:
    assert len(readings(most, profile)) in (1, TESTS)


@pytest.mark.parametrize(
    ("more", "profile"),
    [
        (_lis("P|1\n", "O|1|U-1\n" * (TESTS + 1)), URINE),
        (_lis("P|1\n", "O|1|U-1\n", "R|1|^^^AMP|NEG\n" * (RECORDS - 2)), URINE),
        (_lis("P|1\n", "M|1\n" * 98, "O|1|U-1\n" * TESTS), URINE),
        (_lis("P|1\n", "M|1\n" * 100_000, "O\n" * 200_000), URINE),
        (_hl7("PID|1\n", "OBR|1|U-1\n" * (TESTS + 1)), HL7),
        (_hl7("PID|1\n", "OBR|1|U-1\n", "OBX|1|ST|AMP||NEG\n" * (RECORDS - 2)), HL7),
        (_hl7("PID|1\n", "NTE|1\n" * 98, "OBR|1|U-1\n" * TESTS), HL7),
        (_hl7("PID|1\n", "NTE|1\n" * 60_000, "OBR|1\n" * 60_000), HL7),
        (_dml(_service(b"<PT/>") * (TESTS + 1)), POCT1A),
        (_dml(_service(b"<PT/>" * (TESTS + 1))), POCT1A),
        (_dml(_service(b"<PT>" + RESULT * 800 + b"</PT>")), POCT1A),
        (_dml(_service(b"<PT/>" * 4500 + b"<PT>" + b"<OBS/>" * 4500 + b"</PT>")), POCT1A),
    ],
)
def test_more_is_a_named_error(more: Message, profile: Profile) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        readings(more, profile)
    assert refused.value.code == "wire.too_many"


def test_a_record_of_many_components_is_taken_apart_in_one_pass() -> None:
    """A mebibyte; looked at from its beginning for each field it took minutes."""
    shown = records(_lis("O|1|U-1\n", "C|1" + "|a^b" * 260_000 + "\n"), URINE)
    assert shown[2] == ["C", "1", *[["a", "b"]] * 260_000]
