"""The link of the readers that only print, alone and on a cable in memory."""

from typing import Any

import pytest

from simulator.wire.link import Why
from simulator.wire.printer import Answers, Printer
from tests.unit.simulator.table import Table
from tests.wire import vectors

ANSWERS = Answers(lambda block: b"\x06" + block[:1], b"\x15")


def answered() -> Printer:
    return Printer(byte_time_s=0.0, answers=ANSWERS)


def out(link: Printer) -> list[bytes]:
    return [unit.data for unit in link.units()]


def test_a_reader_without_answers_has_sent_when_the_last_byte_is_out() -> None:
    link = Printer(byte_time_s=0.1, pause_s=0.5)
    link.offer([b"one", b"three"], 0.0)
    assert out(link) == [b"one"]
    assert link.next_deadline == pytest.approx(0.8)
    link.tick(0.8)
    assert out(link) == [b"three"]
    assert link.endings() == []
    link.tick(1.31)
    assert link.endings() == [Why.DELIVERED]


def test_only_the_right_answer_counts_in_any_pieces() -> None:
    link = answered()
    link.offer([b"A1", b"B2"], 0.0)
    link.receive(b"\x00\x06", 0.1)
    link.receive(b"A", 0.2)
    assert out(link) == [b"A1", b"B2"]
    link.receive(b"\x06A", 0.3)
    assert link.endings() == []
    link.receive(b"\x06B", 0.4)
    assert link.endings() == [Why.DELIVERED]


def test_a_block_goes_out_three_times_and_is_then_given_up() -> None:
    link = answered()
    link.offer([b"A1"], 0.0)
    link.tick(8.0)
    link.tick(16.0)
    assert out(link) == [b"A1"] * 3
    link.tick(24.0)
    assert link.endings() == [Why.GIVEN_UP]
    assert link.next_deadline is None


def test_a_refused_block_goes_out_again_at_once_and_three_times_in_all() -> None:
    link = answered()
    link.offer([b"A1"], 0.0)
    for moment in (1.0, 2.0, 3.0):
        link.receive(b"\x15", moment)
    assert out(link) == [b"A1"] * 3
    assert link.endings() == [Why.GIVEN_UP]


def test_an_answer_before_the_block_is_out_belongs_to_something_older() -> None:
    link = Printer(byte_time_s=1.0, answers=ANSWERS)
    link.offer([b"A1"], 0.0)
    link.receive(b"\x06A", 1.0)
    assert link.endings() == []
    link.receive(b"\x06A", 2.0)
    assert link.endings() == [Why.DELIVERED]


class Ear:
    """A host that listens, and says what it is told to say to each block."""

    def __init__(self, table: Table, *answers: bytes) -> None:
        self.heard = b""
        self._table = table
        self._answers = list(answers)

    def serve(self) -> bool:
        if not self._table.end.to_host:
            return False
        self.heard += self._table.end.to_host
        self._table.end.to_host.clear()
        if self._answers and self.heard.endswith(b"\x04"):
            self._table.end.from_host += self._answers.pop(0)
        return True


def on_the_table(device: str, *answers: bytes, **options: Any) -> tuple[Table, Ear]:
    table = Table(device, **options)
    ear = Ear(table, *answers)
    table.host.serve = ear.serve  # type: ignore[method-assign]
    table.host_opens()
    return table, ear


def test_a_kept_answer_carries_the_blocks_letter_and_the_next_block_takes_the_next_letter() -> None:
    table, ear = on_the_table("cassette-soh", b"\x06 A", b"\x06 B")
    table.run(30)
    for number in ("S-1", "S-2"):
        table.do(do="insert", specimen_no=number)
        table.run(250)
    assert [piece[:2] for piece in ear.heard.split(b"\x01")[1:]] == [b"AD", b"BD"]
    assert table.news.names.count("sent") == 2


def test_a_refused_block_keeps_its_letter_and_a_power_cut_starts_at_a_again() -> None:
    table, ear = on_the_table("cassette-soh", b"\x15", b"\x06 A", b"\x06 A")
    table.run(30)
    table.do(do="insert", specimen_no="S-1")
    table.run(250)
    table.do(do="switch_off")
    table.do(do="switch_on")
    table.run(30)
    table.do(do="send_last")
    table.run(5)
    assert [piece[:1] for piece in ear.heard.split(b"\x01")[1:]] == [b"A", b"A", b"A"]


def test_a_result_nobody_answers_is_given_up_kept_and_sent_when_asked_for() -> None:
    table, ear = on_the_table("cassette-soh", b"", b"", b"", b"\x06 B")
    table.run(30)
    table.do(do="insert", specimen_no="S-1")
    table.run(400)
    assert ear.heard.count(b"\x01") == 3
    assert table.news.last("given_up")["specimen_no"] == "S-1"
    assert table.rig.farewell() == {"unsent": 1}
    table.do(do="send_last")
    table.run(1)
    assert table.rig.farewell() == {"unsent": 0}


def test_who_does_not_listen_misses_what_a_printer_prints() -> None:
    table = Table("lines-printer")
    table.do(do="insert", specimen_no="U-1")
    table.run(310)
    assert table.news.last("sent")["specimen_no"] == "U-1"
    table, ear = on_the_table("lines-printer")
    table.do(do="insert", specimen_no="U-2")
    table.run(310)
    assert ear.heard.startswith(b"\x02LINE READER LR-3\r\n")
    assert ear.heard.endswith(b"\x03")


def test_bytes_that_get_lost_leave_a_hole_and_nobody_sends_them_again() -> None:
    story = {"test": [{"specimen_no": "U-1", "faults": [{"kind": "drop", "at_byte": 20, "count": 9}]}]}
    table, ear = on_the_table("lines-printer", story=story)
    table.do(do="insert", specimen_no="U-1")
    table.run(310)
    assert b"S/N 31-0009" not in ear.heard
    assert ear.heard.endswith(b"\x03")


def test_a_slip_comes_line_by_line_with_the_pauses_of_a_print_head() -> None:
    table, ear = on_the_table("slip-gap")
    table.do(do="insert", specimen_no="S-000815", operator="李珅", positive=["MET"])
    table.run(306)
    lines = 7 + 7 + 1
    assert 0 < ear.heard.count(b"\n") < lines
    table.run(5)
    assert ear.heard.count(b"\n") == lines
    assert vectors.wire("甲基苯丙胺(MET):阳性(+)<CR><LF>", "gb18030") in ear.heard


def test_some_greet_whoever_opens_the_line() -> None:
    story = {"ways": {"swab-text": {"oddities": ["banner"]}}}
    table, ear = on_the_table("swab-text", story=story)
    table.run(1)
    assert ear.heard == b"READY\r\n"
