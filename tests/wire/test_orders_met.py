"""The station's link and a simulated reader that takes orders, each written from docs/protocols, meet."""

import tomllib
from datetime import UTC, datetime, timedelta

import pytest

from drivers.commands import AskResults, CancelOrder, Order, SendOrders
from drivers.events import CommandDone, CommandRefused, QueryReceived, Transmission
from simulator.scenario import FOLDER as SCENARIOS
from tests.wire.ledger import kept, made
from tests.wire.meeting import Meeting

READERS = ["urine-cup", "saliva-swab"]


def meet(device: str, *oddities: str, **story: object) -> Meeting:
    ways = {device: {"oddities": ["takes_orders", *oddities]}}
    meeting = Meeting(device, {"ways": ways, **story}, profile=f"{device}-orders", strips=2)
    meeting.run(1.0)
    return meeting


def told(meeting: Meeting, event: str) -> list[dict[str, object]]:
    return [news for news in meeting.news.told if news["event"] == event]


def ends(meeting: Meeting) -> dict[int, str]:
    """How each of the station's commands ended."""
    return {
        event.id: "done" if isinstance(event, CommandDone) else event.reason
        for event in meeting.events
        if isinstance(event, CommandDone | CommandRefused)
    }


@pytest.mark.parametrize("device", READERS)
def test_an_order_reaches_the_readers_list_and_its_cancellation_takes_it_out(device: str) -> None:
    meeting = meet(device)
    meeting.send(SendOrders(1, (Order("U|^~1", None, "K7QX"), Order("U-2", "OTHER"))))
    meeting.run(30.0)
    meeting.send(CancelOrder(2, "U|^~1"))
    meeting.run(30.0)
    assert ends(meeting) == {1: "done", 2: "done"}
    assert [news["specimen_no"] for news in told(meeting, "ordered")] == ["U|^~1"]
    assert [news["why"] for news in told(meeting, "order_refused")] == ["panel"]
    assert [news["known"] for news in told(meeting, "order_cancelled")] == [True]


@pytest.mark.parametrize("device", READERS)
@pytest.mark.parametrize(
    ("orders", "event"), [((Order("U-7"),), "ordered"), ((), "not_ordered"), ((Order("U-8"),), "not_ordered")]
)
def test_a_reader_asks_for_the_cup_that_is_put_in_and_is_answered(
    device: str, orders: tuple[Order, ...], event: str
) -> None:
    meeting = meet(device, "asks", "only_ordered")
    meeting.do(do="insert", specimen_no="U-7")
    meeting.run(1.0)
    assert [each for each in meeting.events if isinstance(each, QueryReceived)] == [QueryReceived("U-7")]
    meeting.send(SendOrders(1, orders))
    meeting.settle()
    assert ends(meeting) == {1: "done"}
    assert told(meeting, event)[0]["specimen_no"] in ("U-7", orders[0].specimen_no if orders else "U-7")
    ordered = Order("U-7") in orders
    assert [one.specimen_no for one in kept(meeting)] == (["U-7"] if ordered else [])
    assert bool(told(meeting, "rejected")) != ordered


def test_a_cup_that_was_ordered_beforehand_is_not_asked_for() -> None:
    meeting = meet("urine-cup", "asks")
    meeting.send(SendOrders(1, (Order("U-7"),)))
    meeting.run(5.0)
    meeting.do(do="insert", specimen_no="U-7")
    meeting.settle()
    assert not [event for event in meeting.events if isinstance(event, QueryReceived)]
    assert len(kept(meeting)) == 1


@pytest.mark.parametrize("device", READERS)
def test_stored_results_since_a_time_are_sent_again_and_no_others(device: str) -> None:
    past = [{"specimen_no": f"U-{hours}", "hours_ago": hours, "sent": True} for hours in (9, 5, 2)]
    meeting = meet(device, past=past)
    now = meeting.clock.utc()
    meeting.send(AskResults(1, now - timedelta(hours=6)))
    meeting.settle()
    assert [one.specimen_no for one in kept(meeting)] == ["U-5", "U-2"]
    meeting.send(AskResults(2))
    meeting.settle()
    assert [one.specimen_no for one in kept(meeting)] == ["U-5", "U-2", "U-9"]
    meeting.send(AskResults(3, datetime(2026, 12, 24, tzinfo=UTC)))
    meeting.settle()
    assert ends(meeting) == {1: "done", 2: "done", 3: "done"}
    assert [news["found"] for news in told(meeting, "asked_for_results")] == [2, 3, 0]
    assert len(kept(meeting)) == 3


def test_a_reader_busy_with_a_test_refuses_the_line_and_takes_the_order_after_its_result() -> None:
    meeting = meet("urine-cup", "busy_while_testing")
    meeting.do(do="insert", specimen_no="U-1", develop_s=20)
    meeting.send(SendOrders(1, (Order("U-2"),)))
    meeting.settle()
    assert ends(meeting) == {1: "done"}
    assert meeting.news.names.index("result") < meeting.news.names.index("ordered")


def test_a_reader_that_is_busy_for_longer_than_a_command_may_wait_has_it_refused() -> None:
    meeting = meet("urine-cup", "busy_while_testing")
    meeting.do(do="insert", specimen_no="U-1")
    meeting.send(SendOrders(1, (Order("U-2"),)))
    meeting.settle()
    assert ends(meeting) == {1: "busy"}
    assert not told(meeting, "ordered")


def test_enquiries_that_cross_lose_neither_the_question_nor_the_order() -> None:
    meeting = meet("urine-cup", "bids_against")
    for number in range(1, 5):
        meeting.send(SendOrders(number, (Order(f"U-{number}"),)))
        meeting.run(50.0)
    assert set(ends(meeting).values()) == {"done"}
    assert [news["specimen_no"] for news in told(meeting, "ordered")] == ["U-1", "U-2", "U-3", "U-4"]
    assert QueryReceived("") in meeting.events


def test_a_question_and_an_order_at_the_same_moment_both_arrive() -> None:
    meeting = meet("saliva-swab", "asks")
    meeting.do(do="insert", specimen_no="S-1")
    meeting.send(SendOrders(1, (Order("S-9"),)))
    meeting.settle()
    assert ends(meeting) == {1: "done"}
    assert QueryReceived("S-1") in meeting.events
    assert len(kept(meeting)) == 1


def test_a_reader_with_a_result_interrupts_the_station_and_both_messages_arrive() -> None:
    meeting = meet("urine-cup", "interrupts", fault=[{"kind": "lose_reply", "frame": 2, "every_try": True}])
    meeting.do(do="insert", specimen_no="U-1", develop_s=5)
    meeting.run(20.0)
    assert meeting.rig.reader.memory.waiting is not None, "its first transmission was broken off"
    meeting.send(SendOrders(1, (Order("U-2"),)))
    meeting.settle()
    assert ends(meeting) == {1: "done"}
    assert meeting.events.count(Transmission("ENQ", b"\x05")) == 2, "the first was interrupted"
    assert [news["specimen_no"] for news in told(meeting, "ordered")] == ["U-2"]
    assert [(one.specimen_no, one.positive) for one in kept(meeting)] == made(meeting)


@pytest.mark.parametrize("device", READERS)
def test_in_the_shipped_story_what_is_ordered_is_tested_and_what_is_stored_can_be_asked_for(
    device: str,
) -> None:
    story = tomllib.loads((SCENARIOS / "orders.toml").read_text("utf-8"))
    meeting = Meeting(device, story, profile=f"{device}-orders")
    meeting.run(1.0)
    meeting.send(SendOrders(1, (Order("X-1"),)))
    meeting.run(60.0)
    meeting.do(do="insert", specimen_no="X-1")
    meeting.settle()
    meeting.send(AskResults(2, meeting.clock.utc() - timedelta(days=1)))
    meeting.settle()
    assert ends(meeting) == {1: "done", 2: "done"}
    assert {one.specimen_no for one in kept(meeting)} == {"X-1", f"{device[0].upper()}-000701"}


def test_orders_are_forgotten_with_the_power() -> None:
    meeting = meet("urine-cup", "asks")
    meeting.send(SendOrders(1, (Order("U-7"),)))
    meeting.run(5.0)
    meeting.do(do="switch_off")
    meeting.run(5.0)
    meeting.do(do="switch_on")
    meeting.run(5.0)
    meeting.do(do="insert", specimen_no="U-7")
    meeting.run(5.0)
    assert QueryReceived("U-7") in meeting.events


def test_a_station_killed_at_any_step_of_an_order_leaves_a_reader_that_takes_the_next() -> None:
    whole = meet("urine-cup", "asks")
    whole.send(SendOrders(1, (Order("U-1"),)))
    whole.run(60.0)
    for step in range(1, whole.steps):
        meeting = meet("urine-cup", "asks")
        meeting.kill_at(step)
        meeting.send(SendOrders(1, (Order("U-1"),)))
        meeting.run(60.0)
        assert meeting.deaths == 1
        meeting.send(SendOrders(2, (Order("U-2"),)))
        meeting.run(60.0)
        assert ends(meeting)[2] == "done"
        assert told(meeting, "ordered")[-1]["specimen_no"] == "U-2"


@pytest.mark.parametrize("device", READERS)
@pytest.mark.parametrize("oddity", ["asks", "bids_against", "interrupts", "busy_while_testing"])
def test_orders_and_questions_around_a_result_lose_nothing_wherever_the_station_dies(
    device: str, oddity: str
) -> None:
    def played(kill_at: int | None) -> Meeting:
        meeting = meet(device, oddity)
        meeting.do(do="insert", specimen_no="U-1", develop_s=0)
        if kill_at is not None:
            meeting.kill_at(kill_at)
        meeting.send(SendOrders(1, (Order("U-9"), Order("U-1"))))
        meeting.settle(30.0)
        return meeting

    for step in range(1, played(None).steps, 11):
        meeting = played(step)
        assert [(one.specimen_no, one.positive) for one in kept(meeting)] == made(meeting), step
        assert not meeting.rig.reader.memory.unsent
        assert meeting.deaths == 1
