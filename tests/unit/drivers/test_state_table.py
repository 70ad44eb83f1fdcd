"""The transition table is complete, and the page that shows it shows this one."""

from itertools import product
from pathlib import Path

from drivers.lis.link import Link
from drivers.lis.session import Session
from drivers.lis.table import IGNORED, TRANSITIONS, Action, Input, State

PAGE = Path(__file__).parents[3] / "docs" / "protocols" / "lis01.md"

CANNOT_HAPPEN = {
    State.NEUTRAL: {
        *(Input.FRAME, Input.LAST_FRAME, Input.REPEAT, Input.DAMAGED, Input.WENT_ROUND, Input.TOO_LONG),
        *(Input.KEPT, Input.NOT_KEPT, Input.KEEP_TIMER, Input.RECEIVE_TIMER),
    },
    State.TRANSFER: {Input.KEPT, Input.NOT_KEPT, Input.KEEP_TIMER},
    State.OUT_OF_STEP: {
        *(Input.FRAME, Input.LAST_FRAME, Input.REPEAT, Input.WENT_ROUND, Input.TOO_LONG),
        *(Input.KEPT, Input.NOT_KEPT, Input.KEEP_TIMER),
    },
    State.WITHHELD: {
        *(Input.FRAME, Input.LAST_FRAME, Input.REPEAT, Input.DAMAGED, Input.WENT_ROUND, Input.TOO_LONG),
        *(Input.ENQUIRY, Input.END, Input.RECEIVE_TIMER),
    },
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
    rows = [
        f"| {state} | {what} | {action} | {after} |" for (state, what), (action, after) in TRANSITIONS.items()
    ]
    page = PAGE.read_text("utf-8").splitlines()
    assert [row for row in rows if row not in page] == []
    shown = [line for line in page if line.startswith(tuple(f"| {state} |" for state in State))]
    assert len(shown) == len(rows)
