"""Whatever stands in one field of a message, it gives a reading or a named error, and a body that can be
signed."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.link import Link
from drivers.profile import Profile
from drivers.registry import new_link, readings, records
from station.devices import content, identity, measurement
from station.domain.measurement import Origin, body_of
from station.domain.ports import Moment
from station.log.canonical import dumps
from tests.unit.drivers.messages import SALIVA as SALIVA_RECORDS
from tests.unit.drivers.messages import URINE as URINE_RECORDS
from tests.wire import blocks, dml, printers
from tests.wire.readers import HL7, POCT1A, SALIVA, URINE

ARRIVED = Moment(datetime(2026, 11, 23, 18, 13, 10, tzinfo=UTC), "boot", 1_000, "system")
ABSURD = (
    "",
    "9" * 5000,
    "0" * 20,
    "00010101000000",
    "99991231235959-1400",
    "20260230",
    "-1",
    "NaN",
    "1e999",
    "\N{ARABIC-INDIC DIGIT THREE}" * 8,
    "\N{SUPERSCRIPT TWO}",
    "\N{FULLWIDTH DIGIT NINE}" * 4,
    "\N{BELL}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "~",
    "^",
    "&",
    "\\X",
)
_WORD = re.compile(r"[\w.:+-]+")


def spoilt(text: str, absurd_ones: Sequence[str] = ABSURD) -> Iterator[str]:
    """``text`` with one of its words replaced, each by each."""
    for found in _WORD.finditer(text):
        for absurd in absurd_ones:
            yield text[: found.start()] + absurd + text[found.end() :]


def signed(raw: bytes, text: bytes, profile: Profile) -> int:
    """How many readings it gives; everything that would be signed of them has been written."""
    message = Message(raw, text)
    try:
        records(message, profile)
        found = readings(message, profile)
    except RemoteProtocolError:
        return 0
    for reading in found:
        measured = measurement(reading, lane="1", origin=Origin.SIMULATED, moment=ARRIVED)
        dumps(body_of(measured))
        identity(measured, "first")
        content(measured)
    return len(found)


@pytest.mark.parametrize(("profile", "sent"), [(URINE, URINE_RECORDS), (SALIVA, SALIVA_RECORDS)])
def test_a_record_with_an_absurd_field(profile: Profile, sent: str) -> None:
    lines = sent.replace("\n", "\r")
    counts = [signed(b"", text.encode(profile.encoding, "replace"), profile) for text in spoilt(lines)]
    assert max(counts) >= 1


@pytest.mark.parametrize("name", printers.NAMES)
def test_a_printed_block_with_an_absurd_field(name: str) -> None:
    profile = printers.SHIPPED[name]
    text = printers.whole(name).decode("latin-1")
    counts = []
    for one in spoilt(text):
        raw = one.encode("latin-1", "replace")
        counts.append(signed(raw, raw, profile))
    assert max(counts) >= 1


def _survives(link: Link, data: bytes) -> None:
    link.connected(0.0)
    link.receive(data, 0.0)
    link.tick(60.0)
    link.disconnected(61.0)


def test_a_segment_with_an_absurd_field() -> None:
    counts = []
    for text in spoilt("\r".join(blocks.SEGMENTS)):
        data = text.encode("gb18030", "replace") + b"\r"
        counts.append(signed(data, data, HL7))
        _survives(new_link(HL7), b"\x0b" + data + b"\x1c\r")
    assert max(counts) >= 1


def test_a_message_in_xml_with_an_absurd_field() -> None:
    counts = []
    for text in spoilt(dml.RESULT):
        data = text.encode()
        counts.append(signed(dml.HELLO + data, data, POCT1A))
    for text in spoilt(dml.HELLO.decode(), ABSURD[:5]):
        _survives(new_link(POCT1A), text.encode() + dml.OBS)
    assert max(counts) >= 1
