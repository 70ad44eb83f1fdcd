"""What the HL7 link does with blocks, what it answers, and when."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.commands import AskResults
from drivers.errors import LocalProtocolError
from drivers.events import ClockTold, CommandRefused, Message, Noise, ReplyTooLate, Transmission
from drivers.hl7.blocks import BLOCK_LIMIT, WAITING_LIMIT
from drivers.hl7.link import Link
from drivers.hl7.settings import Hl7Settings
from drivers.hl7.table import State
from drivers.hl7.timers import BLOCK_SILENCE_S, KEEP_S, NOISE_REPORT_S, RETURN_SILENCE_S
from drivers.link import Surroundings
from drivers.registry import readings
from tests.wire.blocks import SEGMENTS, answers, asked, block, changed, held, hl7_link, msa, play, refused
from tests.wire.identities import identities
from tests.wire.readers import HL7

BLOCK = block(SEGMENTS)
SMALL = block(["MSH|^~\\&|||||||ORU^R01|7|P|2.5", "OBR|1|S", "OBX|1|ST|A||NEG"], "ascii")


def test_a_result_is_answered_only_when_it_is_kept() -> None:
    link = hl7_link()
    events = play(link, [BLOCK], keep=False)
    assert [message.raw for message in asked(events)] == [BLOCK]
    assert (answers(events), link.state, link.next_deadline) == ([], State.WITHHELD, KEEP_S)
    assert msa(link.kept(1.0)) == [("AA", "17")]


def test_the_answer_repeats_who_was_asked_and_says_when() -> None:
    """Field by field from docs/protocols/hl7.md, Acknowledgement."""
    (answer,) = answers(play(hl7_link(), [BLOCK]))
    assert answer[0] == [
        *("MSH", "^~\\&", "STATION", "", "UCH-5^H5-0031^L", "DEMO", "20261124021311+0800", "", "ACK^R01^ACK"),
        *("1", "P", "2.5.1", "", "", "", "", "", "GB 18030-2000"),
    ]
    assert answer[1:] == [["MSA", "AA", "17"]]


def test_the_answer_repeats_names_in_the_encoding_that_the_message_names() -> None:
    """Which is not the profile's here."""
    text = "\n".join(SEGMENTS).replace("UCH-5^", "检测仪^").replace("GB 18030-2000", "UNICODE UTF-8")
    events = play(hl7_link(), [block(text.split("\n"), "utf-8")])
    (event,) = [one for one in events if isinstance(one, Transmission)]
    assert "|检测仪^H5-0031^L|".encode() in event.content


def test_a_message_that_does_not_keep_to_its_encoding_is_answered_with_its_names_as_sent() -> None:
    text = "\n".join(SEGMENTS).replace("DEMO|STATION", "李|STATION").replace("GB 18030-2000", "UNICODE UTF-8")
    damaged = block(text.split("\n"), "utf-8").replace(b"Amphetamine", b"Amphet\xffmine")
    for encoding in ("gb18030", "latin-1"):
        events = play(Link(replace(HL7, encoding=encoding)), [damaged])
        (event,) = [one for one in events if isinstance(one, Transmission)]
        assert "|李|||ACK^R01^ACK|".encode() in event.content
        assert b"\rMSA|AE|17|" in event.content
        assert held(events) == ["unreadable"]


def test_without_a_clock_the_answer_claims_no_time() -> None:
    assert answers(play(Link(HL7), [BLOCK]))[0][0][6] == ""


@pytest.mark.parametrize("how", ["told", "timer"])
def test_what_could_not_be_kept_is_answered_as_an_error(how: str) -> None:
    link = hl7_link()
    play(link, [BLOCK], keep=False)
    events = link.not_kept(1.0) if how == "told" else link.tick(KEEP_S)
    assert msa(events) == [("AE", "17")]
    assert answers(events)[0][2] == ["ERR", "", "", "207^Not stored, send again^HL70357", "E"]
    assert refused(events) == ["not_kept" if how == "told" else "not_kept_in_time"]


def test_before_2_5_the_code_of_the_error_stands_in_msa_6() -> None:
    link = hl7_link()
    play(link, [changed(("|2.5.1|", "|2.4|"))], keep=False)
    assert answers(link.not_kept(1.0))[0][1:] == [
        ["MSA", "AE", "17", "Not stored, send again", "", "", "207^Not stored, send again^HL70357"]
    ]


def test_a_word_that_comes_too_late_changes_nothing() -> None:
    link = hl7_link()
    play(link, [BLOCK], keep=False)
    link.tick(KEEP_S)
    assert link.kept(KEEP_S + 1, 1) == []
    with pytest.raises(LocalProtocolError, match=r"link\.nothing_to_keep"):
        link.kept(KEEP_S + 1)


def test_a_word_on_an_earlier_message_does_not_answer_the_next() -> None:
    link = hl7_link()
    play(link, [BLOCK], keep=False)
    link.tick(KEEP_S)
    link.receive(BLOCK, KEEP_S + 1)
    assert link.kept(KEEP_S + 2, 1) == []
    assert link.not_kept(KEEP_S + 2, 1) == []
    assert msa(link.kept(KEEP_S + 2, 2)) == [("AA", "17")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ORU^R01^ORU_R01", "ORM^O01", [("AR", "17")]),
        ("ORU^R01^ORU_R01", "ORU^R02", [("AR", "17")]),
        ("|2.5.1|", "|3.0|", [("AR", "17")]),
        ("|2.5.1|", f"|{'9' * 5000}|", [("AR", "17")]),
        ("GB 18030-2000", "ISO IR87", [("AE", "17")]),
        ("GB 18030-2000", "UNICODE UTF-8", [("AE", "17")]),
        ("|17|P|", "||P|", [("AE", "")]),
        ("ORU^R01^ORU_R01", "", [("AE", "17")]),
    ],
)
def test_what_cannot_be_taken_is_held_and_answered_with_its_reason(
    old: str, new: str, words: list[tuple[str, str]]
) -> None:
    events = play(hl7_link(), [changed((old, new))])
    assert (msa(events), asked(events)) == (words, [])
    assert held(events) == ["unsupported" if words[0][0] == "AR" else "unreadable"]


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("20261124021310+0800", ["2026-11-24T02:13:10+08:00"]),
        ("20261124021310.25", ["2026-11-24T02:13:10+08:00"]),
        ("20261124", []),
        ("19700101000000+0800", []),
        ("", []),
    ],
)
def test_a_message_of_another_kind_tells_the_readers_clock(clock: str, told: list[str]) -> None:
    """A result's header is the reading's to tell."""
    other = changed(("ORU^R01^ORU_R01", "ORM^O01"), ("20261124021310+0800||", f"{clock}||"))
    events = play(hl7_link(), [other])
    assert [event.reader_time for event in events if isinstance(event, ClockTold)] == told
    assert not [event for event in play(hl7_link(), [BLOCK]) if isinstance(event, ClockTold)]


def test_what_is_held_is_kept_before_it_is_answered() -> None:
    """Some readers forget a message that was answered at all."""
    link = hl7_link()
    events = play(link, [changed(("ORU^R01^ORU_R01", "ORM^O01"))], keep=False)
    assert (msa(events), held(events), link.state) == ([], ["unsupported"], State.WITHHELD)
    assert msa(link.kept(1.0)) == [("AR", "17")]


def test_what_is_held_and_could_not_be_stored_is_asked_for_again() -> None:
    link = hl7_link()
    play(link, [changed(("ORU^R01^ORU_R01", "ORM^O01"))], keep=False)
    assert msa(link.not_kept(1.0)) == [("AE", "17")]


def test_a_profile_may_take_fewer_versions() -> None:
    profile = replace(HL7, settings=Hl7Settings(frozenset({"2.3.1"})))
    assert msa(play(hl7_link(profile), [BLOCK])) == [("AR", "17")]


@pytest.mark.parametrize("event", ["R30", "R31", "R32"])
def test_the_point_of_care_forms_of_a_result_are_taken(event: str) -> None:
    assert msa(play(hl7_link(), [changed(("ORU^R01^ORU_R01", f"ORU^{event}"))])) == [("AA", "17")]


@pytest.mark.parametrize("kind", ["ACK^R01^ACK", "ACK"])
def test_an_answer_is_never_answered(kind: str) -> None:
    events = play(hl7_link(), [changed(("ORU^R01^ORU_R01", kind))])
    assert (msa(events), refused(events), held(events)) == ([], ["not_asked_for"], [])


def test_a_block_without_a_header_is_held_and_nobody_is_answered() -> None:
    events = play(hl7_link(), [b"\x0bHELLO\x1c\r", b"\x0b\x1c\r"])
    assert (held(events), msa(events)) == (["unreadable"] * 2, [])


@pytest.mark.parametrize(
    ("accept", "application", "kept", "lost"),
    [
        ("", "", ["AA"], ["AE"]),
        ("", "0", ["AA"], ["AE"]),
        ("", "NE", [], []),
        ("AL", "NE", ["CA"], ["CE"]),
        ("NE", "AL", ["AA"], ["AE"]),
        ("AL", "AL", ["CA", "AA"], ["CE", "AE"]),
        ("ER", "NE", [], ["CE"]),
        ("SU", "ER", ["CA"], ["AE"]),
    ],
)
def test_answers_are_those_that_the_message_asks_for(
    accept: str, application: str, kept: list[str], lost: list[str]
) -> None:
    sent = changed(("|2.5.1||||||", f"|2.5.1|||{accept}|{application}||"))
    link = hl7_link()
    assert [word for word, _ in msa(play(link, [sent]))] == kept
    play(link, [sent], keep=False)
    assert [word for word, _ in msa(link.not_kept(0.0))] == lost


def test_delimiters_of_the_message_are_those_of_its_answer() -> None:
    sent = "#".join(["MSH", "!*?%", "A!B", "", "", "", "", "", "ORU!R01", "9", "P", "2.5"])
    (event,) = [one for one in play(hl7_link(), [block([sent], "ascii")]) if isinstance(one, Transmission)]
    assert event.content.startswith(
        b"\x0bMSH#!*?%###A!B##20261124021311+0800##ACK!R01!ACK#1#P#2.5\rMSA#AA#9\r"
    )


def test_on_a_serial_line_the_reading_says_that_its_bytes_were_unchecked() -> None:
    def flags(surroundings: Surroundings) -> tuple[str, ...]:
        (message,) = asked(play(Link(HL7, surroundings), [BLOCK]))
        return readings(message, HL7)[0].flags

    assert flags(Surroundings()) == ("no_checksum",)
    assert flags(Surroundings(checked=True)) == ()


def test_a_block_that_never_ends_is_held_after_a_while_and_the_next_is_taken() -> None:
    link = hl7_link()
    assert play(link, [BLOCK[:-40]], 5.0) == []
    assert link.next_deadline == 5.0 + BLOCK_SILENCE_S
    assert play(link, [b""], 4.0 + BLOCK_SILENCE_S) == []
    assert held(play(link, [b""], 5.0 + BLOCK_SILENCE_S)) == ["silence"]
    assert msa(play(link, [BLOCK], 20.0)) == [("AA", "17")]


def test_a_new_block_inside_another_cuts_it_off() -> None:
    events = play(hl7_link(), [BLOCK[:60] + BLOCK])
    assert (held(events), msa(events)) == (["no_terminator"], [("AA", "17")])


def test_a_line_that_is_lost_leaves_half_a_block_to_a_person() -> None:
    link = hl7_link()
    play(link, [BLOCK[:60]])
    events = link.disconnected(1.0)
    assert (held(events), msa(events), link.next_deadline) == (["disconnected"], [], None)


def test_noise_between_blocks_is_told_and_changes_nothing() -> None:
    link = hl7_link()
    events = play(link, [b"\x02", BLOCK, b"\x1c", b"\xff" * 300, BLOCK, b"\x02"])
    assert b"".join(event.data for event in events if isinstance(event, Noise)) == b"\x02\x1c" + b"\xff" * 300
    assert msa(events) == [("AA", "17")] * 2
    assert link.tick(NOISE_REPORT_S) == [Noise(b"\x02")]


def test_the_beginning_of_a_block_sent_twice_is_one_beginning_and_noise() -> None:
    link = hl7_link()
    events = play(link, [b"\x0b", BLOCK])
    assert (msa(events), held(events)) == ([("AA", "17")], [])
    assert [*events, *link.tick(NOISE_REPORT_S)].count(Noise(b"\x0b")) == 1


def test_a_block_without_its_last_return_is_taken_and_flagged() -> None:
    link = hl7_link()
    assert play(link, [BLOCK[:-1]]) == []
    (message,) = asked(link.tick(RETURN_SILENCE_S))
    assert (message.raw, message.flags) == (BLOCK[:-1], ("no_block_return",))
    assert link.state is State.WITHHELD
    followed = asked(play(hl7_link(), [BLOCK[:-1] + BLOCK]))
    assert [message.flags for message in followed] == [("no_block_return",), ()]


def test_an_over_long_message_is_held_as_far_as_it_goes_and_refused_at_its_end() -> None:
    link = hl7_link()
    long = BLOCK[:-2] + b"Z" * BLOCK_LIMIT + b"\x1c\r"
    events = play(link, [long[start : start + 65_536] for start in range(0, len(long), 65_536)])
    assert (held(events), refused(events), msa(events)) == (["too_long"], ["too_long"], [("AE", "17")])
    assert answers(events)[0][1][3] == "Message too long"
    assert msa(play(link, [BLOCK])) == [("AA", "17")]


def test_what_waits_while_an_answer_is_withheld_is_bounded() -> None:
    link = hl7_link()
    play(link, [BLOCK], keep=False)
    for _ in range(30):
        link.receive(b"\xff" * 100_000, 0.0)
    assert len(link._blocks._unread) <= WAITING_LIMIT


def test_messages_that_were_sent_together_are_answered_one_after_another() -> None:
    link = hl7_link()
    play(link, [BLOCK + SMALL], keep=False)
    first = link.kept(0.0)
    assert (msa(first), len(asked(first))) == ([("AA", "17")], 1)
    assert msa(link.kept(0.0)) == [("AA", "7")]


def test_a_late_answer_of_a_line_that_is_gone_silences_nothing_on_the_next() -> None:
    link = hl7_link()
    play(link, [BLOCK], 0.0, keep=False)
    link.receive(BLOCK, 5.0)
    link.disconnected(6.0)
    link.connected(7.0)
    assert msa(play(link, [changed(("ORU^R01", "ADT^A01"))], 8.0)) == [("AR", "17")]


def test_a_reader_that_sent_again_before_it_was_answered_gets_one_answer_for_the_second() -> None:
    """Some readers number every message 1: a late answer would be taken for the next one's."""
    link = hl7_link()
    play(link, [BLOCK], 0.0, keep=False)
    link.receive(BLOCK, 5.0)
    events = link.kept(6.0)
    assert ReplyTooLate() in events
    assert msa([*events, *link.kept(6.5)]) == [("AA", "17")]


def test_nothing_can_be_asked_of_such_a_reader() -> None:
    assert hl7_link().send(AskResults(3), 0.0) == [CommandRefused(3, "not_supported")]


STREAMS = {
    "good": BLOCK + SMALL,
    "bad": b"".join(
        [
            *(
                b"\x02",
                BLOCK[:50],
                BLOCK,
                b"\r\n",
                SMALL[:-1],
                SMALL,
                b"\x0b\x0b\x1cX\x0bHI\x1c\r",
                b"x" * 700,
            ),
            *(changed(("ORU^R01", "ADT^A01")), b"\x1c\r\x0b", BLOCK[1:-9]),
        ]
    ),
}


@pytest.mark.parametrize("name", STREAMS)
def test_bytes_one_at_a_time_or_all_at_once_give_the_same_events(name: str) -> None:
    stream = STREAMS[name]
    slowly, at_once = hl7_link(), hl7_link()
    assert play(slowly, [bytes([byte]) for byte in stream]) == play(at_once, [stream])
    assert slowly.disconnected(1.0) == at_once.disconnected(1.0)


_PIECES = st.one_of(
    st.sampled_from([b"\x0b", b"\x1c", b"\x1c\r", b"\r", b"\n", BLOCK, SMALL, SMALL[:-2], b"MSH|^~\\&|"]),
    st.binary(max_size=20),
)


@given(st.lists(_PIECES, max_size=20), st.data())
def test_any_bytes_in_any_cut_give_the_same_events(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert play(hl7_link(), chunks) == play(hl7_link(), [stream])


@given(st.lists(st.tuples(_PIECES, st.floats(0, 12)), max_size=20), st.booleans())
def test_any_bytes_at_any_time_leave_no_deadline_behind(
    pieces: list[tuple[bytes, float]], keep: bool
) -> None:
    link, now = hl7_link(), 0.0
    for data, wait in pieces:
        now += wait
        play(link, [data], now, keep=keep)
        assert link.next_deadline is None or link.next_deadline > now
    link.disconnected(now)
    assert link.next_deadline is None


@pytest.mark.parametrize("kept", [True, False])
def test_a_station_that_dies_at_any_byte_has_the_result_sent_again_as_the_same_test(kept: bool) -> None:
    """The reader sends again until it has seen AA, under a new number. ``kept``: it was durable before."""
    resent = changed(("|17|P|", "|18|P|"), ("20261124021310+0800", "20261124021455+0800"))
    (once,) = identities(asked(play(hl7_link(), [BLOCK])), HL7)
    again = play(hl7_link(), [resent])
    assert msa(again) == [("AA", "18")]
    dying, before = hl7_link(), list[Message]()
    for byte in BLOCK:
        new = asked(play(dying, [bytes([byte])], keep=kept))
        before += new if kept else []
        if new:
            assert identities([*before, *asked(again)], HL7) == {once}
    assert len(before) == kept
