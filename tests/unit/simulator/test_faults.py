"""Bad cables, each fault alone, on a transmission of two known frames."""

import pytest

from simulator.dice import Dice
from simulator.faults import Fault, FaultyCable, Kind
from simulator.steps import Burst, Cut, Restart, Send, Step, Wait
from simulator.wire.link import Unit

ENQ, EOT = b"\x05", b"\x04"
FIRST, LAST = b"\x021AAAA\r\x0345\r\n", b"\x022L|1|N\r\x0305\r\n"


def transmission(*faults: Fault, seed: int = 1, number: int = 1, name: str = "U-1") -> list[Step]:
    cable = FaultyCable(Dice(seed), overhead=2)
    cable.begin(name, faults, [FIRST, LAST], number)
    units = [Unit(ENQ), Unit(FIRST, 1), Unit(LAST, 2), Unit(EOT)]
    return [step for unit in units for step in cable.outbound(unit, 0.0)]


def line(steps: list[Step]) -> bytes:
    return b"".join(step.data for step in steps if isinstance(step, Send))


def test_a_good_cable_changes_nothing() -> None:
    assert line(transmission()) == ENQ + FIRST + LAST + EOT


def test_offsets_count_from_the_enq() -> None:
    assert line(transmission(Fault(Kind.DROP, at_byte=0))) == FIRST + LAST + EOT
    assert line(transmission(Fault(Kind.DROP, at_byte=1, count=3))) == ENQ + FIRST[3:] + LAST + EOT


def test_offsets_of_a_frame_count_from_its_stx() -> None:
    flipped = line(transmission(Fault(Kind.FLIP, frame=2, at_byte=2, bit=0)))
    assert flipped == ENQ + FIRST + b"\x022M|1|N\r\x0305\r\n" + EOT


def test_a_frame_that_is_resent_goes_through_unless_every_try_is_to_fail() -> None:
    cable = FaultyCable(Dice(1), overhead=2)
    cable.begin("U-1", [Fault(Kind.DROP, frame=1, at_byte=0)], [FIRST, LAST], 1)
    assert cable.outbound(Unit(FIRST, 1, attempt=1), 0.0) == [Send(FIRST[1:])]
    assert cable.outbound(Unit(FIRST, 1, attempt=2), 0.0) == [Send(FIRST)]
    cable.begin("U-1", [Fault(Kind.DROP, frame=1, at_byte=0, every_try=True)], [FIRST, LAST], 1)
    assert cable.outbound(Unit(FIRST, 1, attempt=6), 0.0) == [Send(FIRST[1:])]


def test_a_fault_of_the_first_transmission_spares_the_second() -> None:
    assert line(transmission(Fault(Kind.DROP, at_byte=0), number=2)) == ENQ + FIRST + LAST + EOT
    assert line(transmission(Fault(Kind.DROP, at_byte=0, transmission=0), number=2)) == FIRST + LAST + EOT


def test_bytes_can_come_twice_and_noise_between_frames() -> None:
    assert line(transmission(Fault(Kind.REPEAT, at_byte=0))) == ENQ + ENQ + FIRST + LAST + EOT
    noisy = line(transmission(Fault(Kind.NOISE, frame=2, at_byte=0, noise=b"\x00\xff")))
    assert noisy == ENQ + FIRST + b"\x00\xff" + LAST + EOT


def test_a_split_and_a_stall_hold_the_line_before_their_byte() -> None:
    steps = transmission(Fault(Kind.STALL, frame=1, at_byte=4, for_seconds=9.0))
    assert steps[1:4] == [Send(FIRST[:4]), Wait(9.0), Send(FIRST[4:])]
    split = transmission(Fault(Kind.SPLIT, frame=1, at_byte=4))
    assert isinstance(split[2], Wait)
    assert split[2].seconds < 0.1


def test_a_cable_comes_out_after_so_many_bytes() -> None:
    steps = transmission(Fault(Kind.CABLE_OUT, at_byte=5, for_seconds=1.5))
    cut = steps.index(Cut(1.5))
    assert line(steps[:cut]) == (ENQ + FIRST)[:5]


def test_half_a_frame_and_then_silence_lasts_to_the_end_of_the_transmission() -> None:
    assert line(transmission(Fault(Kind.SILENCE, frame=1, at_byte=5))) == ENQ + FIRST[:5]


def test_a_silence_of_some_seconds_ends() -> None:
    cable = FaultyCable(Dice(1), overhead=2)
    cable.begin("U-1", [Fault(Kind.SILENCE, frame=1, at_byte=5, for_seconds=4.0)], [FIRST, LAST], 1)
    assert cable.outbound(Unit(FIRST, 1), 0.0) == [Send(FIRST[:5])]
    assert cable.outbound(Unit(EOT), 3.9) == []
    assert cable.outbound(Unit(ENQ), 4.0) == [Send(ENQ)]


def test_the_eot_the_last_frame_and_any_frame_can_be_lost_whole() -> None:
    assert line(transmission(Fault(Kind.NO_EOT))) == ENQ + FIRST + LAST
    assert line(transmission(Fault(Kind.NO_L))) == ENQ + FIRST + EOT
    assert line(transmission(Fault(Kind.LOSE_FRAME, frame=1))) == ENQ + LAST + EOT


def test_a_frame_can_come_twice() -> None:
    assert line(transmission(Fault(Kind.REPEAT_FRAME, frame=1))) == ENQ + FIRST + FIRST + LAST + EOT


def test_a_reply_can_be_lost_on_its_way_back() -> None:
    cable = FaultyCable(Dice(1), overhead=2)
    cable.begin("U-1", [Fault(Kind.LOSE_REPLY)], [FIRST, LAST], 1)
    cable.outbound(Unit(FIRST, 1), 0.0)
    assert cable.inbound(b"\x06", 0.0) == b"\x06"
    cable.outbound(Unit(LAST, 2), 0.0)
    assert cable.inbound(b"\x06", 0.0) == b""
    cable.outbound(Unit(EOT), 15.0)
    assert cable.inbound(b"\x15", 15.0) == b"\x15"


@pytest.mark.parametrize("kind", [Kind.FLIP, Kind.DROP, Kind.REPEAT, Kind.NOISE])
def test_chances_are_the_same_for_the_same_seed_and_others_for_another(kind: Kind) -> None:
    fault = Fault(kind, chance=0.2)
    once = line(transmission(fault, seed=7))
    assert once == line(transmission(fault, seed=7))
    assert once != ENQ + FIRST + LAST + EOT
    assert once != line(transmission(fault, seed=8))
    assert once != line(transmission(fault, seed=7, name="U-2"))


def test_a_place_left_to_chance_is_always_the_same_one_for_a_seed() -> None:
    fault = Fault(Kind.DROP, anywhere=True)
    once = line(transmission(fault, seed=3))
    assert len(once) == len(ENQ + FIRST + LAST + EOT) - 1
    assert once == line(transmission(fault, seed=3))
    assert len({line(transmission(fault, seed=seed)) for seed in range(12)}) > 4


def test_late_replies_reach_the_reader_when_their_time_has_come() -> None:
    cable = FaultyCable(Dice(1), overhead=2)
    cable.begin("x", [Fault(Kind.LATE_REPLY, frame=1, for_seconds=4)], [FIRST, LAST], 1)
    cable.outbound(Unit(FIRST, 1), 0.0)
    assert cable.inbound(b"\x06", 1.0) == b""
    assert cable.next_deadline == 5.0
    assert cable.inbound(b"", 4.9) == b""
    assert cable.inbound(b"", 5.0) == b"\x06"
    cable.outbound(Unit(LAST, 2), 6.0)
    assert cable.inbound(b"\x06", 6.0) == b"\x06"


def test_two_wires_that_touch_give_the_host_its_own_bytes_back() -> None:
    cable = FaultyCable(Dice(1), overhead=2)
    assert cable.echo(b"\x06") == []
    cable.begin("x", [Fault(Kind.ECHO)], [FIRST], 1)
    assert cable.echo(b"\x06") == [Send(b"\x06")]
    cable.end()
    assert cable.echo(b"\x06") == []


def test_a_wrong_parity_setting_is_seen_as_garbage_in_the_top_bit() -> None:
    # A is 41, two ones; C is 43, three: even parity sets its top bit. 0D has three, 0A two.
    cable = FaultyCable(Dice(1), overhead=0)
    cable.begin("x", [Fault(Kind.PARITY, at_byte=0)], [b"AC\r\n"], 1)
    assert cable.outbound(Unit(b"AC\r\n", 1), 0.0) == [Send(b"A\xc3\x8d\n")]


def test_a_slow_line_waits_before_every_byte_from_there_on() -> None:
    cable = FaultyCable(Dice(1), overhead=0)
    cable.begin("x", [Fault(Kind.SLOW, at_byte=2, for_seconds=0.5)], [b"abcd"], 1)
    expected = [Send(b"ab"), Wait(0.5), Send(b"c"), Wait(0.5), Send(b"d")]
    assert cable.outbound(Unit(b"abcd", 1), 0.0) == expected


def test_a_joined_frame_comes_in_one_burst_and_a_reset_ends_the_line() -> None:
    cable = FaultyCable(Dice(1), overhead=0)
    cable.begin("x", [Fault(Kind.JOIN, frame=1)], [b"abcd"], 1)
    assert cable.outbound(Unit(b"abcd", 1), 0.0) == [Burst(b"abcd")]
    cable.begin("x", [Fault(Kind.RESET, at_byte=2)], [b"abcd"], 1)
    assert cable.outbound(Unit(b"abcd", 1), 0.0) == [Send(b"ab"), Restart(2.0), Send(b"d")]
