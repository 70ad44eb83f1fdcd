"""The LIS01-A2 sender, with bytes and time as plain values."""

import pytest

from simulator.wire.link import Unit, Why
from simulator.wire.sender import Sender, State

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
FRAMES = [b"\x021A\r\x0382\r\n", b"\x022B\r\x0384\r\n"]


def bidding(*, byte_time_s: float = 0.0) -> Sender:
    sender = Sender(byte_time_s=byte_time_s)
    sender.offer(FRAMES, 0.0)
    assert sent(sender) == [ENQ]
    return sender


def transferring() -> Sender:
    sender = bidding()
    sender.receive(ACK, 0.0)
    assert sent(sender) == [FRAMES[0]]
    return sender


def sent(sender: Sender) -> list[bytes]:
    return [unit.data for unit in sender.units()]


def test_a_message_goes_out_frame_by_frame_and_ends_with_eot() -> None:
    sender = transferring()
    sender.receive(ACK, 1.0)
    assert sent(sender) == [FRAMES[1]]
    assert sender.endings() == []
    sender.receive(ACK, 2.0)
    assert sent(sender) == [EOT]
    assert sender.endings() == [Why.DELIVERED]
    assert sender.state is State.NEUTRAL


def test_a_refused_frame_is_sent_again_with_the_same_number() -> None:
    sender = transferring()
    sender.receive(NAK, 1.0)
    assert sender.units() == [Unit(FRAMES[0], frame=1, attempt=2)]


def test_any_other_character_than_ack_and_eot_counts_as_a_refusal() -> None:
    sender = transferring()
    sender.receive(b"?", 1.0)
    assert sent(sender) == [FRAMES[0]]


def test_a_frame_refused_six_times_ends_the_session_and_keeps_the_message() -> None:
    sender = transferring()
    for _ in range(5):
        sender.receive(NAK, 1.0)
        assert sent(sender) == [FRAMES[0]]
    sender.receive(NAK, 1.0)
    assert sent(sender) == [EOT]
    assert sender.endings() == [Why.NOT_ACCEPTED]


def test_the_count_of_six_starts_anew_with_each_frame() -> None:
    sender = transferring()
    sender.receive(NAK * 5 + ACK + NAK * 5 + ACK, 1.0)
    assert sent(sender) == [FRAMES[0]] * 5 + [FRAMES[1]] * 6 + [EOT]
    assert sender.endings() == [Why.DELIVERED]


def test_a_bid_waits_15_seconds_for_its_answer_and_then_ends_with_eot() -> None:
    sender = bidding()
    assert sender.next_deadline == 15.0
    sender.tick(14.999)
    assert sent(sender) == []
    sender.tick(15.0)
    assert sent(sender) == [EOT]
    assert sender.endings() == [Why.NO_REPLY_TO_BID]


def test_a_frame_waits_15_seconds_for_its_answer_and_is_not_resent() -> None:
    sender = transferring()
    sender.tick(15.0)
    assert sent(sender) == [EOT]
    assert sender.endings() == [Why.NO_REPLY]


def test_the_15_seconds_begin_when_the_last_byte_is_on_the_line() -> None:
    sender = bidding(byte_time_s=0.1)
    assert sender.next_deadline == pytest.approx(15.1)
    sender.receive(ACK, 1.0)
    assert sender.next_deadline == pytest.approx(1.0 + 0.1 * len(FRAMES[0]) + 15.0)


def test_a_bid_ignores_everything_but_ack_nak_and_enq() -> None:
    sender = bidding()
    sender.receive(b"\x04\x02x?\r\n\xff", 1.0)
    assert sender.state is State.BIDDING
    assert sent(sender) == []


def test_a_busy_host_is_left_alone_for_10_seconds() -> None:
    sender = bidding()
    sender.receive(NAK, 1.0)
    assert sender.endings() == [Why.BUSY]
    assert sent(sender) == []
    with pytest.raises(RuntimeError):
        sender.offer(FRAMES, 10.9)
    sender.offer(FRAMES, 11.0)
    assert sent(sender) == [ENQ]


def test_when_both_bid_the_instrument_bids_again_after_a_second() -> None:
    sender = bidding()
    sender.receive(ENQ, 2.0)
    assert sender.state is State.CONTENDING
    assert sent(sender) == []
    sender.receive(ENQ + ACK + NAK, 2.5)
    assert sent(sender) == []
    sender.tick(2.999)
    assert sent(sender) == []
    sender.tick(3.0)
    assert sent(sender) == [ENQ]
    sender.receive(ACK, 3.1)
    assert sent(sender) == [FRAMES[0]]


def test_an_interrupt_ends_the_session_and_the_line_is_free_for_15_seconds() -> None:
    sender = transferring()
    sender.receive(EOT, 1.0)
    assert sent(sender) == [EOT]
    assert sender.endings() == [Why.INTERRUPTED]
    assert sender.may_bid_at == 16.0


def test_an_interrupt_in_answer_to_the_last_frame_accepts_the_message() -> None:
    sender = transferring()
    sender.receive(ACK, 1.0)
    sender.receive(EOT, 2.0)
    assert sender.endings() == [Why.DELIVERED]
    assert sender.may_bid_at == 17.0


def test_an_ack_before_the_frame_is_out_acknowledges_nothing() -> None:
    sender = bidding(byte_time_s=0.1)
    sender.receive(ACK, 1.0)
    sent(sender)
    sender.receive(ACK, 1.2)
    assert sent(sender) == []
    sender.receive(ACK, 1.0 + 0.1 * len(FRAMES[0]))
    assert sent(sender) == [FRAMES[1]]


def test_a_refusal_before_the_frame_is_out_is_answered_when_it_is() -> None:
    sender = bidding(byte_time_s=0.1)
    sender.receive(ACK, 1.0)
    sent(sender)
    sender.receive(NAK, 1.2)
    assert sent(sender) == []
    assert sender.next_deadline == pytest.approx(1.9)
    sender.tick(1.9)
    assert sent(sender) == [FRAMES[0]]


def test_a_neutral_reader_refuses_a_bid_and_ignores_the_rest() -> None:
    sender = Sender()
    sender.receive(ACK + EOT + b"\x021H\r\x0300\r\n" + ENQ, 0.0)
    assert sent(sender) == [NAK]


def test_a_reset_says_nothing_and_owns_up_to_the_broken_session() -> None:
    sender = transferring()
    sender.receive(NAK, 1.0)
    sender.reset()
    assert sent(sender) == []
    assert sender.endings() == [Why.HOST_GONE]
    assert sender.next_deadline is None
    sender.offer(FRAMES, 1.0)
    assert sent(sender) == [ENQ]
