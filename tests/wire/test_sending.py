"""Orders, cancellations, answers and questions go out as LIS01-A2 wants; what arrives goes first."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drivers.commands import AskResults, CancelOrder, Command, Order, SendOrders, SetClock, SetOperators
from drivers.events import (
    ClockTold,
    CommandDone,
    CommandRefused,
    Event,
    KeepRequested,
    LinkReply,
    Outgoing,
    QueryReceived,
    Transmission,
)
from drivers.link import Surroundings
from drivers.lis.link import Link
from drivers.lis.query import MOST_ASKED
from drivers.lis.sender import MOST_WAITING
from drivers.lis.settings import LONGEST_TEXT, LisSettings
from drivers.lis.table import State
from drivers.lis.timers import BUSY_S, GARBLED_S, KEEP_S
from drivers.profile import Profile
from station.locale import LANGUAGES, catalogue
from tests.wire.readers import SALIVA, URINE
from tests.wire.sender import ENQ, EOT, messages, play, replies
from tests.wire.vectors import frame, one_record_a_frame, table, wire

ACK, NAK = b"\x06", b"\x15"
ALL = frozenset({"orders", "query", "cancel", "results_since"})
ORDER = SendOrders(1, (Order("U-000317", "DOA17", "K7QX"),))
QUERY = one_record_a_frame([r"H|\^&|||UCR-20^700123", "Q|1|^U-000317||||||||||O", "L|1|N"])
RESULT = one_record_a_frame([r"H|\^&", "P|1", "O|1|S1", "R|1|^^^THC|NEG", "L|1|N"])


def _profile(base: Profile = URINE, can: frozenset[str] = ALL, **settings: object) -> Profile:
    return replace(base, can=can, settings=LisSettings(**settings))  # type: ignore[arg-type]


def link(**settings: object) -> Link:
    return Link(_profile(**settings))  # type: ignore[arg-type]


def said(events: list[Event]) -> list[bytes]:
    """Everything that goes out."""
    return [event.data for event in events if isinstance(event, Outgoing)]


def outcome(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, CommandDone | CommandRefused)]


def carried(sender: Link, command: Command, now: float = 0.0) -> list[bytes]:
    """The frames of a command whose receiver accepts all."""
    found = said(sender.send(command, now))
    assert found == [ENQ]
    while (new := said(sender.receive(ACK, now))) and new != [EOT]:
        found += new
    assert new == [EOT]
    return found[1:]


@pytest.mark.parametrize("vector", table("lis02_orders", "message"), ids=lambda vector: str(vector["name"]))
def test_a_command_is_written_as_the_page_says(vector: dict[str, Any]) -> None:
    base = {"urine-cup": URINE, "saliva-swab": SALIVA}[vector["profile"]]
    sender = Link(_profile(base))
    if vector["after_query"]:
        play(sender, [ENQ, *QUERY, EOT])
        sender.tick(1.0)
    frames = carried(sender, COMMANDS[vector["command"]], 1.0)
    text = b"".join(data[2:-5] for data in frames)
    assert text.decode("gb18030").split("\r")[:-1] == vector["records"]


COMMANDS: dict[str, Command] = {
    "order": ORDER,
    "two orders": SendOrders(1, (Order("U-1", "A"), Order("U-2", None, "K8"))),
    "delimiters": SendOrders(1, (Order("U|1^2&F&", "D\\17~^", '""'),)),
    "nothing waits": SendOrders(1, ()),
    "cancel": CancelOrder(1, "U-000317"),
    "all results": AskResults(1),
    "results since": AskResults(1, datetime(2026, 11, 23, 18, 0, tzinfo=UTC)),
}


@pytest.mark.parametrize(("panel", "said"), [(None, b"^^^SAL6"), ("DOA17", b"^^^DOA17")])
def test_an_order_without_a_panel_asks_for_the_one_its_profile_says(panel: str | None, said: bytes) -> None:
    sender = link(order_panel="SAL6")
    frames = carried(sender, SendOrders(1, (Order("U-000317", panel, "K7QX"),)))
    assert b"O|1|U-000317||" + said + b"|R|" in b"".join(frames)


def test_the_header_tells_the_time_in_the_readers_own_zone() -> None:
    """16:13:20 UTC is 00:13:20 of the next day at +08:00."""
    began = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    surroundings = Surroundings(lambda now: began + timedelta(seconds=now))
    first = carried(Link(_profile(), surroundings), ORDER, 800.0)[0]
    assert first[2:-5] == b"H|\\^&|||STATION|||||||P|LIS2-A2|20261124001320\r"


def test_on_a_transport_that_checks_its_bytes_no_time_on_a_serial_line_is_waited_for() -> None:
    sender = Link(_profile(), Surroundings(checked=True))
    sender.send(ORDER, 0.0)
    assert sender.next_deadline == 15.0


def test_the_first_frame_of_an_order_is_the_published_layout_with_its_sum() -> None:
    """The sum of 31 to 03 was made with od and awk."""
    first = carried(link(), ORDER)[0]
    assert first == wire("<STX>1H|\\^&|||STATION|||||||P|LIS2-A2<CR><ETX>65<CR><LF>")


@pytest.mark.parametrize("length", [1, 2, 7, 63, 240, 1000, LONGEST_TEXT])
@pytest.mark.parametrize("packing", ["record", "message"])
def test_frames_of_every_length_are_read_by_a_receiver(length: int, packing: str) -> None:
    orders = tuple(Order(f"U-{n:06}", "DOA17") for n in range(12))
    frames = carried(link(frame_text=length, packing=packing), SendOrders(1, orders))
    assert max(len(data) for data in frames) <= length + 7
    assert [data[1:2] for data in frames[:9]] == [b"%d" % (n % 8) for n in range(1, 10)][: len(frames)]
    receiver = Link()
    events = play(receiver, [ENQ, *frames, EOT])
    assert replies(events) == "A" * (1 + len(frames))
    (message,) = messages(events)
    assert message.text.count(b"\rO|1|U-") == 12


def test_a_frame_may_be_cut_in_the_middle_of_a_character() -> None:
    order = SendOrders(1, (Order("U-1", "血检面板"),))
    whole = b"".join(data[2:-5] for data in carried(link(), order))
    frames = carried(link(frame_text=3, packing="message"), order)
    assert b"".join(data[2:-5] for data in frames) == whole
    assert "血检面板" in messages(play(Link(), [ENQ, *frames]))[0].text.decode("gb18030")


# -- replies


def test_a_frame_that_is_refused_is_sent_again_under_its_number() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    (first,) = said(sender.receive(ACK, 0.0))
    assert said(sender.receive(NAK, 0.1)) == [first]
    assert said(sender.receive(ACK, 0.2)) != [first]


def test_a_frame_is_sent_six_times_and_then_the_message_from_its_beginning() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.receive(ACK, 0.0)
    (second,) = said(sender.receive(ACK, 0.0))
    sent = [second]
    while (new := said(sender.receive(NAK, 1.0))) != [EOT]:
        sent += new
    assert sent == [second] * 6
    assert sender.next_deadline == 2.0
    assert said(sender.tick(2.0)) == [ENQ]
    assert said(sender.receive(ACK, 2.0))[0][:3] == b"\x021H"


def test_a_frame_that_is_never_accepted_is_the_readers_refusal_in_the_end() -> None:
    sender, now = link(), 0.0
    events = sender.send(ORDER, now)
    while not outcome(events):
        assert now < 200.0
        now += 1.0
        events = sender.receive(NAK if sender.state is State.SENDING else ACK, now)
    assert outcome(events) == [CommandRefused(1, "refused_by_reader")]


def test_no_reply_to_an_enquiry_ends_after_fifteen_seconds_and_is_tried_again() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    due = sender.next_deadline
    assert due is not None
    assert 15.0 <= due < 15.01
    assert said(sender.tick(due)) == [EOT]
    assert said(sender.tick(due + 0.99)) == []
    assert said(sender.tick(due + 1.0)) == [ENQ]


def test_a_reader_that_never_answers_is_told_after_a_minute() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    events: list[Event] = []
    while (due := sender.next_deadline) is not None:
        events += sender.tick(due)
    assert outcome(events) == [CommandRefused(1, "no_answer")]
    assert said(events).count(ENQ) == 3


def test_no_reply_to_a_frame_ends_the_session_without_sending_it_again() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    (first,) = said(sender.receive(ACK, 0.0))
    due = sender.next_deadline
    assert due == pytest.approx(15.0 + 11 * len(first) / 9600)
    assert said(sender.tick(due or 0.0)) == [EOT]


def test_other_characters_send_the_frame_again_once_when_the_line_is_quiet() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    (first,) = said(sender.receive(ACK, 0.0))
    assert said(sender.receive(b"?\x05\xff", 1.0)) == []
    assert said(sender.receive(b"?", 1.5)) == []
    assert sender.next_deadline == 2.5
    assert said(sender.tick(2.5)) == [first]
    assert said(sender.receive(ACK, 2.6))[0][:2] == b"\x022"


def test_a_frame_is_not_sent_again_while_it_is_still_on_a_slow_line() -> None:
    """Its repeat would be acknowledged too, and that ACK be taken for the next frame's."""
    slow = replace(_profile(), line=replace(URINE.line, baud=300))
    sender = Link(slow)
    sender.send(ORDER, 0.0)
    (first,) = said(sender.receive(ACK, 0.0))
    sender.receive(b"?", 0.1)
    on_line_at = len(first) * 11 / 300
    assert on_line_at > 1.1
    assert said(sender.tick(on_line_at + GARBLED_S - 0.01)) == []
    assert said(sender.tick(on_line_at + GARBLED_S)) == [first]


def test_a_reply_that_follows_other_characters_is_the_reply() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.receive(ACK, 0.0)
    assert said(sender.receive(b"\xff" + ACK, 0.1))[0][:2] == b"\x022"
    assert said(sender.tick(3.0)) == []


def test_nak_to_an_enquiry_is_a_pause_of_ten_seconds() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    assert said(sender.receive(NAK, 1.0)) == []
    assert sender.state is State.NEUTRAL
    assert said(sender.tick(10.9)) == []
    assert said(sender.tick(11.0)) == [ENQ]


def test_a_busy_reader_may_still_send() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.receive(NAK, 1.0)
    assert replies(play(sender, [ENQ, *RESULT, EOT], 2.0)) == "A" * 6
    assert said(sender.tick(10.9)) == []
    assert said(sender.tick(11.0)) == [ENQ]


def test_replies_to_an_enquiry_other_than_three_are_ignored() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    assert said(sender.receive(EOT + b"\x02?\n", 0.1)) == []
    assert sender.state is State.BIDDING
    assert said(sender.receive(ACK, 0.2))[0][:3] == b"\x021H"


def test_an_interrupt_before_the_last_frame_ends_the_session_and_the_message_is_sent_whole_later() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.receive(ACK, 0.0)
    sender.receive(ACK, 0.0)
    assert said(sender.receive(EOT, 1.0)) == [EOT]
    assert said(sender.tick(15.9)) == []
    assert said(sender.tick(16.0)) == [ENQ]
    assert said(sender.receive(ACK, 16.0))[0][:3] == b"\x021H"


def test_after_an_interrupt_the_pause_ends_when_the_other_side_has_sent() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.receive(ACK, 0.0)
    sender.receive(EOT, 1.0)
    assert replies(play(sender, [ENQ, *RESULT, EOT], 2.0)) == "A" * 6
    assert said(sender.tick(2.5)) == [ENQ]


def test_an_interrupt_in_answer_to_the_last_frame_is_an_acceptance() -> None:
    sender = link(frame_text=1000, packing="message")
    sender.send(ORDER, 0.0)
    sender.receive(ACK, 0.0)
    events = sender.receive(EOT, 1.0)
    assert said(events) == [EOT]
    assert outcome(events) == [CommandDone(1)]
    sender.send(ORDER, 1.0)
    assert said(sender.tick(15.9)) == []
    assert said(sender.tick(16.0)) == [ENQ]


# -- contention, and who goes first


def test_the_enquiry_that_crosses_ours_is_not_answered_and_the_next_is() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    assert said(sender.receive(ENQ, 0.1)) == []
    events = play(sender, [ENQ, *RESULT, EOT], 1.2)
    assert replies(events) == "A" * 6
    assert said(sender.tick(1.7)) == [ENQ]


def test_after_contention_the_station_waits_twenty_seconds_for_an_enquiry() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.receive(ENQ, 0.1)
    assert said(sender.tick(20.0)) == []
    assert said(sender.tick(20.1)) == [ENQ]


def test_the_side_with_priority_bids_again_after_one_second() -> None:
    sender = link(priority="station")
    sender.send(ORDER, 0.0)
    assert said(sender.receive(ENQ, 0.1)) == []
    assert said(sender.tick(1.0)) == []
    assert said(sender.tick(1.1)) == [ENQ]


def test_what_arrives_goes_first_and_the_command_follows() -> None:
    sender = link()
    sender.receive(ENQ, 0.0)
    assert said(sender.send(ORDER, 0.1)) == []
    events = play(sender, [*RESULT, EOT], 1.0)
    assert replies(events) == "A" * 5
    assert outcome(events) == []
    assert said(sender.tick(1.4)) == []
    assert said(sender.tick(1.5)) == [ENQ]


def test_a_reader_with_one_more_result_sends_it_before_the_command_goes_out() -> None:
    sender = link()
    sender.receive(ENQ, 0.0)
    sender.send(ORDER, 0.1)
    play(sender, [*RESULT, EOT], 1.0)
    assert replies(play(sender, [ENQ, *RESULT, EOT], 1.4)) == "A" * 6
    assert said(sender.tick(1.9)) == [ENQ]


def test_a_command_that_cannot_be_sent_for_a_minute_is_refused_and_the_transfer_goes_on() -> None:
    sender = link()
    sender.receive(ENQ, 0.0)
    sender.send(ORDER, 1.0)
    events: list[Event] = []
    for second in range(10, 100, 10):
        events += sender.receive(
            frame(second // 10, b"H|\\^&\r" if second == 10 else b"C|1\r"), float(second)
        )
    assert outcome(events) == [CommandRefused(1, "busy")]
    assert replies(events) == "A" * 9
    assert sender.state is State.TRANSFER


def test_commands_are_sent_in_their_order_each_in_its_session() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.send(CancelOrder(2, "U-9"), 0.0)
    events: list[Event] = []
    now = 0.0
    for _ in range(30):
        now += 0.5
        events += sender.receive(ACK, now) if sender.state is not State.NEUTRAL else sender.tick(now)
    assert outcome(events) == [CommandDone(1), CommandDone(2)]


def test_only_so_many_commands_wait() -> None:
    sender = link()
    sender.receive(ENQ, 0.0)
    for number in range(MOST_WAITING):
        assert sender.send(CancelOrder(number, "U-1"), 0.0) == []
    assert sender.send(CancelOrder(99, "U-1"), 0.0) == [CommandRefused(99, "busy")]


def test_a_lost_line_refuses_what_waited() -> None:
    sender = link()
    sender.send(ORDER, 0.0)
    sender.send(CancelOrder(2, "U-9"), 0.0)
    assert outcome(sender.disconnected(1.0)) == [
        CommandRefused(1, "disconnected"),
        CommandRefused(2, "disconnected"),
    ]
    assert (sender.state, sender.next_deadline) == (State.NEUTRAL, None)


# -- what a profile allows


@pytest.mark.parametrize(
    ("command", "can", "reason"),
    [
        (ORDER, frozenset(), "not_supported"),
        (ORDER, frozenset({"cancel"}), "not_supported"),
        (CancelOrder(1, "U-1"), frozenset({"orders"}), "not_supported"),
        (AskResults(1), frozenset({"orders"}), "not_supported"),
        (SetClock(1, datetime(2026, 11, 24, tzinfo=UTC)), ALL | {"set_clock"}, "not_supported"),
        (SetOperators(1, ("014417",)), ALL | {"operators"}, "not_supported"),
        (SendOrders(1, ()), ALL, "not_allowed"),
        (SendOrders(1, (Order("U\r1"),)), ALL, "cannot_be_written"),
        (SendOrders(1, (Order(" "),)), ALL, "cannot_be_written"),
        (SendOrders(1, (Order("U-1", "\x04"),)), ALL, "cannot_be_written"),
        (CancelOrder(1, "\ud800"), ALL, "cannot_be_written"),
        (SendOrders(1, tuple(Order(f"U-{n}") for n in range(30_000))), ALL, "cannot_be_written"),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(command: Command, can: frozenset[str], reason: str) -> None:
    assert Link(_profile(can=can)).send(command, 0.0) == [CommandRefused(1, reason)]


def test_text_that_the_encoding_does_not_have_is_not_sent() -> None:
    latin = replace(_profile(), encoding="latin-1")
    assert Link(latin).send(SendOrders(1, (Order("号"),)), 0.0) == [CommandRefused(1, "cannot_be_written")]
    assert Link(latin).send(SendOrders(1, (Order("ÿ"),)), 0.0) == [CommandRefused(1, "cannot_be_written")]


def test_a_link_without_a_profile_sends_nothing() -> None:
    assert Link().send(ORDER, 0.0) == [CommandRefused(1, "not_supported")]


# -- queries


def test_a_query_is_acknowledged_told_and_answered() -> None:
    sender = link()
    events = play(sender, [ENQ, *QUERY, EOT], 0.0)
    assert replies(events) == "AAAA"
    assert QueryReceived("U-000317") in events
    assert not [event for event in events if isinstance(event, KeepRequested)]
    sender.send(ORDER, 0.1)
    assert said(sender.tick(0.5)) == [ENQ]


CLOCK = "20261124021308+0800"
HEADER = r"H|\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|"
ASKS = "Q|1|^U-000317||||||||||O"


def _clocks(*records: str, **changes: object) -> list[Event]:
    reader = Link(replace(_profile(), **changes))  # type: ignore[arg-type]
    events = play(reader, [ENQ, *one_record_a_frame([*records]), EOT])
    return [event for event in events if isinstance(event, ClockTold)]


@pytest.mark.parametrize("below", [[ASKS, "L|1|N"], ["L|1|I"], ["M|1|SELFTEST|OK", "L|1|N"]])
def test_the_header_of_a_message_without_an_order_tells_the_readers_clock(below: list[str]) -> None:
    assert _clocks(HEADER + CLOCK, *below) == [ClockTold("2026-11-24T02:13:08+08:00")]
    assert _clocks(HEADER + CLOCK[:14], *below) == [ClockTold("2026-11-24T02:13:08+08:00")]


@pytest.mark.parametrize("clock", ["", "20261324021308", "19691231235959", "soon"])
def test_a_header_without_a_time_tells_no_clock(clock: str) -> None:
    assert _clocks(HEADER + clock, ASKS, "L|1|N") == []


def test_the_header_of_a_result_is_the_readings_to_tell() -> None:
    assert _clocks(HEADER + CLOCK, "P|1", "O|1|S1", "R|1|^^^THC|NEG", "L|1|N") == []


def test_a_profile_that_finds_no_clock_in_the_header_is_told_none() -> None:
    where = {name: place for name, place in URINE.where.items() if name != "sent_at"}
    assert _clocks(HEADER + CLOCK, ASKS, "L|1|N", where=where) == []


@pytest.mark.parametrize("vector", table("lis02_queries", "query"), ids=lambda vector: str(vector["record"]))
def test_a_query_asks_about_these_specimens(vector: dict[str, object]) -> None:
    frames = one_record_a_frame([r"H|\^&", str(vector["record"]), "L|1|N"])
    events = play(link(), [ENQ, *frames, EOT])
    found = [event.specimen_no for event in events if isinstance(event, QueryReceived)]
    assert (found, len(messages(events))) == (vector["asked"], vector["kept"])


@pytest.mark.parametrize(("count", "told", "kept"), [(MOST_ASKED, MOST_ASKED, 0), (MOST_ASKED + 1, 0, 1)])
def test_a_query_about_more_specimens_than_anyone_has_is_for_a_person(
    count: int, told: int, kept: int
) -> None:
    asked = "\\".join(f"^U-{number}" for number in range(count))
    frames = one_record_a_frame([r"H|\^&", f"Q|1|{asked}||||||||||O", "L|1|N"])
    events = play(link(), [ENQ, *frames, EOT])
    assert sum(isinstance(event, QueryReceived) for event in events) == told
    assert len(messages(events)) == kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_why_a_command_is_refused_has_words(language: str) -> None:
    reasons = re.findall(r"[a-z]+(?:_[a-z]+)*(?=[,.])", str(CommandRefused.__doc__).split("``reason``:")[1])
    assert {"busy", "no_answer", "cannot_be_written"} <= set(reasons)
    assert {f"wire.reason.{reason}" for reason in reasons} <= set(catalogue(language))


def test_a_query_among_results_is_a_message_to_be_kept() -> None:
    frames = one_record_a_frame([r"H|\^&", "O|1|S1", "R|1|^^^THC|NEG", "Q|1|^S2", "L|1|N"])
    assert len(messages(play(link(), [ENQ, *frames, EOT]))) == 1


def test_a_reader_that_may_ask_but_takes_no_orders_is_answered_all_the_same() -> None:
    sender = Link(_profile(can=frozenset({"query"})))
    assert sender.send(ORDER, 0.0) == [CommandRefused(1, "not_supported")]
    play(sender, [ENQ, *QUERY, EOT], 0.0)
    assert sender.send(ORDER, 0.1) == []
    assert sender.send(ORDER, 0.1) == [CommandRefused(1, "not_supported")]


def test_what_was_asked_on_a_line_that_is_gone_needs_no_answer() -> None:
    sender = Link(_profile(can=frozenset({"query"})))
    play(sender, [ENQ, *QUERY, EOT], 0.0)
    sender.disconnected(0.1)
    assert sender.send(ORDER, 0.2) == [CommandRefused(1, "not_supported")]


def test_a_query_that_is_taken_back_needs_no_answer() -> None:
    sender = Link(_profile(can=frozenset({"query"})))
    play(sender, [ENQ, *QUERY, EOT], 0.0)
    taken_back = one_record_a_frame([r"H|\^&", "Q|1|^U-000317||||||||||A", "L|1|N"])
    assert not [e for e in play(sender, [ENQ, *taken_back, EOT], 1.0) if isinstance(e, QueryReceived)]
    assert sender.send(ORDER, 1.1) == [CommandRefused(1, "not_supported")]


# -- asking the reader to stop, and turning it away


def test_a_reader_is_asked_to_stop_only_after_its_message_is_kept_and_only_when_the_line_is_wanted() -> None:
    sender = link(interrupt=True)
    sender.receive(ENQ, 0.0)
    events = play(sender, RESULT, 0.0, keep=False)
    sender.send(ORDER, 0.1)
    assert replies(events) == "AAAA"
    assert sender.kept(0.2) == [Transmission("EOT", EOT)]
    assert replies(sender.receive(RESULT[-1], 0.3)) == "A"
    sender.receive(EOT, 0.4)
    assert said(sender.tick(0.9)) == [ENQ]


def test_a_reader_that_has_gone_on_is_not_asked_to_stop() -> None:
    sender = link(interrupt=True)
    sender.receive(ENQ, 0.0)
    play(sender, RESULT, 0.0, keep=False)
    sender.send(ORDER, 0.1)
    sender.receive(EOT, 1.0)
    assert said(sender.kept(2.0)) == []
    assert said(sender.tick(2.5)) == [ENQ]


@pytest.mark.parametrize(("interrupt", "waits"), [(False, True), (True, False)])
def test_otherwise_the_last_frame_is_acknowledged(interrupt: bool, waits: bool) -> None:
    sender = link(interrupt=interrupt)
    sender.receive(ENQ, 0.0)
    play(sender, RESULT, 0.0, keep=False)
    if waits:
        sender.send(ORDER, 0.1)
    assert sender.kept(0.2) == [LinkReply("ACK", 5)]


def _overdue() -> Link:
    """Asked to keep, not answered in time; the reader has given up."""
    receiver = link()
    play(receiver, [ENQ, *RESULT], 0.0, keep=False)
    assert replies(receiver.tick(KEEP_S)) == "N"
    receiver.receive(EOT, 9.0)
    return receiver


def test_while_the_station_is_still_at_work_on_a_message_an_enquiry_is_turned_away() -> None:
    receiver = _overdue()
    assert receiver.receive(ENQ, 10.0) == [LinkReply("NAK")]
    assert receiver.kept(11.0, token=1) == []
    assert replies(play(receiver, [ENQ, *RESULT, EOT], 20.0)) == "A" * 6


def test_a_station_that_never_answers_for_a_message_does_not_stay_busy() -> None:
    receiver = _overdue()
    assert receiver.receive(ENQ, BUSY_S - 0.1) == [LinkReply("NAK")]
    assert replies(receiver.receive(ENQ, BUSY_S)) == "A"


def test_a_message_that_could_not_be_kept_does_not_make_the_station_busy() -> None:
    receiver = link()
    play(receiver, [ENQ, *RESULT], 0.0, keep=False)
    receiver.not_kept(1.0)
    assert replies(play(receiver, [EOT, ENQ, *RESULT, EOT], 1.0)) == "A" * 6
