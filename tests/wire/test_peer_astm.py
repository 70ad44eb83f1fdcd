"""An independent encoder: frames made by the PyPI package astm-2025 are read by us, on its own and over TCP.

Of that package version 1.0.0 the encoder works on bytes only (a str sends it into endless recursion) and
its socket client not at all (it calls Python 2's ``buffer``), so we lead the session and it makes every
frame."""

import socket
from queue import Queue

import pytest
from astm import codec

from drivers.events import Event, KeepRequested, SessionEnded
from drivers.lis.link import Link
from drivers.reader import Reader
from drivers.registry import readings
from drivers.tcp import ListeningPort
from tests.wire.far_end import Memory
from tests.wire.readers import URINE
from tests.wire.sender import ENQ, EOT, messages, play, replies

PANEL = [b"AMP", b"BAR", b"BZO", b"BUP", b"COC", b"MAMP", b"MTD", b"OPI", b"OXY", b"PCP", b"PPX", b"THC"]
OPERATOR = "李珅"
Records = list[list[bytes | list[bytes]]]


def _result(number: int, code: bytes) -> list[bytes | list[bytes]]:
    read_at = b"20261124021308"
    return [
        b"R",
        b"%d" % number,
        [b"", b"", b"", code],
        b"NEG",
        b"ng/mL",
        b"50",
        b"",
        b"",
        b"F",
        b"",
        b"",
        b"",
        read_at,
    ]


def _records() -> Records:
    clock = b"20261124021308+0800"
    return [
        [b"H", b"\\^&", b"", b"", [b"UCR-20", b"700123", b"1.4.2"], *[b""] * 6, b"P", b"LIS2-A2", clock],
        [b"P", b"1"],
        [b"O", b"1", b"U-000317", b"4711", [b"", b"", b"", b"DOA17"], *[b""] * 5, OPERATOR.encode("gb18030")],
        [b"M", b"1", b"CUP", b"A07", b"202703", b"33.5", b"21.0"],
        *(_result(number, code) for number, code in enumerate(PANEL, 1)),
        [b"R", b"%d" % (len(PANEL) + 1), [b"", b"", b"", b"CTRL"], b"OK"],
        [b"L", b"1", b"N"],
    ]


def _one_record_a_frame() -> list[bytes]:
    return list(codec.iter_encode(_records(), "gb18030"))


def _packed(size: int | None) -> list[bytes]:
    return list(codec.encode(_records(), "gb18030", size))


FORMS = {
    "one record a frame": _one_record_a_frame(),
    "one frame": _packed(None),
    "frames of 240": _packed(247),
    "frames of 33": _packed(40),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_the_peer_encodes_is_acknowledged_and_read(form: str) -> None:
    sent = FORMS[form]
    events = play(Link(), [ENQ, *sent, EOT])
    assert replies(events) == "A" * (1 + len(sent))
    _is_the_panel(events)


def _is_the_panel(events: list[Event]) -> None:
    (message,) = messages(events)
    (reading,) = readings(message, URINE)
    assert [line.code.encode() for line in reading.lines] == PANEL
    assert {line.outcome for line in reading.lines} == {"negative"}
    assert (reading.operator, reading.control, reading.problems) == (OPERATOR, "passed", ())


@pytest.mark.parametrize("form", FORMS)
def test_a_frame_of_the_peer_with_one_letter_changed_is_refused(form: str) -> None:
    """The package itself decodes such a frame and only writes a warning."""
    for place, sound in enumerate(FORMS[form][:8]):
        sent = list(FORMS[form])
        sent[place] = sound[:3] + bytes([sound[3] ^ 1]) + sound[4:]
        assert "N" in replies(play(Link(), [ENQ, *sent]))
        assert messages(play(Link(), [ENQ, *sent])) == []


def test_what_the_peer_encodes_is_read_over_tcp() -> None:
    seen: Queue[Event] = Queue()
    port = ListeningPort("tcp://127.0.0.1:0", "127.0.0.1", 0)
    reader = Reader(port, Link(), name="peer", journal=Memory(), on_event=seen.put)
    reader.connect()
    reader.start()
    with socket.create_connection(("127.0.0.1", port.bound_port or 0), 10) as line:
        for data in [ENQ, *FORMS["frames of 240"]]:
            line.sendall(data)
            if data is FORMS["frames of 240"][-1]:
                while not isinstance(asked := seen.get(timeout=10), KeepRequested):
                    pass
                text = asked.message.text
                reader.kept(asked.token)
            assert line.recv(1) == b"\x06"
        line.sendall(EOT)
        while not isinstance(ended := seen.get(timeout=10), SessionEnded):
            pass
    reader.stop()
    assert ended == SessionEnded("eot")
    assert text == b"".join(data[2:-5] for data in FORMS["frames of 240"])
