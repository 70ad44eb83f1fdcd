"""The same bytes give the same events, however they are cut; and no bytes at all can do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.dml import END, HELLO, OBS, ack, dml_link, play, status, topic_end

STREAMS = {
    "good": HELLO + status(1) + OBS + topic_end() + ack("5") + status(1) + OBS + END,
    "bad": b"".join(
        [
            *(
                b"\x00\x1c<",
                HELLO,
                status(1),
                b"< 1 </A>",
                OBS[:300],
                OBS,
                b"<A><B></A></B>",
                OBS[:-20],
                b"\x0b",
            ),
            *(b"x" * 600, OBS.replace(b"UTF-8", b"UTF-9"), b"<!DOCTYPE x [<!ENTITY", OBS, b"<A>" * 40, OBS),
            *(b"<?xm", b"<?xml <?xml ", b"<OBS.R0", b"<OBS.R01 a='", OBS, END, OBS[:500]),
        ]
    ),
}


@pytest.mark.parametrize("name", STREAMS)
def test_bytes_one_at_a_time_or_all_at_once_give_the_same_events(name: str) -> None:
    stream = STREAMS[name]
    slowly, at_once = dml_link(), dml_link()
    assert play(slowly, [bytes([byte]) for byte in stream]) == play(at_once, [stream])
    assert slowly.disconnected(1.0) == at_once.disconnected(1.0)


_PIECES = st.one_of(
    st.sampled_from([HELLO, OBS, status(1), END, ack("3"), topic_end(), OBS[:200], OBS[200:]]),
    st.sampled_from(
        [b"<", b"</", b">", b"/>", b"<A", b"</A>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml ", b"?>"]
    ),
    st.sampled_from(
        [b'"', b"'", b"=", b"\x0b", b"\x1c", b"<!", b"[", b"<OBS.R01>", b"<OBS.R01", b"</OBS.R01>"]
    ),
    st.binary(max_size=20),
)


@given(st.lists(_PIECES, max_size=25), st.data())
def test_any_bytes_in_any_cut_give_the_same_events(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    whole, cut, slow = dml_link(), dml_link(), dml_link()
    assert play(cut, chunks) == play(whole, [stream])
    if len(stream) < 2000:
        assert play(slow, [bytes([byte]) for byte in stream]) == play(dml_link(), [stream])
    assert cut.disconnected(0.0) == whole.disconnected(0.0)


@given(st.lists(st.tuples(_PIECES, st.floats(0, 40)), max_size=25), st.booleans())
def test_any_bytes_at_any_time_leave_no_deadline_behind(
    pieces: list[tuple[bytes, float]], keep: bool
) -> None:
    link, now = dml_link(), 0.0
    for data, wait in pieces:
        now += wait
        play(link, [data], now, keep=keep)
        assert link.next_deadline is None or link.next_deadline > now
    link.disconnected(now)
    assert link.next_deadline is None
