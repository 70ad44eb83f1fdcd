"""What the link does with order, repeats, missing ends, time, and the withheld acknowledgement."""

import pytest

from drivers.errors import LocalProtocolError
from drivers.events import (
    FrameRefused,
    FrameRepeated,
    KeepRequested,
    LinkReply,
    MessageHeld,
    Noise,
    ReplyTooLate,
    SessionEnded,
    SessionOpened,
)
from drivers.lis.framing import FRAME_LIMIT
from drivers.lis.link import WAITING_LIMIT, Link
from drivers.lis.session import MESSAGE_LIMIT
from drivers.lis.table import State
from drivers.lis.timers import FRAME_SILENCE_S, KEEP_S, NOISE_REPORT_S, RECEIVE_S
from tests.wire.sender import ENQ, EOT, held, in_transfer, messages, play, replies
from tests.wire.vectors import frame, one_record_a_frame

RECORDS = [r"H|\^&", "P|1", "O|1|S1", "R|1|^^^THC|NEG", "L|1|N"]
FRAMES = one_record_a_frame(RECORDS)
TEXT = "".join(record + "\r" for record in RECORDS).encode()


def test_in_neutral_everything_but_an_enquiry_is_ignored() -> None:
    link = Link()
    assert replies(play(link, [b"".join(FRAMES), EOT])) == ""
    assert replies(link.receive(ENQ, 0.0)) == "A"


def test_a_repeated_frame_is_acknowledged_and_not_stored_twice() -> None:
    events = play(in_transfer(), [FRAMES[0], FRAMES[1], FRAMES[1], *FRAMES[2:]])
    assert replies(events) == "A" * 6
    assert [event for event in events if isinstance(event, FrameRepeated)] == [FrameRepeated(2)]
    assert messages(events)[0].text == TEXT


def test_the_last_frame_repeated_does_not_make_a_second_message() -> None:
    events = play(in_transfer(), [*FRAMES, FRAMES[-1], EOT])
    assert len(messages(events)) == 1
    assert FrameRepeated(5) in events
    assert held(events) == []


def test_a_repeat_that_says_something_else_is_refused() -> None:
    link = in_transfer()
    play(link, FRAMES[:4])
    events = link.receive(frame(4, b"R|1|^^^THC|POS\r"), 0.0)
    assert [event.reason for event in events if isinstance(event, FrameRefused)] == ["changed_repeat"]
    assert replies(events) == "N"


@pytest.mark.parametrize("lost", range(1, 10))
def test_a_sender_that_does_not_wait_for_replies_never_has_a_gap_closed_by_a_later_frame(lost: int) -> None:
    """Eight frames further on the number fits again: the records between would be lost without a word."""
    sent = one_record_a_frame([r"H|\^&", "O|1|S1", *(f"R|{n}|^^^THC|NEG" for n in range(1, 20)), "L|1|N"])
    sent[lost - 1] = sent[lost - 1].replace(b"|", b"/", 1)
    events = play(in_transfer(), [*sent, EOT])
    assert messages(events) == []
    assert b"".join(sent[: lost - 1])[2:3] == b"".join(text for _, text in held(events))[:1]


@pytest.mark.parametrize("lost", range(2, 10))
def test_nor_when_the_frame_that_would_give_it_away_is_damaged_too(lost: int) -> None:
    sent = one_record_a_frame([r"H|\^&", "O|1|S1", *(f"R|{n}|^^^THC|NEG" for n in range(1, 30)), "L|1|N"])
    for damaged in (lost, lost + 7):
        sent[damaged - 1] = sent[damaged - 1].replace(b"|", b"/", 1)
    assert messages(play(in_transfer(), [*sent, EOT])) == []


def test_a_link_out_of_step_listens_again_at_the_next_enquiry() -> None:
    link = in_transfer()
    play(link, [*FRAMES[:4], frame(4, b"R|1|^^^THC|POS\r")])
    assert link.state is State.OUT_OF_STEP
    assert replies(play(link, FRAMES)) == "N" * 5
    assert messages(play(link, [ENQ, *FRAMES]))[0].text == TEXT


def test_a_gap_in_the_frame_numbers_is_refused_until_the_missing_frame_comes() -> None:
    events = play(in_transfer(), [FRAMES[0], FRAMES[2], FRAMES[2], *FRAMES[1:]])
    assert replies(events) == "ANN" + "A" * 4
    assert messages(events)[0].text == TEXT


def test_frame_zero_as_the_first_frame_is_stored_and_followed_by_one() -> None:
    zero_based = [frame(n, record.encode() + b"\r") for n, record in enumerate(RECORDS)]
    events = play(in_transfer(), zero_based)
    assert replies(events) == "A" * 5
    assert messages(events)[0].text == TEXT


def test_frame_zero_as_the_first_frame_is_refused_when_it_is_no_header() -> None:
    """It is the eighth frame of a message whose first seven were damaged."""
    assert replies(play(in_transfer(), [frame(0, b"L|1|N\r")])) == "N"


def test_frame_zero_is_a_first_frame_only_where_nothing_came_before() -> None:
    """A header numbered 0 behind frame 2 may be the eighth frame: six records would be lost."""
    link = in_transfer()
    play(link, FRAMES[:2])
    events = link.receive(frame(0, b"H|\\^&\r"), 0.0)
    assert [event.reason for event in events if isinstance(event, FrameRefused)] == ["number_gap"]
    assert (replies(events), link.state) == ("N", State.TRANSFER)


def test_one_frame_that_is_damaged_again_and_again_does_not_put_the_link_out_of_step() -> None:
    link = in_transfer()
    damaged = FRAMES[1].replace(b"P", b"Q")
    assert replies(play(link, [FRAMES[0], *[damaged] * 20, *FRAMES[1:]])) == "A" + "N" * 20 + "A" * 4
    assert link.state is State.TRANSFER


def test_frame_numbers_go_round_after_seven() -> None:
    records = [r"H|\^&", *(f"R|{n}|^^^THC|NEG" for n in range(1, 20)), "L|1|N"]
    (message,) = messages(play(in_transfer(), one_record_a_frame(records)))
    assert message.text.count(b"R|") == 19


def test_a_record_may_go_on_in_the_next_frames() -> None:
    pieces = [TEXT[i : i + 7] for i in range(0, len(TEXT), 7)]
    sent = [frame(n, piece, b"\x17") for n, piece in enumerate(pieces[:-1], 1)]
    sent.append(frame(len(pieces), pieces[-1]))
    (message,) = messages(play(in_transfer(), sent))
    assert message.text == TEXT


def test_a_frame_may_hold_all_records() -> None:
    (message,) = messages(play(in_transfer(), [frame(1, TEXT)]))
    assert message.text == TEXT


def test_the_last_record_may_lack_its_return_before_etx() -> None:
    sent = [frame(n, record.encode()) for n, record in enumerate(RECORDS, 1)]
    (message,) = messages(play(in_transfer(), sent))
    assert message.text == TEXT


def test_any_record_may_lack_its_return_before_etx() -> None:
    bare = {2, 4}
    sent = [frame(n, record.encode() + (b"" if n in bare else b"\r")) for n, record in enumerate(RECORDS, 1)]
    assert messages(play(in_transfer(), sent))[0].text == TEXT


@pytest.mark.parametrize("length", [240, 248, 249, 250, 300, 1000, 60_000])
def test_the_checksum_of_a_long_frame_is_the_whole_sum(length: int) -> None:
    """Of bytes so high that their sum passes 65521, where Adler-32 goes round and a sum does not."""
    sound = frame(1, b"H|\\^&|" + b"\xfe" * length + b"\r")
    went_round = sound[:-4] + b"%02X" % (sum(sound[1:-4]) % 65521 % 256) + sound[-2:]
    assert replies(play(in_transfer(), [sound])) == "A"
    assert replies(play(in_transfer(), [went_round])) == ("A" if went_round == sound else "N")


def test_an_l_inside_a_record_is_no_terminator() -> None:
    records = [r"H|\^&", "O|1|L|L", "C|1|I|LOT", "R|1|^^^THC|NEG"]
    sent = one_record_a_frame(records)
    sent += [frame(5, b"C|1|I|", b"\x17"), frame(6, b"L|1|N\r", b"\x17")]
    assert messages(play(in_transfer(), sent)) == []


def test_a_terminator_split_over_two_frames_completes_with_the_second() -> None:
    link = in_transfer()
    assert messages(play(link, [*FRAMES[:4], frame(5, b"L|1", b"\x17")])) == []
    assert len(messages(play(link, [frame(6, b"|N\r")]))) == 1


def test_record_letters_may_be_small() -> None:
    sent = one_record_a_frame([r"h|\^&", "o|1|S1", "l|1|N"])
    assert len(messages(play(in_transfer(), sent))) == 1


def test_several_messages_in_one_session_are_several_messages() -> None:
    sent = [frame(n, record.encode() + b"\r") for n, record in enumerate(RECORDS * 3, 1)]
    found = messages(play(in_transfer(), [*sent, EOT]))
    assert [message.text for message in found] == [TEXT] * 3


@pytest.mark.parametrize(
    ("reason", "ending"), [("eot", EOT), ("enquiry", ENQ)], ids=["end of transmission", "new enquiry"]
)
def test_a_message_without_terminator_is_held_with_what_it_had(reason: str, ending: bytes) -> None:
    events = play(in_transfer(), [*FRAMES[:4], ending])
    assert messages(events) == []
    assert held(events) == [(reason, TEXT[: TEXT.index(b"L|")])]
    assert SessionEnded(reason) in events


def test_a_message_is_held_when_the_line_is_lost_and_nobody_is_answered() -> None:
    link = in_transfer()
    play(link, FRAMES[:2])
    events = link.disconnected(1.0)
    assert held(events) == [("disconnected", b"H|\\^&\rP|1\r")]
    assert replies(events) == ""
    assert link.state is State.NEUTRAL


def test_a_message_is_held_after_thirty_seconds_of_silence() -> None:
    link = in_transfer()
    play(link, FRAMES[:2], 5.0)
    assert link.next_deadline == 5.0 + RECEIVE_S == 35.0
    assert link.tick(34.9) == []
    assert held(link.tick(35.0)) == [("silence", b"H|\\^&\rP|1\r")]
    assert link.next_deadline is None


def test_a_second_header_holds_the_message_that_had_no_terminator() -> None:
    sent = [frame(n, record.encode() + b"\r") for n, record in enumerate([*RECORDS[:3], *RECORDS], 1)]
    events = play(in_transfer(), sent)
    assert held(events) == [("no_terminator", b"H|\\^&\rP|1\rO|1|S1\r")]
    assert [message.text for message in messages(events)] == [TEXT]


def test_a_missing_eot_is_told_and_the_message_stays_delivered() -> None:
    link = in_transfer()
    events = play(link, FRAMES)
    later = link.tick(RECEIVE_S)
    assert len(messages(events)) == 1
    assert later == [SessionEnded("silence")]
    assert SessionEnded("silence").eot_missing


def test_an_enquiry_in_mid_transfer_starts_anew() -> None:
    link = in_transfer()
    play(link, FRAMES[:3])
    events = play(link, [ENQ, *FRAMES])
    assert replies(events) == "A" * 6
    assert SessionOpened() in events
    assert messages(events)[0].text == TEXT


def test_an_enquiry_inside_a_damaged_frame_is_not_acknowledged() -> None:
    damaged = FRAMES[1].replace(b"P", ENQ)
    assert replies(play(in_transfer(), [FRAMES[0], damaged])) == "AN"


def test_half_a_frame_and_silence_is_refused_and_then_held() -> None:
    link = in_transfer()
    play(link, [FRAMES[0], FRAMES[1][:4]], 1.0)
    events = link.tick(1.0 + FRAME_SILENCE_S)
    assert [type(event) for event in events] == [FrameRefused, LinkReply]
    assert replies(events) == "N"
    assert held(link.tick(1.0 + RECEIVE_S)) == [("silence", b"H|\\^&\r")]


def test_after_half_a_frame_and_silence_the_repeated_frame_is_accepted() -> None:
    link = in_transfer()
    play(link, [FRAMES[0], FRAMES[1][:4]], 1.0)
    events = play(link, FRAMES[1:], 1.0 + FRAME_SILENCE_S)
    assert replies(events) == "N" + "A" * 4
    assert messages(events)[0].text == TEXT


def test_the_receive_timer_does_not_cut_a_frame_that_is_still_arriving() -> None:
    link = in_transfer()
    long = frame(1, b"H|\\^&|" + b"x" * 60 + b"\r")
    for second, byte in enumerate(long):
        events = link.receive(bytes([byte]), float(second))
    assert replies(events) == "A"


def test_an_over_long_frame_is_refused_once_and_not_kept_in_memory() -> None:
    link = in_transfer()
    events = play(link, [b"\x021H" + b"x" * FRAME_LIMIT, b"x" * FRAME_LIMIT, b"\r\x0300\r\n"])
    refused = [event for event in events if isinstance(event, FrameRefused)]
    assert [(event.reason, len(event.raw)) for event in refused] == [("too_long", 256)]
    assert refused[0].length == 2 * FRAME_LIMIT + 9
    assert len(link._partial) == 0


def test_an_over_long_frame_that_comes_at_once_is_refused_too() -> None:
    long = frame(1, b"H|\\^&|" + b"x" * (FRAME_LIMIT - 7 - 6) + b"\r")
    assert len(long) == FRAME_LIMIT + 1
    events = in_transfer().receive(long, 0.0)
    assert [(event.reason, event.length) for event in events if isinstance(event, FrameRefused)] == [
        ("too_long", FRAME_LIMIT + 1)
    ]


def test_the_longest_frame_is_accepted() -> None:
    text = b"H|\\^&|" + b"x" * (FRAME_LIMIT - 7 - 7) + b"\r"
    assert len(frame(1, text)) == FRAME_LIMIT
    assert replies(play(in_transfer(), [frame(1, text)])) == "A"


def test_a_message_over_the_limit_is_held() -> None:
    link = in_transfer()
    text = b"C|1|I|" + b"x" * 60_000 + b"\r"
    sent = [FRAMES[0], *(frame(n, text) for n in range(2, 2 + MESSAGE_LIMIT // 60_000 + 1))]
    events = play(link, sent)
    assert [reason for reason, _ in held(events)] == ["too_long"]
    assert replies(events)[-1] == "N"
    assert link.state is State.NEUTRAL


def test_noise_before_a_frame_is_told_and_does_no_harm() -> None:
    events = play(in_transfer(), [b"\x00\xff?", *FRAMES])
    assert events[0] == Noise(b"\x00\xff?")
    assert messages(events)[0].text == TEXT


def test_noise_is_told_when_it_stops() -> None:
    link = Link()
    assert link.receive(b"\xf8\xf0", 1.0) == []
    assert link.next_deadline == 1.0 + NOISE_REPORT_S
    assert link.tick(2.0) == [Noise(b"\xf8\xf0")]


def test_the_reply_to_the_completing_frame_waits_for_kept() -> None:
    link = in_transfer()
    events = play(link, FRAMES, keep=False)
    assert replies(events) == "A" * 4
    assert isinstance(events[-1], KeepRequested)
    assert link.kept(1.0) == [LinkReply("ACK", 5)]


def test_a_message_that_was_not_kept_is_refused_and_asked_for_again() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    refused = link.not_kept(1.0)
    assert [event.reason for event in refused if isinstance(event, FrameRefused)] == ["not_kept"]
    assert replies(refused) == "N"
    again = link.receive(FRAMES[-1], 2.0)
    assert isinstance(again[0], KeepRequested)
    assert (again[0].token, again[0].message.text) == (2, TEXT)
    assert replies(link.kept(3.0)) == "A"


def test_a_reply_that_is_withheld_too_long_becomes_a_refusal() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    assert link.next_deadline == KEEP_S
    assert replies(link.tick(KEEP_S)) == "N"
    assert link.kept(9.0, token=1) == []
    assert messages(link.receive(FRAMES[-1], 10.0))[0].text == TEXT


def test_kept_for_an_old_token_does_not_acknowledge_a_new_message() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    link.not_kept(1.0)
    link.receive(FRAMES[-1], 2.0)
    assert link.kept(3.0, token=1) == []
    assert replies(link.kept(3.0, token=2)) == "A"


def test_kept_when_nothing_was_asked_is_our_own_mistake() -> None:
    with pytest.raises(LocalProtocolError, match=r"link\.nothing_to_keep"):
        Link().kept(0.0)


def test_no_reply_is_sent_to_a_reader_that_has_gone_on() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    assert link.receive(EOT + ENQ, 5.0) == []
    events = link.kept(6.0)
    assert events == [ReplyTooLate(5), SessionEnded("eot"), SessionOpened(), LinkReply("ACK")]


def test_nor_to_one_that_has_bid_again_without_ending_its_session() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    assert link.receive(ENQ, 5.0) == []
    assert link.kept(6.0) == [ReplyTooLate(5), SessionEnded("enquiry"), SessionOpened(), LinkReply("ACK")]


def test_bytes_that_come_while_a_reply_is_withheld_wait_for_it() -> None:
    link = in_transfer()
    events = link.receive(b"".join(FRAMES) + EOT + ENQ + b"".join(FRAMES), 0.0)
    assert len(messages(events)) == 1
    events = link.kept(0.0)
    assert len(messages(events)) == 1
    assert replies(events) == "A" * 6


def test_what_waits_for_a_reply_is_bounded() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    link.receive(b"x" * (WAITING_LIMIT + 1000), 0.0)
    assert len(link._waiting) == WAITING_LIMIT
    assert len(link._noise) < 256


def test_a_line_lost_while_a_reply_is_withheld_sends_none() -> None:
    link = in_transfer()
    play(link, FRAMES, keep=False)
    assert link.disconnected(1.0) == [SessionEnded("disconnected")]
    assert link.kept(2.0, token=1) == []


def test_the_first_frame_held_back_by_its_header_is_not_lost_with_its_terminator() -> None:
    """A whole message in one frame after one that was broken off."""
    events = play(in_transfer(), [FRAMES[0], FRAMES[1], frame(3, TEXT)])
    assert held(events) == [("no_terminator", b"H|\\^&\rP|1\r")]
    assert messages(events)[0].text == TEXT
    assert not [event for event in events if isinstance(event, MessageHeld) and b"L|" in event.message.text]


def test_a_nul_that_no_sum_can_see_is_refused() -> None:
    link = in_transfer()
    assert replies(link.receive(frame(1, b"H|\\^&|||\x00UCR-20\r"), 0.0)) == "N"
    assert replies(link.receive(frame(1, b"H|\\^&|||UCR-20\r"), 0.0)) == "A"
