"""Whatever a network reader says, it is a reading or a named error, and the line goes on."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.profile import Profile
from drivers.reading import Reading
from drivers.registry import readings, records
from tests.wire import blocks, dml
from tests.wire.readers import HL7, POCT1A

MESSAGES = {HL7.name: blocks.block(blocks.SEGMENTS)[1:-2], POCT1A.name: dml.HELLO + dml.OBS}
_INSERTED = st.one_of(
    st.binary(max_size=6), st.sampled_from([b"|", b"^", b"~", b"\\", b"&", b"\r", b"<", b">", b'"'])
)
Changes = list[tuple[float, int, bytes]]
_CHANGES: st.SearchStrategy[Changes] = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 8), _INSERTED), min_size=1, max_size=6
)


def _changed(content: bytes, changes: Changes) -> bytes:
    """``content`` with some bytes taken out and others put in, each at its part of the whole."""
    for where, taken, put in changes:
        at = int(where * len(content))
        content = content[:at] + put + content[at + taken :]
    return content


def _read(content: bytes, profile: Profile) -> tuple[Reading, ...]:
    found: tuple[Reading, ...] = ()
    with suppress(RemoteProtocolError):
        records(Message(b"", content), profile)
        found = readings(Message(b"", content), profile)
    for reading in found:
        assert {line.analyte for line in reading.lines} <= {None, *profile.codes.values()}
    return found


@given(_CHANGES)
def test_any_changed_message_gives_readings_or_a_named_error(changes: Changes) -> None:
    for profile in (HL7, POCT1A):
        _read(_changed(MESSAGES[profile.name], changes), profile)


@given(st.binary(max_size=300))
def test_any_bytes_give_readings_or_a_named_error(noise: bytes) -> None:
    for profile in (HL7, POCT1A):
        for content in (noise, b"MSH|^~\\&|" + noise, b"<OBS.R01><SVC>" + noise + b"</SVC></OBS.R01>"):
            _read(content, profile)


@given(_CHANGES)
def test_after_any_damage_the_next_message_is_taken_and_answered(
    changes: Changes,
) -> None:
    """The damaged one comes first; a reader that gets no answer sends again."""
    damaged = _changed(blocks.block(blocks.SEGMENTS), changes)
    hl7 = blocks.hl7_link()
    blocks.play(hl7, [damaged])
    hl7.tick(60.0)
    events = blocks.play(hl7, [blocks.block(blocks.SEGMENTS)], 61.0)
    assert blocks.msa(events)[-1] == ("AA", "17")
    link = dml.talking()
    dml.play(link, [_changed(dml.OBS, changes)], 0.0)
    link.tick(60.0)
    events = dml.play(link, [dml.OBS], 61.0)
    assert dml.answered(events)[-1] == ("AA", "00003")
