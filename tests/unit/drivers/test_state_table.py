"""The transition table is complete, and the page that shows it shows this one."""

from itertools import product
from pathlib import Path

from drivers.lis import timers
from drivers.lis.link import Link
from drivers.lis.session import Session
from drivers.lis.table import IGNORED, TRANSITIONS, Action, Input, State
from drivers.lis.timers import LIMITS
from tests.unit.drivers.state_diagram import diagram, limit_rows, transition_rows

PAGE = Path(__file__).parents[3] / "docs" / "protocols" / "lis01.md"

FRAMES = {Input.FRAME, Input.LAST_FRAME, Input.QUERY_FRAME, Input.REPEAT, Input.DAMAGED}
ROUNDS = {Input.WENT_ROUND, Input.TOO_LONG}
DURABILITY = {Input.KEPT, Input.KEPT_WANTED, Input.NOT_KEPT, Input.KEEP_TIMER}
REPLIES = {
    *(Input.ACCEPTED, Input.ACCEPTED_LAST, Input.REFUSED, Input.NOT_ACCEPTED, Input.NOT_ACCEPTED_SIX),
    *(Input.INTERRUPT_LAST, Input.REPLY_TIMER),
}
CANNOT_HAPPEN = {
    State.NEUTRAL: FRAMES | ROUNDS | DURABILITY | REPLIES | {Input.RECEIVE_TIMER},
    State.TRANSFER: DURABILITY | REPLIES | {Input.BUSY_ENQUIRY, Input.BID},
    State.OUT_OF_STEP: (FRAMES - {Input.DAMAGED})
    | ROUNDS
    | DURABILITY
    | REPLIES
    | {Input.BUSY_ENQUIRY, Input.BID},
    State.WITHHELD: FRAMES
    | ROUNDS
    | REPLIES
    | {Input.ENQUIRY, Input.BUSY_ENQUIRY, Input.END, Input.RECEIVE_TIMER, Input.BID},
    State.BIDDING: FRAMES
    | ROUNDS
    | DURABILITY
    | (REPLIES - {Input.ACCEPTED, Input.REFUSED, Input.REPLY_TIMER})
    | {Input.BUSY_ENQUIRY, Input.RECEIVE_TIMER, Input.BID},
    State.SENDING: FRAMES
    | ROUNDS
    | DURABILITY
    | {Input.ENQUIRY, Input.BUSY_ENQUIRY, Input.REFUSED, Input.RECEIVE_TIMER, Input.BID},
}


def test_every_state_and_input_is_a_transition_or_ignored_or_impossible() -> None:
    impossible = {(state, what) for state, inputs in CANNOT_HAPPEN.items() for what in inputs}
    assert set(TRANSITIONS) | IGNORED | impossible == set(product(State, Input))
    assert not set(TRANSITIONS) & (IGNORED | impossible)


def test_every_state_can_be_reached_and_left() -> None:
    assert {after for _, after in TRANSITIONS.values()} == set(State)
    assert {before for before, _ in TRANSITIONS} == set(State)


def test_every_action_is_something_the_session_does() -> None:
    assert set(Session()._actions) == set(Action)


def test_a_new_link_is_neutral_and_waits_for_nothing() -> None:
    assert (Link().state, Link().next_deadline, Link().awaiting) == (State.NEUTRAL, None, None)


def test_the_page_shows_the_table_as_it_is() -> None:
    rows = transition_rows()
    page = PAGE.read_text("utf-8").splitlines()
    assert [row for row in rows if row not in page] == []
    shown = [line for line in page if line.startswith(tuple(f"| {state} |" for state in State))]
    assert len(shown) == len(rows)


def test_the_page_shows_every_limit_with_its_clause() -> None:
    page = PAGE.read_text("utf-8").splitlines()
    assert [row for row in limit_rows() if row not in page] == []


def test_every_limit_is_in_the_list_once() -> None:
    named = {name: value for name, value in vars(timers).items() if name.isupper() and name != "LIMITS"}
    assert {limit.name: limit.value for limit in LIMITS} == named
    assert len(LIMITS) == len(named)


def test_the_diagram_on_the_page_is_drawn_from_the_table() -> None:
    assert diagram() in PAGE.read_text("utf-8")
