"""The same bytes give the same events, however a port cuts them; and no bytes at all can do harm."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.lis.link import Link
from drivers.profile import Profile
from drivers.registry import readings
from tests.wire.readers import SALIVA, URINE
from tests.wire.sender import ENQ, EOT, messages, play
from tests.wire.vectors import frame, frames, table

STREAMS = {
    vector["name"]: ENQ + b"".join(frames(vector)) + EOT
    for vector in [*table("lis01_published", "session"), *table("dialects", "message")]
}
STREAMS["damage and noise"] = b"".join(
    [
        *(b"\xff", ENQ, b"\r\n", frame(1, b"H|\\^&\r"), frame(3, b"P|1\r"), frame(2, b"P|1\r")[:-3], b"\n"),
        *(frame(2, b"P|1\r"), b"\x15", frame(2, b"P|1\r"), frame(3, b"L|", b"\x17"), ENQ, EOT, b"x" * 700),
        *(ENQ, frame(0, b"H|\\^&\rL|1|N\r"), frame(1, b"H|\\^&\r"), frame(2, b"O|1|a|", b"\x17")),
        frame(3, b"b\rL|1|N"),
    ]
)


@pytest.mark.parametrize("name", STREAMS)
def test_bytes_one_at_a_time_or_all_at_once_give_the_same_events(name: str) -> None:
    stream = STREAMS[name]
    assert play(Link(), [stream]) == play(Link(), [bytes([byte]) for byte in stream])


@given(st.data())
def test_any_cut_gives_the_same_events(data: st.DataObject) -> None:
    stream = STREAMS[data.draw(st.sampled_from(sorted(STREAMS)))]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert play(Link(), chunks) == play(Link(), [stream])


_PIECES = st.one_of(
    st.sampled_from([ENQ, EOT, b"\x02", b"\x03", b"\x17", b"\r", b"\n", b"\x06", b"\x15", b"L|1|N\r"]),
    st.builds(
        frame,
        st.integers(0, 9),
        st.one_of(st.sampled_from([b"H|\\^&\r", b"L|1|N\r", b"R|1|", b"\r", b""]), st.binary(max_size=12)),
        st.sampled_from([b"\x03", b"\x17"]),
    ),
    st.binary(max_size=20),
)


@given(st.lists(_PIECES, max_size=30), st.data())
def test_any_bytes_in_any_cut_give_the_same_events(pieces: list[bytes], data: st.DataObject) -> None:
    """The short way through many frames at once and the way byte by byte are two pieces of code."""
    stream = ENQ + b"".join(pieces)
    cut = data.draw(st.integers(0, len(stream)))
    slowly = play(Link(), [bytes([byte]) for byte in stream])
    assert play(Link(), [stream]) == slowly
    assert play(Link(), [stream[:cut], stream[cut:]]) == slowly


@given(st.lists(st.tuples(_PIECES, st.floats(0, 40)), max_size=30), st.booleans())
def test_any_bytes_at_any_time_leave_the_link_bounded(pieces: list[tuple[bytes, float]], keep: bool) -> None:
    link, now = Link(), 0.0
    for data, wait in pieces:
        now += wait
        play(link, [data], now, keep=keep)
        assert link.next_deadline is None or link.next_deadline > now
        assert len(link._partial) + len(link._waiting) + len(link._noise) <= sum(len(d) for d, _ in pieces)
    link.disconnected(now)
    assert link.next_deadline is None


@given(st.binary(max_size=400))
def test_any_text_gives_a_reading_or_a_named_error(noise: bytes) -> None:
    for profile in (URINE, SALIVA):
        for text in (noise, b"H|\\^&|||a\rO|1|" + noise + b"\rL|1|N\r", b"H|\\^&\rO|1\rR|1|" + noise + b"\r"):
            _try(text, profile)


def _try(text: bytes, profile: Profile) -> None:
    with suppress(RemoteProtocolError):
        for reading in readings(Message(b"", text), profile):
            assert {line.analyte for line in reading.lines} <= {None, *profile.codes.values()}


def test_every_single_flipped_bit_loses_the_message_or_changes_nothing() -> None:
    """Without a sender that repeats: what is damaged is not accepted, and what follows it is a gap."""
    vector = table("dialects", "message")[0]
    stream = ENQ + b"".join(frames(vector)) + EOT
    (good,) = messages(play(Link(), [stream]))
    wanted = readings(good, URINE)
    for bit in range(8 * len(stream)):
        damaged = bytearray(stream)
        damaged[bit // 8] ^= 1 << bit % 8
        found = messages(play(Link(), [bytes(damaged)]))
        assert [readings(message, URINE) for message in found] in ([], [wanted])
