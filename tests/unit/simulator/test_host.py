"""A host that is slow, or killed, seen from a reader: each fault alone, on bytes known beforehand."""

import math
from collections.abc import Mapping
from typing import Any

import pytest

from simulator.dice import Dice
from simulator.ends import MemoryEnd
from simulator.entry import ScenarioError
from simulator.fault_entry import fault
from simulator.faults import Fault, FaultyCable, Kind
from simulator.host import Host
from simulator.steps import BRISK, Happening, HostKilled, Send, SlowHost, Step
from simulator.wire.link import Unit
from tests.unit.simulator.table import ACK, ENQ, EOT, Table
from tests.unit.simulator.table import whole as whole_frame

NUMBER = "U-000317"
READ_S = 5.0
"""What the reader takes for reading a cup that is developed."""
ONE_STRIP = {"MET": "1000"}


def cable(*faults: Fault, seed: int = 1) -> FaultyCable:
    made = FaultyCable(Dice(seed), overhead=0)
    made.begin("x", faults, [b"abcd"], 1)
    return made


def behind(end: MemoryEnd, *, loses: bool = False) -> Host:
    host = Host(end, loses=loses)
    host.plug(0.0)
    end.host_opens()
    host.process(0.0)
    return host


def nothing(what: Happening, now: float) -> None:
    raise AssertionError(f"{what} at {now}")


def whole(data: bytes) -> list[Step]:
    return [Send(data)] if data else []


def read(end: MemoryEnd, host: Host, now: float) -> bytes:
    """What the host's program has read since the last time."""
    host.process(now)
    data = bytes(end.to_host)
    end.to_host.clear()
    return data


def test_a_host_becomes_slow_or_dies_before_the_byte_of_its_place() -> None:
    slow = cable(Fault(Kind.SLOW_HOST, at_byte=2, for_seconds=3.0))
    assert slow.outbound(Unit(b"abcd", 1), 0.0) == [Send(b"ab"), SlowHost(3.0), Send(b"cd")]
    assert slow.end() == [BRISK], "it is slow to the end of the transmission"
    dead = cable(Fault(Kind.HOST_KILLED, frame=1, at_byte=3))
    assert dead.outbound(Unit(b"abcd", 1), 0.0) == [Send(b"abc"), HostKilled(5.0), Send(b"d")]
    assert dead.end() == []
    assert dead.struck == {Kind.HOST_KILLED: 1}


def test_the_place_can_be_counted_in_what_the_host_says() -> None:
    dead = cable(Fault(Kind.HOST_KILLED, at_byte=3, for_seconds=2.0, of_host=True))
    assert dead.outbound(Unit(b"abcd", 1), 0.0) == [Send(b"abcd")], "the reader's bytes are not counted"
    assert dead.said(b"\x06\x06") == [Send(b"\x06\x06")]
    assert dead.said(b"\x06\x15\x06") == [Send(b"\x06"), HostKilled(2.0)]
    assert dead.said(b"\x06") == [Send(b"\x06")], "a new host goes on living"
    slow = cable(Fault(Kind.SLOW_HOST, at_byte=0, bytes_a_second=10.0, holds=16, of_host=True))
    assert slow.said(b"\x06") == [SlowHost(0.0, 10.0, 16), Send(b"\x06")]


def test_a_place_left_to_the_seed_is_the_same_for_the_same_seed() -> None:
    fault = Fault(Kind.HOST_KILLED, anywhere=True)
    found = [cable(fault, seed=seed).outbound(Unit(b"abcd", 1), 0.0) for seed in range(12)]
    assert found == [cable(fault, seed=seed).outbound(Unit(b"abcd", 1), 0.0) for seed in range(12)]
    assert {steps.index(HostKilled(5.0)) for steps in found} == {0, 1}
    assert len({str(steps) for steps in found}) == 4, "each of the four places comes up"
    chance = Fault(Kind.SLOW_HOST, chance=0.3, of_host=True)
    said = cable(chance, seed=4).said(bytes(20))
    assert said == cable(chance, seed=4).said(bytes(20))
    assert len(said) > 2


def test_a_slow_host_reads_late_and_in_order_and_what_waits_keeps_its_time() -> None:
    end = MemoryEnd()
    host = behind(end)
    host.slow(SlowHost(late_s=2.0, bytes_a_second=10.0))
    assert host.write(b"abc") == 3
    assert host.next_deadline == 2.0
    assert read(end, host, 1.99) == b""
    assert read(end, host, 2.0) == b"a"
    assert read(end, host, 2.1) == b"b"
    host.slow(BRISK)
    assert host.write(b"d") == 1
    assert read(end, host, 2.15) == b"", "d does not overtake c"
    assert read(end, host, 2.25) == b"cd"
    assert host.write(b"e") == 1
    assert end.to_host == b"e", "nothing waits any more, so it goes straight through"


def test_a_slow_host_is_heard_late() -> None:
    end = MemoryEnd()
    host = behind(end)
    host.slow(SlowHost(late_s=4.0))
    end.from_host += b"\x06"
    assert host.hear(whole, nothing, 1.0) == b""
    assert host.next_deadline == 5.0
    assert host.hear(whole, nothing, 4.9) == b""
    assert host.hear(whole, nothing, 5.0) == b"\x06"


def test_what_a_slow_host_has_no_room_for_waits_with_the_reader_or_is_lost() -> None:
    end = MemoryEnd()
    waits = behind(end)
    waits.slow(SlowHost(late_s=1.0, holds=3))
    assert waits.write(b"abcde") == 3
    assert waits.write(b"de") == 0
    assert read(end, waits, 1.0) == b"abc"
    assert waits.write(b"de") == 2
    assert read(end, waits, 2.0) == b"de"
    other = MemoryEnd()
    loses = behind(other, loses=True)
    loses.slow(SlowHost(late_s=1.0, holds=3))
    assert loses.write(b"abcde") == 5
    assert read(other, loses, 1.0) == b"abc"
    assert loses.write(b"fg") == 2
    assert read(other, loses, 2.0) == b"fg"


def test_a_killed_host_takes_what_was_in_its_buffers_with_it_and_a_new_one_finds_nothing() -> None:
    end = MemoryEnd()
    host = behind(end)
    host.slow(SlowHost(late_s=1.0))
    host.write(b"abc")
    end.from_host += b"\x06"
    assert host.hear(whole, nothing, 0.5) == b""
    host.die(5.0, 0.5)
    assert not end.plugged, "the program finds its port lost"
    assert host.host_present, "a reader on a serial line is told nothing"
    assert host.write(b"defg") == 4, "it sends on to nobody"
    end.from_host += b"\x06"
    assert host.hear(whole, nothing, 2.0) == b""
    host.process(5.4)
    assert not end.plugged
    host.process(5.5)
    assert end.plugged
    end.host_opens()
    assert read(end, host, 6.0) == b""
    host.write(b"new")
    assert read(end, host, 6.0) == b"new", "the new host is not slow"
    assert host.hear(whole, nothing, 6.0) == b""


def test_a_connection_ends_with_its_host() -> None:
    end = MemoryEnd(hangs_up=True)
    host = behind(end)
    host.die(5.0, 0.0)
    assert not host.host_present


def test_a_cable_that_goes_in_while_the_host_is_dead_finds_it_when_it_is_back() -> None:
    end = MemoryEnd()
    host = behind(end)
    host.die(5.0, 0.0)
    host.unplug()
    assert not host.host_present
    host.plug(1.0)
    assert not end.plugged
    host.process(5.0)
    assert end.plugged


def played(one: Mapping[str, Any], *oddities: str, device: str = "urine-cup") -> Table:
    """A reader of one strip that begins to send its result now, at 6 s, and a host that answers at once."""
    story = {
        "ways": {device: {"warm_up_s": 0, "oddities": list(oddities)}},
        "test": [{"specimen_no": NUMBER, "develop_s": 0, "faults": [one]}],
    }
    table = Table(device, story, strips=ONE_STRIP)
    table.host_opens()
    table.run(1)
    table.do(do="insert", specimen_no=NUMBER)
    table.run(READ_S)
    return table


def test_a_lis_reader_waits_for_a_slow_host_as_long_as_its_timer_runs() -> None:
    table = played({"kind": "slow_host", "at_byte": 0, "for_seconds": 7})
    table.run(200)
    # 7 s to the host and 7 s back for ENQ and each frame: less than the 15 s of its timer.
    assert "send_failed" not in table.news.names
    assert table.news.last("host_slow") == {"event": "host_slow", "late_s": 7.0, "bytes_a_second": None}
    assert table.host.at(ENQ) == [13.0]
    frames = [moment for moment, unit in table.host.heard if unit.startswith(b"\x02")]
    assert frames == [13.0 + 14 * number for number in range(1, len(frames) + 1)]
    assert table.rig.reader.memory.unsent == 0


def test_a_lis_reader_gives_a_host_up_that_is_slower_than_its_timer_and_keeps_the_result() -> None:
    table = played({"kind": "slow_host", "at_byte": 0, "for_seconds": 8, "transmission": 0})
    table.run(14.9)
    assert "send_failed" not in table.news.names
    table.run(0.2)
    assert table.news.last("send_failed")["why"] == "no_reply_to_bid"
    assert table.rig.reader.memory.unsent == 1
    assert table.host.units[:1] == [ENQ]
    table.run(8)
    assert table.host.units[1] == EOT


def test_an_answer_later_than_the_timer_is_taken_for_that_of_the_next_bid() -> None:
    table = played({"kind": "slow_host", "at_byte": 0, "for_seconds": 9})
    table.run(30)
    # ENQ at 6 s, given up with EOT at 21 s, again at 23 s; the first answer comes at 24 s, and the frame goes
    # out before the host has heard the second ENQ: both reach it behind the EOT, at 30 s.
    assert table.host.heard[:2] == [(15.0, ENQ), (30.0, ENQ)]
    assert table.host.heard[2][0] == 30.0
    assert table.host.heard[2][1].startswith(b"\x021H|")


def test_a_reader_without_flow_control_loses_what_a_slow_host_has_no_room_for() -> None:
    one = {"kind": "slow_host", "frame": 1, "at_byte": 0, "for_seconds": 2, "holds": 40}
    waits, loses = played(one), played(one, "no_flow_control")
    waits.run(12)
    loses.run(12)
    frame = waits.host.frames[0]
    assert whole_frame(frame)
    assert len(frame) > 40, "it took the host more than one reading"
    assert bytes(loses.end.to_host) == frame[:40]


@pytest.mark.parametrize("at_byte", [0, 1, 9])
def test_a_reader_on_a_serial_line_meets_the_new_host_when_its_own_timer_has_run_out(at_byte: int) -> None:
    table = played({"kind": "host_killed", "at_byte": at_byte, "for_seconds": 2})
    killed_at = table.clock.now
    table.run(2)
    assert table.news.last("host_killed")["back_in_s"] == 2
    assert "host_gone" not in table.news.names
    table.host_opens()
    table.run(10)
    assert table.rig.reader.memory.unsent == 1
    heard = table.host.units
    assert ENQ not in heard[1:], "it still waits for the answer of the one that died"
    table.run(6)
    assert table.host.at(ENQ)[-1] > killed_at + 15
    table.run(60)
    assert table.rig.reader.memory.unsent == 0
    assert table.host.frames[-1][2:4] == b"L|"


def test_a_host_killed_before_its_third_answer_has_said_two() -> None:
    table = played({"kind": "host_killed", "of": "host", "at_byte": 2, "for_seconds": 1})
    table.run(1.5)
    heard = [unit for unit in table.host.units if unit.startswith(b"\x02")]
    assert [unit[1:2] for unit in heard] == [b"1", b"2"], "the answers to ENQ and to the first frame arrived"
    table.host_opens()
    table.run(60)
    assert table.rig.reader.memory.unsent == 0


BAD = [
    ({"kind": "slow_hots", "at_byte": 1}, "nearest: slow_host"),
    ({"kind": "slow_host", "at_byte": 1, "bytes_per_second": 5}, "nearest: bytes_a_second"),
    ({"kind": "host_killed", "at_byte": 1, "of": "hots"}, "nearest: host"),
    ({"kind": "flip", "at_byte": 1, "of": "host"}, "not with flip"),
    ({"kind": "flip", "at_byte": 1, "holds": 5}, "goes with slow_host"),
    ({"kind": "host_killed", "at_byte": "random", "of": "host"}, "a number, or chance"),
    ({"kind": "host_killed", "frame": 1, "of": "host"}, "a number, or chance"),
    ({"kind": "host_killed"}, "needs at_byte"),
    ({"kind": "host_killed", "at_byte": 1, "for_seconds": -1}, "no time"),
    ({"kind": "slow_host", "at_byte": 1, "bytes_a_second": 0}, "no pace"),
    ({"kind": "slow_host", "at_byte": 1, "bytes_a_second": math.inf}, "is a number"),
    ({"kind": "slow_host", "at_byte": 1, "holds": 0}, "at least 1"),
    ({"at_byte": 1}, "needs kind"),
]


@pytest.mark.parametrize(("entry", "said"), BAD)
def test_a_mistake_in_a_fault_of_the_host_is_named_with_the_nearest_word(
    entry: dict[str, Any], said: str
) -> None:
    with pytest.raises(ScenarioError, match=said):
        fault(entry)


def test_a_story_may_give_the_pace_the_room_and_whose_bytes_are_counted() -> None:
    told = {"kind": "slow_host", "of": "host", "at_byte": 3, "bytes_a_second": 50, "holds": 64}
    assert fault(told) == Fault(Kind.SLOW_HOST, at_byte=3, of_host=True, bytes_a_second=50.0, holds=64)


def test_the_answer_after_a_death_is_the_new_hosts_own() -> None:
    table = played({"kind": "host_killed", "of": "host", "at_byte": 0, "for_seconds": 1})
    table.host.answers.extend([ACK])
    table.run(0.5)
    assert table.host.units == [ENQ]
    assert table.rig.reader.memory.unsent == 1
