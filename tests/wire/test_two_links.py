"""Two of our links on one line, one with the instrument's priority: hours of contention and of damage."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.commands import Order, SendOrders
from drivers.events import CommandRefused, Event, SessionEnded, Transmission
from drivers.lis.link import Link
from drivers.lis.table import State
from tests.wire.line import Damage, End, SimulatedLine
from tests.wire.test_sending import link

HOUR_S = 3600.0
HOST, INSTRUMENT = 0, 1


def _pair(**how: object) -> tuple[Link, Link]:
    return link(**how), link(priority="station", **how)


def _order(number: int) -> SendOrders:
    return SendOrders(number, (Order(f"S-{number:06}", "DOA17"),))


def _specimens(end: End) -> Counter[str]:
    """How often each specimen number was kept at this end."""
    return Counter(text.split(b"\rO|1|")[1].split(b"|")[0].decode() for text in end.kept())


def _planned(
    line: SimulatedLine, hours: float, every_s: float, random: Random, *, together: bool
) -> dict[int, int]:
    """Orders from both ends at random times, at the same moments when ``together``; whose each is."""
    owner: dict[int, int] = {}
    at = 1.0
    while at < hours * HOUR_S:
        for end in (HOST, INSTRUMENT):
            owner[len(owner)] = end
            line.plan(at + (0.0 if together else random.uniform(0, every_s)), end, _order(len(owner) - 1))
        at += every_s * random.uniform(0.5, 1.5)
    line.run(hours * HOUR_S + 600.0)
    return owner


def test_in_hours_of_contention_every_order_arrives_once_and_in_its_order() -> None:
    line = SimulatedLine(*_pair())
    owner = _planned(line, 2.0, 20.0, Random(1), together=True)
    assert len(owner) > 700
    for end in (HOST, INSTRUMENT):
        mine = [number for number, whose in owner.items() if whose == end]
        assert {line.ends[end].outcome(number) for number in mine} == {"done"}
        assert list(_specimens(line.ends[1 - end]).elements()) == [f"S-{number:06}" for number in mine]
    enquiries = [sum(event == Transmission("ENQ", b"\x05") for event in end.events) for end in line.ends]
    assert enquiries[HOST] >= 2 * len(owner) // 2, "they bid at the same moments: the host yields every time"
    assert not [event for event in _all(line) if isinstance(event, SessionEnded) and event.eot_missing]


def _all(line: SimulatedLine) -> list[Event]:
    return [event for end in line.ends for event in end.events]


def test_two_ends_that_both_yield_block_each_other_until_their_commands_are_refused() -> None:
    """Why a profile has ``priority``: after 20 s both bid again, at the same moment."""
    line = SimulatedLine(link(), link())
    line.plan(1.0, HOST, _order(1))
    line.plan(1.0, INSTRUMENT, _order(2))
    line.run(120.0)
    assert {line.ends[HOST].outcome(1), line.ends[INSTRUMENT].outcome(2)} == {"busy"}
    line.plan(130.0, HOST, _order(3))
    line.run(200.0)
    assert line.ends[HOST].outcome(3) == "done"


def test_over_a_line_that_carries_nothing_every_command_is_refused_in_time() -> None:
    line = SimulatedLine(*_pair(), damage=lambda _: b"")
    owner = _planned(line, 1.0, 200.0, Random(2), together=False)
    refused = [event for event in _all(line) if isinstance(event, CommandRefused)]
    assert len(refused) == len(owner)
    assert {event.reason for event in refused} == {"no_answer"}


def _flipping(random: Random, one_in: int) -> Damage:
    """At most one bit of a transmission: two in one frame may cancel out in the sum."""

    def damage(data: bytes) -> bytes:
        if random.random() * one_in > len(data):
            return data
        damaged = bytearray(data)
        damaged[random.randrange(len(data))] ^= 1 << random.randrange(8)
        return bytes(damaged)

    return damage


@given(st.integers(0, 10_000), st.sampled_from([60, 200, 1000]), st.sampled_from([7, 40, 240]), st.booleans())
@settings(max_examples=8, deadline=None)
def test_on_a_bad_line_what_is_done_has_arrived_and_nothing_arrives_that_was_not_sent(
    seed: int, one_in: int, frame_text: int, together: bool
) -> None:
    random = Random(seed)
    line = SimulatedLine(*_pair(frame_text=frame_text, packing="message"), damage=_flipping(random, one_in))
    owner = _planned(line, 0.25, 60.0, random, together=together)
    for end in (HOST, INSTRUMENT):
        mine = {number for number, whose in owner.items() if whose == end}
        arrived = _specimens(line.ends[1 - end])
        done = {number for number in mine if line.ends[end].outcome(number) == "done"}
        assert {f"S-{number:06}" for number in done} <= set(arrived) <= {f"S-{number:06}" for number in mine}
        assert line.ends[end].link.state is State.NEUTRAL
        assert line.ends[end].link.next_deadline is None


@pytest.mark.parametrize("packing", ["record", "message"])
def test_an_interrupt_lets_the_other_side_in_between_two_messages(packing: str) -> None:
    line = SimulatedLine(*_pair(interrupt=True, packing=packing))
    for number in range(0, 20, 2):
        line.plan(1.0, INSTRUMENT, _order(number))
        line.plan(1.1, HOST, _order(number + 1))
    line.run(600.0)
    assert {line.ends[INSTRUMENT].outcome(number) for number in range(0, 20, 2)} <= {"done", "busy"}
    assert {line.ends[HOST].outcome(number) for number in range(1, 20, 2)} <= {"done", "busy"}
    assert Transmission("EOT", b"\x04") in line.ends[HOST].events
