"""Blocks, and the exchange of one message and its acknowledgement."""

import pytest

from simulator.wire.hl7 import Signs
from simulator.wire.link import Unit, Why
from simulator.wire.mllp import Blocks, Exchange, acknowledgement, block, control_id
from tests.unit.simulator.hosts import hl7_ack
from tests.wire.vectors import table

MESSAGE = b"\x0bMSH|^~\\&|UCH-5|DEMO|||20261124||ORU^R01|17|P|2.5.1\r\x1c\r"


def offered(now: float = 0.0) -> Exchange:
    link = Exchange()
    link.offer([MESSAGE], now)
    assert link.units() == [Unit(MESSAGE, frame=1)]
    return link


def test_a_block_is_vt_message_fs_cr() -> None:
    assert block(b"MSH|\r") == b"\x0bMSH|\r\x1c\x0d"


def test_blocks_are_found_among_noise_however_they_are_cut() -> None:
    stream = b"noise\x02\x0bone\r\x1c\r\x02\x0btw\x0btwo\r\x1c\x0bthree\x1c\r"
    assert Blocks().feed(stream) == [b"one\r", b"two\r", b"three"]
    slowly = Blocks()
    assert [each for byte in stream for each in slowly.feed(bytes([byte]))] == [b"one\r", b"two\r", b"three"]


@pytest.mark.parametrize("answer", table("hl7_published", "answer"), ids=lambda answer: str(answer["name"]))
def test_published_acknowledgements_are_understood(answer: dict[str, list[str]]) -> None:
    message = "".join(segment + "\r" for segment in answer["segments"]).encode()
    assert acknowledgement(message) == tuple(answer["says"][:2])


@pytest.mark.parametrize("junk", [b"", b"M", b"MSA|AA|17\r", b"MSH|^~\\&|\rMSA\r", b"MSH|\rMSAAA|17\r"])
def test_what_acknowledges_nothing_has_no_word(junk: bytes) -> None:
    assert acknowledgement(junk)[0] == ""


def test_the_message_control_id_is_the_tenth_field_of_msh() -> None:
    assert control_id(MESSAGE) == "17"
    assert control_id(b"MSH!*@#+!A!B!!!1!!ORU*R01!4711!P\r") == "4711"


@pytest.mark.parametrize(
    ("word", "why"),
    [("AA", Why.DELIVERED), ("CA", Why.DELIVERED), ("AE", Why.NOT_ACCEPTED), ("AR", Why.NOT_ACCEPTED)],
)
def test_the_word_of_the_answer_decides(word: str, why: Why) -> None:
    link = offered()
    assert link.ready_at is None
    link.receive(hl7_ack("17", word), 1.0)
    assert link.endings() == [why]
    assert link.ready_at is not None
    assert link.units() == []


def test_an_answer_to_something_else_is_no_answer() -> None:
    link = offered()
    link.receive(hl7_ack("16"), 1.0)
    link.receive(b"\x0bMSH|^~\\&|A\r\x1c\r", 2.0)
    link.receive(b"MSA|AA|17\r", 3.0)
    assert link.endings() == []


def test_after_fifteen_seconds_of_silence_the_reader_hangs_up() -> None:
    link = offered(now=100.0)
    assert link.next_deadline == 115.0
    link.tick(114.9)
    assert link.endings() == []
    link.tick(115.0)
    assert link.endings() == [Why.NO_REPLY]
    assert link.units() == [Unit(b"", hang_up_s=2.0)]


def test_a_late_answer_is_not_taken_for_the_next_message() -> None:
    link = offered()
    link.tick(15.0)
    link.endings()
    link.offer([MESSAGE.replace(b"|17|", b"|18|")], 20.0)
    link.receive(hl7_ack("17"), 21.0)
    assert link.endings() == []
    link.receive(hl7_ack("18"), 22.0)
    assert link.endings() == [Why.DELIVERED]


def test_a_message_under_way_when_the_host_goes_has_not_been_delivered() -> None:
    link = offered()
    link.receive(b"\x0bMSH|", 1.0)
    link.reset()
    assert link.endings() == [Why.HOST_GONE]
    link.receive(b"^~\\&|\rMSA|AA|17\r\x1c\r", 2.0)
    assert link.endings() == []


def test_a_heartbeat_beats_only_between_messages() -> None:
    link = Exchange(heartbeat_s=10.0)
    link.host_came(0.0)
    link.tick(10.0)
    assert link.units() == [Unit(b"\x02")]
    link.offer([MESSAGE], 12.0)
    link.units()
    link.tick(20.0)
    assert link.units() == []


def test_what_was_keyed_is_escaped_with_the_declared_signs() -> None:
    assert Signs().keyed("a|b^c&d~e\\f\r") == r"a\F\b\S\c\T\d\R\e\E\f"
    assert Signs("!", "*", "@", "#", "+").keyed("!*@#+|") == "#F##S##R##E##T#|"
