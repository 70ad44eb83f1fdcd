import pytest

from simulator.line import Line
from simulator.steps import Burst, Cut, Happening, Restart, Send, SlowHost, Wait


class Wire:
    def __init__(self, room: int = 10_000) -> None:
        self.out = bytearray()
        self.room = room
        self.cuts: list[tuple[float | None, float]] = []

    def write(self, data: bytes) -> int:
        taken = min(len(data), self.room)
        self.out += data[:taken]
        self.room -= taken
        return taken

    def happen(self, what: Happening, now: float) -> None:
        assert not isinstance(what, SlowHost)
        self.cuts.append((what.seconds, now))


def line(wire: Wire, baud: int = 9600) -> Line:
    return Line(baud, wire.write, wire.happen)


def test_960_bytes_take_a_second_at_9600_baud() -> None:
    wire = Wire()
    slow = line(wire)
    slow.put([Send(b"x" * 960)], 5.0)
    slow.process(5.0)
    assert len(wire.out) == 0
    slow.process(5.5)
    assert len(wire.out) == 480
    slow.process(5.999)
    assert len(wire.out) < 960
    slow.process(6.0)
    assert len(wire.out) == 960
    assert slow.next_deadline is None


def test_what_is_put_later_waits_for_what_is_on_the_line() -> None:
    wire = Wire()
    slow = line(wire)
    slow.put([Send(b"a" * 96)], 0.0)
    slow.put([Send(b"b" * 96)], 0.01)
    slow.process(0.1)
    assert bytes(wire.out) == b"a" * 96
    slow.process(0.2)
    assert bytes(wire.out) == b"a" * 96 + b"b" * 96


def test_following_the_deadlines_brings_out_every_byte_in_few_steps() -> None:
    wire = Wire()
    slow = line(wire)
    slow.put([Send(b"x" * 960)], 0.0)
    steps = 0
    now = 0.0
    while (due := slow.next_deadline) is not None:
        assert due > now
        now = due
        slow.process(now)
        steps += 1
    assert now == pytest.approx(1.0)
    assert len(wire.out) == 960
    assert steps < 150


def test_a_wait_holds_back_what_comes_behind_it() -> None:
    wire = Wire()
    fast = line(wire, baud=0)
    fast.put([Send(b"a"), Wait(3.0), Send(b"b")], 1.0)
    fast.process(1.0)
    assert bytes(wire.out) == b"a"
    assert fast.next_deadline == 4.0
    fast.process(4.0)
    assert bytes(wire.out) == b"ab"


def test_a_cut_loses_what_comes_behind_it() -> None:
    wire = Wire()
    fast = line(wire, baud=0)
    fast.put([Send(b"a"), Cut(1.5), Send(b"b")], 0.0)
    fast.process(0.25)
    assert bytes(wire.out) == b"a"
    assert wire.cuts == [(1.5, 0.25)]
    assert fast.next_deadline is None


def test_a_host_that_does_not_read_is_tried_again_without_losing_a_byte() -> None:
    wire = Wire(room=3)
    fast = line(wire, baud=0)
    fast.put([Send(b"abcdef")], 0.0)
    fast.process(0.0)
    assert bytes(wire.out) == b"abc"
    assert fast.next_deadline == pytest.approx(0.02)
    wire.room = 10
    fast.process(0.02)
    assert bytes(wire.out) == b"abcdef"


def test_a_burst_comes_whole_when_its_last_byte_is_due() -> None:
    wire = Wire()
    slow = line(wire)
    slow.put([Burst(b"x" * 96)], 0.0)
    assert slow.next_deadline == pytest.approx(0.1)
    slow.process(0.099)
    assert len(wire.out) == 0
    slow.process(0.1)
    assert len(wire.out) == 96


def test_a_restart_clears_the_line() -> None:
    wire = Wire()
    slow = line(wire)
    slow.put([Send(b"ab"), Restart(2.0), Send(b"cd")], 0.0)
    slow.process(1.0)
    slow.process(2.0)
    assert bytes(wire.out) == b"ab"
    assert wire.cuts == [(2.0, 1.0)]
