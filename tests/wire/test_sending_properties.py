"""Whatever comes back while the station sends: the same events in any cut, an end to every command, and text
that comes out as it went in."""

from hypothesis import given
from hypothesis import strategies as st

from drivers.commands import CancelOrder, Command, Order, SendOrders
from drivers.events import CommandDone, CommandRefused, Event, Message, QueryReceived
from drivers.lis.delimiters import Delimiters, escape, unescape
from drivers.lis.link import Link
from drivers.lis.query import asked
from drivers.lis.records import decode
from drivers.lis.settings import LisSettings
from drivers.lis.timers import COMMAND_S
from tests.wire.sender import ENQ, EOT, messages, play
from tests.wire.test_chunking import _PIECES
from tests.wire.test_sending import ACK, NAK, ORDER, carried, link, outcome
from tests.wire.vectors import one_record_a_frame

REPLIES = st.one_of(
    st.sampled_from([ACK, ACK, ACK, ACK * 3, NAK, EOT, ENQ, b"\x02", b"\xff", EOT + ENQ, ACK + EOT]),
    _PIECES,
)
MARKS = st.lists(
    st.characters(min_codepoint=33, max_codepoint=126).filter(lambda mark: not mark.isalnum()),
    min_size=4,
    max_size=4,
    unique=True,
).map(lambda four: Delimiters._make([*four, "utf-8"]))


@given(st.lists(REPLIES, max_size=20), st.data())
def test_any_replies_in_any_cut_give_the_same_events(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cut = data.draw(st.integers(0, len(stream)))
    ways = [[stream], [bytes([byte]) for byte in stream], [stream[:cut], stream[cut:]]]
    found = []
    for chunks in ways:
        sender = link()
        began = sender.send(ORDER, 0.0)
        found.append([*began, *play(sender, chunks, 0.0)])
    assert found[0] == found[1] == found[2]


@given(st.lists(st.tuples(REPLIES, st.floats(0, 20)), max_size=30), st.integers(1, 5))
def test_every_command_ends_whatever_comes_back(pieces: list[tuple[bytes, float]], commands: int) -> None:
    sender, now = link(), 0.0
    events: list[Event] = []
    for number in range(commands):
        events += sender.send(CancelOrder(number, f"U-{number}"), now)
    for data, wait in pieces:
        now += wait
        events += play(sender, [data], now)
        assert sender.next_deadline is None or sender.next_deadline > now
    while (due := sender.next_deadline) is not None:
        assert due < now + 2 * COMMAND_S
        events += sender.tick(due)
    ended = [event.id for event in events if isinstance(event, CommandDone | CommandRefused)]
    assert sorted(ended) == list(range(commands))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1), MARKS)
def test_any_text_comes_back_from_its_escapes_and_holds_no_delimiter(text: str, marks: Delimiters) -> None:
    written = escape(text, marks)
    assert unescape(written, marks) == text
    assert not {marks.field, marks.repeat, marks.component} & set(written)


@given(
    st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), min_size=1, max_size=30),
    st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), min_size=1, max_size=30),
    st.integers(1, 50),
    st.sampled_from(["record", "message"]),
)
def test_any_code_that_is_sent_is_read_as_it_was_meant(
    specimen: str, panel: str, frame_text: int, packing: str
) -> None:
    frames = carried(
        link(frame_text=frame_text, packing=packing), SendOrders(1, (Order(specimen, panel, specimen),))
    )
    (message,) = messages(play(Link(), [ENQ, *frames, EOT]))
    _, patient, order, _ = decode(message.text, "gb18030")
    assert (order.value(3), order.value(5, 4), patient.value(3)) == (specimen, panel, specimen)


@given(st.text(st.characters(codec="gb18030"), max_size=20), st.sampled_from(["order", "cancel"]))
def test_any_text_at_all_is_sent_or_refused_at_once(text: str, what: str) -> None:
    command: Command = SendOrders(1, (Order(text, text, text),)) if what == "order" else CancelOrder(1, text)
    ended = outcome(link().send(command, 0.0))
    assert ended in ([], [CommandRefused(1, "cannot_be_written")])


@given(st.binary(max_size=60))
def test_any_query_is_told_or_kept_or_a_named_error(noise: bytes) -> None:
    text = b"H|\\^&\rQ|1|" + noise + b"\rL|1|N\r"
    numbers = asked(Message(b"", text), "gb18030", LisSettings())
    if numbers:
        records = decode(text, "gb18030")
        assert {record.letter for record in records} <= set("HQPCMZL")
        assert all(len(number) <= len(noise) for number in numbers)


def test_one_flipped_bit_of_a_query_never_asks_about_another_specimen() -> None:
    frames = one_record_a_frame([r"H|\^&", "Q|1|^U-000317||||||||||O", "L|1|N"])
    stream = b"".join([ENQ, *frames, EOT])
    for bit in range(8 * len(stream)):
        damaged = bytearray(stream)
        damaged[bit // 8] ^= 1 << bit % 8
        told = [event for event in play(link(), [bytes(damaged)]) if isinstance(event, QueryReceived)]
        assert told in ([], [QueryReceived("U-000317")])
