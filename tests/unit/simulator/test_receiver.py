"""A reader that takes orders, fed with frames made by hand: LIS01-A2 6.3 to 6.5 from the receiving side."""

import pytest

from simulator.devices.data import load
from simulator.devices.saliva_swab import WORDING
from simulator.wire.receiver import RECEIVE_S, Receiver
from simulator.wire.records import Heard
from tests.unit.simulator.clock import HandClock
from tests.unit.simulator.table import Table

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"


def frame(number: int, text: bytes, end: bytes = b"\x03") -> bytes:
    body = b"%d" % number + text + end
    return b"\x02" + body + b"%02X\r\n" % (sum(body) % 256)


def say(receiver: Receiver, data: bytes, now: float = 0.0) -> bytes:
    return b"".join(receiver.take(data[place : place + 1], now) for place in range(len(data)))


def listening() -> Receiver:
    receiver = Receiver()
    receiver.begin(0.0)
    return receiver


HEADER, ORDER, END = b"H|\\^&|||STATION\r", b"P|1\rO|1|U-1||^^^DOA17|R||||||N\r", b"L|1|N\r"


def test_a_message_in_three_frames_is_taken_when_its_terminator_is_in() -> None:
    receiver = listening()
    assert [say(receiver, frame(1, HEADER)), say(receiver, frame(2, ORDER))] == [ACK, ACK]
    assert receiver.messages() == []
    assert say(receiver, frame(3, END)) == ACK
    assert receiver.messages() == [HEADER + ORDER + END]
    say(receiver, EOT)
    assert not receiver.open


@pytest.mark.parametrize(
    "damaged",
    [
        frame(1, HEADER).replace(b"STATION", b"STATIOM"),
        frame(2, HEADER),
        frame(1, HEADER)[:-2] + b"\n",
        b"\x02\x03\r\n",
        b"\x02\n",
        b"x",
    ],
)
def test_what_is_damaged_or_out_of_order_is_refused_and_not_taken(damaged: bytes) -> None:
    receiver = listening()
    assert say(receiver, damaged)[-1:] == NAK
    assert say(receiver, frame(1, HEADER)) == ACK
    assert say(receiver, frame(2, END)) == ACK
    assert receiver.messages() == [HEADER + END]


def test_a_repeated_frame_is_acknowledged_and_taken_once() -> None:
    receiver = listening()
    for _ in range(2):
        assert say(receiver, frame(1, HEADER)) == ACK
    say(receiver, frame(2, END))
    assert receiver.messages() == [HEADER + END]


def test_a_terminator_that_goes_on_in_the_next_frame_is_waited_for() -> None:
    receiver = listening()
    say(receiver, frame(1, HEADER + b"L|1", b"\x17"))
    assert receiver.messages() == []
    say(receiver, frame(2, b"|N\r"))
    assert receiver.messages() == [HEADER + END]


def test_half_a_message_is_forgotten_with_the_session() -> None:
    receiver = listening()
    say(receiver, frame(1, HEADER))
    say(receiver, EOT)
    receiver.begin(1.0)
    say(receiver, frame(1, END))
    assert receiver.messages() == [END]
    assert receiver.deadline == RECEIVE_S


def test_a_record_is_taken_apart_by_the_delimiters_of_its_own_header() -> None:
    heard = Heard(b"H*~!?***STATION\rO*1*a?F?b?S?c!x~y**!!!P!q\r", "ascii")
    (order,) = heard.of("O")
    assert order.value(3) == "a*b!c"
    assert (order.value(5, 4), order.value(9), order.value(5, 9)) == ("P", "", "")


def told(table: Table, event: str) -> list[dict[str, object]]:
    return [news for news in table.news.told if news["event"] == event]


def takes_orders(*oddities: str) -> Table:
    table = Table(
        story={"ways": {"urine-cup": {"oddities": ["takes_orders", *oddities]}}}, strips={"AMP": "500"}
    )
    table.host_opens()
    table.run(1)
    return table


def send(table: Table, *units: bytes) -> list[bytes]:
    """What the reader answers to each."""
    answers = []
    for unit in units:
        table.end.from_host += unit
        table.rig.process(table.clock.now)
        answers.append(bytes(table.end.to_host))
        table.end.to_host.clear()
    return answers


def test_a_reader_without_the_option_refuses_the_line() -> None:
    table = Table()
    table.host_opens()
    table.run(1)
    assert send(table, ENQ) == [NAK]


def test_an_order_is_put_in_the_list_and_taken_out_again() -> None:
    table = takes_orders()
    assert send(table, ENQ, frame(1, HEADER), frame(2, ORDER), frame(3, END), EOT) == [ACK] * 4 + [b""]
    assert told(table, "ordered") == [
        {"event": "ordered", "specimen_no": "U-1", "panel": "DOA17", "answer": False}
    ]
    cancel = ORDER.replace(b"|N\r", b"|C\r")
    send(table, ENQ, frame(1, HEADER), frame(2, cancel), frame(3, END), EOT)
    assert told(table, "order_cancelled")[0]["known"] is True


def test_a_cup_without_an_order_is_asked_for_in_the_words_of_the_page() -> None:
    table = takes_orders("asks")
    table.do(do="insert", specimen_no="U-000317")
    table.run(1)
    records = [unit[2:-5] for unit in table.host.frames]
    assert records[1:] == [b"Q|1|^U-000317||||||||||O\r", b"L|1|N\r"]
    assert records[0].startswith(b"H|\\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|")


def test_a_question_that_finds_nothing_is_answered_with_nothing_found() -> None:
    table = takes_orders()
    question = b"Q|1|ALL||ALL|R|20261124020000||||||R\r"
    send(table, ENQ, frame(1, HEADER), frame(2, question), frame(3, END))
    table.end.from_host += EOT
    table.run(1)
    assert [unit[2:-5] for unit in table.host.frames][1:] == [b"L|1|I\r"]


def test_a_time_that_cannot_be_read_finds_nothing() -> None:
    table = takes_orders()
    send(table, ENQ, frame(1, HEADER), frame(2, b"Q|1|ALL||ALL|R|yesterday||||||R\r"), frame(3, END), EOT)
    assert told(table, "asked_for_results")[0]["found"] == 0


def test_the_saliva_reader_words_a_message_with_its_own_signs_in_packed_frames() -> None:
    (packed,) = WORDING.message(load("saliva-swab"), HandClock().utc(), "L|1|I")
    assert packed.startswith(b"\x021H|~^\\|||DEMO^SWAB-7^2.0^S7-0042|||||||P|LIS2-A2|")
    assert packed[-12:-4] == b"\rL|1|I\r\x03"
