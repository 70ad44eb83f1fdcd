"""What the POCT1-A host answers, asks, withholds and holds."""

import re

import pytest

from drivers.commands import AskResults, CancelOrder, SendOrders, SetClock, SetOperators
from drivers.errors import LocalProtocolError
from drivers.events import (
    ClockTold,
    CommandDone,
    CommandRefused,
    DeviceNamed,
    Message,
    Noise,
    SessionEnded,
    SessionOpened,
    Transmission,
)
from drivers.link import Surroundings
from drivers.poct1a.documents import DOCUMENT_LIMIT, WAITING_LIMIT
from drivers.poct1a.errands import MOST_WAITING
from drivers.poct1a.settings import Poct1aSettings
from drivers.poct1a.table import State
from drivers.poct1a.timers import DOCUMENT_SILENCE_S, KEEP_S
from drivers.registry import readings
from tests.wire.dml import (
    AT,
    END,
    HELLO,
    OBS,
    ack,
    answered,
    asked,
    contents,
    dml_link,
    greeted,
    held,
    own_ids,
    play,
    refused,
    said,
    sent,
    status,
    talking,
    topic_end,
)
from tests.wire.identities import identities
from tests.wire.readers import POCT1A
from tests.wire.vectors import table

UNASKED = Poct1aSettings(results="unasked")
ANSWER_S = 30.0
"""DCP.application_timeout of the example's hello."""


def test_a_hello_is_answered_and_says_who_the_reader_is() -> None:
    events = play(dml_link(), [HELLO])
    assert events[:3] == [
        SessionOpened(),
        DeviceNamed("SAL-P3", "P3-0117", "3.1.0"),
        ClockTold("2026-11-24T02:13:09+08:00"),
    ]
    assert contents(events) == [
        '<ACK.R01><HDR><HDR.control_id V="1"/><HDR.version_id V="POCT1"/>'
        '<HDR.creation_dttm V="2026-11-24T02:13:11+08:00"/></HDR>'
        '<ACK><ACK.type_cd V="AA"/><ACK.ack_control_id V="00001"/></ACK></ACK.R01>'
    ]


def test_without_a_clock_a_message_claims_no_time() -> None:
    assert "creation_dttm" not in contents(play(dml_link(surroundings=Surroundings()), [HELLO]))[0]


def test_the_conversation_of_the_page_goes_as_the_page_says() -> None:
    link, events = greeted(waiting=1)
    assert sent(events) == ["ACK.R01 AA", "ACK.R01 AA", "REQ.R01"]
    assert '<REQ><REQ.request_cd V="ROBS"/></REQ>' in contents(events)[-1]
    events = play(link, [OBS])
    assert (answered(events), len(asked(events))) == ([("AA", "00003")], 1)
    events = play(link, [topic_end()])
    assert sent(events) == ["ACK.R01 AA", "DTV.R01"]
    assert '<DTV><DTV.command_cd V="START_CONTINUOUS"/></DTV>' in contents(events)[-1]
    assert play(link, [ack(own_ids(events)[-1])]) == []
    assert link.state is State.READY
    assert sent(play(link, [status(1), OBS])) == ["ACK.R01 AA", "ACK.R01 AA"]


def test_a_reader_that_is_not_to_be_asked_is_only_told_to_send_on() -> None:
    assert sent(greeted(UNASKED, waiting=3)[1]) == ["ACK.R01 AA", "ACK.R01 AA", "DTV.R01"]


def test_what_a_reader_does_not_offer_is_not_sent_to_it() -> None:
    link = dml_link(UNASKED)
    assert sent(play(link, [HELLO.replace(b"START_CONTINUOUS", b"OTHER"), status(0)])) == ["ACK.R01 AA"] * 2


def test_a_reader_that_acknowledges_the_request_and_one_that_never_ends_its_topic_are_borne() -> None:
    link, events = greeted(waiting=1)
    events = play(link, [ack(own_ids(events)[-1]), OBS], 1.0)
    assert sent(events) == ["ACK.R01 AA"]
    assert sent(link.tick(1.0 + ANSWER_S)) == ["DTV.R01"]


def test_a_result_is_acknowledged_only_when_it_is_kept() -> None:
    link = talking()
    events = play(link, [OBS], keep=False)
    assert (sent(events), link.state, link.next_deadline) == ([], State.WITHHELD, KEEP_S)
    assert [message.raw for message in asked(events)] == [HELLO.strip() + OBS.strip()]
    assert answered(link.kept(1.0)) == [("AA", "00003")]


@pytest.mark.parametrize("how", ["told", "timer"])
def test_what_could_not_be_kept_is_answered_as_an_error(how: str) -> None:
    link = talking()
    play(link, [OBS], keep=False)
    events = link.not_kept(1.0) if how == "told" else link.tick(KEEP_S)
    assert answered(events) == [("AE", "00003")]
    assert refused(events) == ["not_kept" if how == "told" else "not_kept_in_time"]
    assert link.kept(9.0, 1) == []
    with pytest.raises(LocalProtocolError, match=r"link\.nothing_to_keep"):
        link.kept(9.0)


def test_an_answer_is_never_withheld_for_more_than_half_of_what_the_reader_waits() -> None:
    link = dml_link(UNASKED)
    play(link, [HELLO.replace(b'timeout V="30"', b'timeout V="10"'), status(0), OBS], keep=False)
    assert link.next_deadline == 5.0


def test_a_result_before_any_hello_stays_with_the_reader_which_is_sent_to_begin_again() -> None:
    """After the station has been restarted on a serial line: nobody knows which reader it is."""
    link = dml_link()
    events = play(link, [OBS])
    assert (answered(events), sent(events)) == ([("AE", "00003")], ["ACK.R01 AE", "END.R01"])
    assert (asked(events), refused(events)) == ([], ["no_hello"])
    assert len(asked(play(link, [HELLO, OBS]))) == 1


def test_a_hello_in_mid_conversation_begins_another() -> None:
    link = talking()
    events = play(link, [HELLO])
    assert events[:2] == [SessionEnded("enquiry"), SessionOpened()]
    assert sent(play(link, [status(0)])) == ["ACK.R01 AA", "DTV.R01"]


def test_a_repeated_control_id_says_nothing() -> None:
    """A maker's own sender counts ten and begins again."""
    link = talking()
    assert len(asked(play(link, [OBS, OBS.replace(b"S-000218", b"S-000219")]))) == 2


def test_the_end_of_a_conversation_is_acknowledged() -> None:
    link = talking()
    events = play(link, [END])
    assert (answered(events), SessionEnded("eot") in events) == ([("AA", "00009")], True)
    assert link.state is State.SILENT


def test_a_keep_alive_is_answered_and_tells_the_clock() -> None:
    events = play(talking(), [said("KPA.R01", "", "00042")])
    assert answered(events) == [("AA", "00042")]
    assert [event for event in events if isinstance(event, ClockTold)] == [
        ClockTold("2026-11-24T02:13:09+08:00")
    ]


def test_a_keep_alive_without_a_time_tells_no_clock() -> None:
    timeless = said("KPA.R01").replace(b"2026-11-24T02:13:09+08:00", b"2026-11-24T25:13:09+08:00")
    assert not [event for event in play(talking(), [timeless]) if isinstance(event, ClockTold)]


def test_an_idle_line_is_asked_whether_anybody_is_there_where_the_profile_says_so() -> None:
    link = talking(Poct1aSettings(keep_alive_s=60))
    events = link.tick(60.0)
    assert sent(events) == ["KPA.R01"]
    assert play(link, [ack(own_ids(events)[0])], 61.0) == []
    assert sent(link.tick(121.0)) == ["KPA.R01"]
    assert link.tick(121.0 + ANSWER_S) == [SessionEnded("silence")]
    assert talking().next_deadline is None


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("ACK.type_cd", "ACK.ack_control_id"),
        ("ACK.type_id", "ACK.control_id"),
        ("ACK.type_cd", "ACK.control_id"),
    ],
)
def test_every_spelling_of_an_acknowledgement_is_understood(kind: str, where: str) -> None:
    link, events = greeted(UNASKED)
    answer = ack(own_ids(events)[-1]).replace(b"ACK.type_cd", kind.encode())
    play(link, [answer.replace(b"ACK.ack_control_id", where.encode())])
    assert link.state is State.READY


def test_an_acknowledgement_without_a_number_is_taken_for_the_open_message() -> None:
    link, _ = greeted(UNASKED)
    play(link, [ack("")])
    assert link.state is State.READY


def test_an_acknowledgement_of_something_else_is_passed_over() -> None:
    link, _ = greeted(UNASKED)
    assert play(link, [ack("77")]) == []
    assert link.state is State.ASKING
    assert play(talking(), [ack("3"), said("ESC.R01", '<ESC><ESC.esc_control_id V=""/></ESC>')]) == []


def test_an_acknowledgement_is_spelt_as_the_profile_says() -> None:
    link = dml_link(Poct1aSettings(ack_type="ACK.type_id", ack_control="ACK.control_id"))
    assert '<ACK.type_id V="AA"/><ACK.control_id V="00001"/>' in contents(play(link, [HELLO]))[0]


def test_a_reader_that_speaks_in_blocks_is_answered_in_blocks_and_others_are_not() -> None:
    link, ends = talking(), list[tuple[bytes, bytes]]()
    for message in (b"\x0b" + OBS + b"\x1c\r", OBS, b"\x0b" + OBS[:40] + b"\x0b" + OBS + b"\x1c\r"):
        events = [one for one in play(link, [message]) if isinstance(one, Transmission)]
        ends += [(event.content[:1], event.content[-2:]) for event in events]
    assert ends == [(b"\x0b", b"\x1c\r"), (b"<", b"1>"), (b"\x0b", b"\x1c\r")]


def test_a_clock_is_set_to_the_time_that_it_is_when_its_turn_comes() -> None:
    link, _ = greeted(UNASKED)
    assert link.send(SetClock(5, AT), 0.0) == []
    events = play(link, [ack("3")], 10.0)
    assert (
        '<DTV><DTV.command_cd V="SET_TIME"/></DTV><TM><TM.dttm V="2026-11-24T02:13:21+08:00"/></TM>'
        in (contents(events)[0])
    )
    assert play(link, [ack(own_ids(events)[0])], 11.0) == [CommandDone(5)]


def test_operators_are_sent_as_a_list_and_its_end_each_acknowledged() -> None:
    link = talking()
    events = link.send(SetOperators(6, ("014417", 'a"<b')), 0.0)
    assert (
        '<OPR><OPR.operator_id V="014417"/><ACC><ACC.method_cd V="ALL"/>'
        '<ACC.permission_level_cd V="1"/></ACC></OPR><OPR><OPR.operator_id V="a&quot;&lt;b"/>'
        in contents(events)[0]
    )
    events = play(link, [ack(own_ids(events)[0])])
    assert '<EOT><EOT.topic_cd V="OPL"/></EOT>' in contents(events)[0]
    assert play(link, [ack(own_ids(events)[0])]) == [CommandDone(6)]


def test_a_long_list_of_operators_is_sent_in_messages_that_the_reader_can_take() -> None:
    link = talking()
    names, seen = [f"{number:06}" for number in range(200)], list[str]()
    events = link.send(SetOperators(6, tuple(names)), 0.0)
    while not any(isinstance(event, CommandDone) for event in events):
        (text,) = contents(events)
        assert len(text.encode()) <= 8192
        seen += re.findall(r'OPR.operator_id V="(\d+)"', text)
        events = play(link, [ack(own_ids(events)[0])])
    assert seen == names


def test_results_may_be_asked_for_again_and_are_done_when_their_topic_ends() -> None:
    link = talking()
    assert sent(link.send(AskResults(7), 0.0)) == ["REQ.R01"]
    assert CommandDone(7) in play(link, [OBS, topic_end()])


def test_a_reader_that_tells_its_status_again_while_it_sends_is_not_asked_again() -> None:
    link, events = greeted(waiting=2)
    assert sent(events)[-1] == "REQ.R01"
    assert sent(play(link, [status(1), OBS])) == ["ACK.R01 AA", "ACK.R01 AA"]
    assert sent(play(link, [topic_end()])) == ["ACK.R01 AA", "DTV.R01"]


def test_the_end_of_another_topic_is_not_the_end_of_the_results() -> None:
    link = talking()
    link.send(AskResults(7), 0.0)
    assert CommandDone(7) not in play(link, [topic_end("D_EV"), OBS])
    assert CommandDone(7) in play(link, [topic_end()])


def test_a_reader_that_sends_as_it_measures_is_not_asked_for_what_it_says_it_has() -> None:
    assert sent(play(talking(), [status(3)])) == ["ACK.R01 AA"]


def test_a_word_on_an_earlier_result_does_not_answer_the_next() -> None:
    link = talking()
    play(link, [OBS], keep=False)
    link.tick(KEEP_S)
    link.receive(OBS, KEEP_S + 1)
    assert link.kept(KEEP_S + 2, 1) == []
    assert link.not_kept(KEEP_S + 2, 1) == []
    assert answered(link.kept(KEEP_S + 2, 2)) == [("AA", "00003")]


@pytest.mark.parametrize("word", ["AE", "AR"])
def test_what_the_reader_refuses_is_told(word: str) -> None:
    link = talking()
    events = link.send(SetClock(5, AT), 0.0)
    assert play(link, [ack(own_ids(events)[0], word)]) == [CommandRefused(5, "refused_by_reader")]


def test_an_escape_is_a_refusal_and_silence_is_told_too() -> None:
    link = talking()
    number = own_ids(link.send(SetClock(5, AT), 0.0))[0]
    escape = said("ESC.R01", f'<ESC><ESC.esc_control_id V="{number}"/><ESC.detail_cd V="OTH"/></ESC>')
    assert play(link, [escape]) == [CommandRefused(5, "refused_by_reader")]
    link.send(SetClock(6, AT), 0.0)
    assert link.tick(ANSWER_S) == [CommandRefused(6, "no_answer")]


def test_what_cannot_be_asked_is_refused_at_once() -> None:
    link = talking()
    for command in (SendOrders(2, ()), CancelOrder(2, "S-1"), AskResults(2, AT)):
        assert link.send(command, 0.0) == [CommandRefused(2, "not_supported")]
    for number in range(MOST_WAITING + 1):
        link.send(SetClock(10 + number, AT), 0.0)
    assert link.send(SetClock(99, AT), 0.0) == [CommandRefused(99, "busy")]
    gone = [event for event in link.disconnected(1.0) if isinstance(event, CommandRefused)]
    assert [event.reason for event in gone] == ["disconnected"] * (MOST_WAITING + 1)


def test_what_is_asked_before_the_hello_waits_for_it() -> None:
    """The station sets the clock when the line opens; the reader speaks first."""
    link = dml_link()
    assert link.send(SetClock(5, AT), 0.0) == []
    assert sent(play(link, [HELLO], 2.0)) == ["ACK.R01 AA"]
    events = play(link, [status(0)], 10.0)
    assert sent(events) == ["ACK.R01 AA", "DTV.R02"]
    assert '<TM.dttm V="2026-11-24T02:13:21+08:00"/>' in contents(events)[1]
    assert CommandDone(5) in play(link, [ack(own_ids(events)[1])], 11.0)


def test_what_was_asked_before_the_hello_is_asked_once() -> None:
    link = dml_link(UNASKED)
    link.send(SetClock(5, AT), 0.0)
    events = play(link, [HELLO, status(0)])
    assert sent(events)[-1] == "DTV.R02"
    events += play(link, [ack(own_ids(events)[-1]), HELLO, status(0)])
    assert sent(events).count("DTV.R02") == 1
    assert [one for one in events if isinstance(one, CommandDone | CommandRefused)] == [CommandDone(5)]


def test_a_reader_that_says_nothing_at_all_has_not_sent_its_results() -> None:
    link = talking()
    link.send(AskResults(7), 0.0)
    assert link.tick(ANSWER_S) == [CommandRefused(7, "no_answer")]


def test_results_that_wait_are_asked_for_before_the_clock_is_set() -> None:
    link = dml_link()
    link.send(SetClock(5, AT), 0.0)
    play(link, [HELLO], 2.0)
    assert sent(play(link, [status(1)], 3.0)) == ["ACK.R01 AA", "REQ.R01"]


def test_what_waits_for_a_hello_that_never_comes_is_refused_with_the_line() -> None:
    link = dml_link()
    for number in range(MOST_WAITING):
        assert link.send(SetClock(number, AT), 0.0) == []
    assert link.send(SetClock(99, AT), 0.0) == [CommandRefused(99, "busy")]
    assert link.disconnected(1.0) == [
        CommandRefused(number, "disconnected") for number in range(MOST_WAITING)
    ]
    assert link.disconnected(2.0) == []


def test_both_sides_may_begin_at_once() -> None:
    """A result comes while a directive of ours waits for its answer."""
    link = talking()
    number = own_ids(link.send(SetClock(5, AT), 0.0))[0]
    events = play(link, [OBS], 1.0)
    assert (answered(events), link.state) == ([("AA", "00003")], State.ASKING)
    assert play(link, [ack(number)], 2.0) == [CommandDone(5)]


@pytest.mark.parametrize(
    ("message", "reason", "answer"),
    [
        (said("NOVA.REAG", "", "00077"), "unsupported", [("AE", "00077")]),
        (said("REQ.R01", "", "00077"), "unsupported", [("AE", "00077")]),
        (OBS.replace(b"</PT>", b"</PX>"), "unreadable", [("AE", "00003")]),
        (OBS.replace(b"NEG", b"\xff\xfe"), "unreadable", [("AE", "00003")]),
        (OBS.replace(b"UTF-8", b"UTF-7"), "unreadable", [("AE", "00003")]),
        (b'<!DOCTYPE a [<!ENTITY b "POS">]>' + OBS.split(b"?>")[1], "unreadable", [("AE", "00003")]),
    ],
)
def test_what_cannot_be_taken_is_held_and_answered_as_an_error(
    message: bytes, reason: str, answer: list[tuple[str, str]]
) -> None:
    events = play(talking(), [message])
    assert (held(events), answered(events), asked(events)) == ([reason], answer, [])


@pytest.mark.parametrize("greeted", [True, False])
def test_what_is_held_is_kept_before_it_is_answered(greeted: bool) -> None:
    """Some readers forget a message that was answered at all."""
    link = talking() if greeted else dml_link(UNASKED, Surroundings(checked=True))
    events = play(link, [said("NOVA.REAG", "", "00077")], keep=False)
    assert (answered(events), held(events)) == ([], ["unsupported"])
    assert link.next_deadline is not None
    assert link.next_deadline > 1.0
    assert answered(link.kept(1.0)) == [("AE", "00077")]


def test_what_is_held_and_could_not_be_stored_is_answered_as_such() -> None:
    link = talking()
    play(link, [said("NOVA.REAG", "", "00077")], keep=False)
    events = link.not_kept(1.0)
    assert answered(events) == [("AE", "00077")]
    assert "send again" in contents(events)[0]
    assert answered(play(link, [OBS])) == [("AA", "00003")]


def test_what_has_no_control_id_is_answered_with_an_escape() -> None:
    events = play(talking(), [b"<OBS.R01><SVC></OBS.R02></OBS.R01>"])
    assert sent(events) == ["ESC.R01"]
    assert '<ESC.esc_control_id V=""/><ESC.detail_cd V="OTH"/>' in contents(events)[0]


def test_events_of_the_reader_are_kept_before_they_are_acknowledged() -> None:
    link = talking()
    events = play(link, [said("EVS.R01", '<EVT><EVT.description V="door"/></EVT>', "00050")], keep=False)
    assert (sent(events), len(asked(events))) == ([], 1)
    assert answered(link.kept(0.0)) == [("AA", "00050")]


def test_an_entity_bomb_is_not_unpacked() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "lol">{lines}]><OBS.R01><HDR>&a9;</HDR></OBS.R01>'
    outside = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]><OBS.R01><A V="1">&a;</A></OBS.R01>'
    for text in (bomb, outside):
        link = talking()
        events = play(link, [text.encode()])
        assert (held(events), asked(events)) == (["unreadable"], [])
        assert len(asked(play(link, [OBS]))) == 1


def test_a_message_beyond_the_limits_is_held_as_far_as_it_goes_and_the_next_is_taken() -> None:
    header = OBS[: OBS.index(b"<SVC>")]
    for far, reason in (
        (b"<A>" * 40, "too_deep"),
        (b"<A/>" * 10_001, "too_many"),
        (b'<A V="' + b"x" * DOCUMENT_LIMIT, "too_long"),
    ):
        link = talking()
        events = play(link, [header + far + b"/>" + b"y" * 5000 + b"</OBS.R01>", OBS])
        assert (held(events), answered(events)) == ([reason], [("AE", "00003"), ("AA", "00003")])
        assert refused(events) == ["left_over"]


def test_what_waits_while_an_answer_is_withheld_is_bounded() -> None:
    link = talking()
    play(link, [OBS], keep=False)
    for _ in range(10):
        link.receive(b"\xff" * 100_000, 0.0)
    assert len(link._documents._buffer) <= WAITING_LIMIT


@pytest.mark.parametrize("cut", [5, 30, 60, 200, 400, 700, 1200])
def test_a_message_that_was_cut_off_is_noticed_when_the_next_begins(cut: int) -> None:
    for whole in (OBS, OBS.split(b"?>")[1]):
        events = play(talking(), [OBS[:cut] + whole])
        assert (held(events), len(asked(events))) == (["no_terminator"], 1)


def test_a_message_that_stops_is_held_after_a_while_and_what_is_left_of_it_is_no_message() -> None:
    link = talking()
    play(link, [OBS[:700]], 5.0)
    assert play(link, [b""], 4.0 + DOCUMENT_SILENCE_S) == []
    assert held(play(link, [b""], 5.0 + DOCUMENT_SILENCE_S)) == ["silence"]
    events = play(link, [OBS[700:] + OBS], 16.0)
    assert (held(events), refused(events), len(asked(events))) == ([], ["left_over"], 1)


def test_a_line_that_is_lost_leaves_half_a_message_to_a_person() -> None:
    link = talking()
    play(link, [OBS[:700]])
    events = link.disconnected(1.0)
    assert (held(events), sent(events), link.next_deadline) == (["disconnected"], [], None)
    assert SessionEnded("disconnected") in events


def test_between_messages_white_space_and_blocks_are_passed_over_and_noise_is_told() -> None:
    link = talking()
    events = play(link, [b"\r\n \x1b\xef\xbb\xbf\x0b", OBS, b"\x1c\r", b"\x00\xff", b"\x0b", OBS, b"\x1c\r"])
    assert [event.data for event in events if isinstance(event, Noise)] == [b"\x00\xff"]
    assert len(asked(events)) == 2


@pytest.mark.parametrize(
    "text",
    [
        OBS.replace(b"<SVC>", b"<!-- > </OBS.R01> <OBS.R01> -->\r\n<SVC>"),
        OBS.replace(b"</SVC>", b"<NTE><![CDATA[</OBS.R01>]]></NTE></SVC>"),
        OBS.replace(b'V="POCT1"', b"V='a > b </OBS.R01 \" x'").replace(b"</OBS.R01 ", b"/OBS.R01> "),
        OBS.replace(b"<SVC>", b"<?note </OBS.R01> ?><SVC>"),
        OBS.replace(b"/><", b"/>\r\n <"),
        OBS.split(b"?>")[1],
    ],
)
def test_only_the_end_of_the_root_ends_a_message(text: bytes) -> None:
    for chunks in ([text], [bytes([byte]) for byte in text]):
        (message,) = asked(play(talking(), chunks))
        (reading,) = readings(message, POCT1A)
        assert (reading.specimen_no, len(reading.lines), reading.problems) == ("S-000218", 2, ())


@pytest.mark.parametrize("vector", table("poct1a_published", "message"), ids=lambda vector: vector["name"])
def test_published_messages_are_found_and_answered_by_their_number(vector: dict[str, str]) -> None:
    link = talking()
    events = play(link, [vector["xml"].encode()])
    if vector["root"] == "ESC.R01":
        assert events == []
        return
    hosts = vector["root"].startswith("DTV")
    assert answered(events)[:1] == [("AE" if hosts else "AA", vector["control_id"])]
    assert (len(asked(events)), len(held(events))) == (vector["root"].startswith("OBS"), hosts)


def test_on_a_serial_line_the_reading_says_that_its_bytes_were_unchecked() -> None:
    link = dml_link(UNASKED, Surroundings())
    (message,) = asked(play(link, [HELLO, status(0), OBS]))
    assert readings(message, POCT1A)[0].flags == ("no_checksum",)
    (message,) = asked(play(talking(), [OBS]))
    assert readings(message, POCT1A)[0].flags == ()


RESENT = (
    OBS.replace(b'V="NEW"', b'V="RES"')
    .replace(b'control_id V="00003"', b'control_id V="00007"')
    .replace(b"02:13:10+08:00", b"02:14:55+08:00")
)


@pytest.mark.parametrize("kept", [True, False])
def test_a_station_that_dies_at_any_byte_has_the_result_sent_again_as_the_same_test(kept: bool) -> None:
    """The reader begins a new conversation and sends what was not acknowledged. ``kept``: it was durable."""
    whole = HELLO + status(0) + OBS
    (once,) = identities(asked(play(dml_link(UNASKED), [whole])), POCT1A)
    again = play(dml_link(UNASKED), [HELLO, status(1), RESENT])
    assert ("AA", "00007") in answered(again)
    dying, before = dml_link(UNASKED), list[Message]()
    for byte in whole:
        new = asked(play(dying, [bytes([byte])], keep=kept))
        before += new if kept else []
        if new:
            assert identities([*before, *asked(again)], POCT1A) == {once}
    assert len(before) == kept
