"""The transition table of the HL7 link is complete, and the page shows this one."""

from itertools import product
from pathlib import Path

from drivers.hl7.link import Link
from drivers.hl7.table import TRANSITIONS, Action, Input, State
from tests.wire.readers import HL7

PAGE = Path(__file__).parents[3] / "docs" / "protocols" / "hl7.md"
OF_THE_STATION = {Input.KEPT, Input.NOT_KEPT, Input.KEEP_TIMER, Input.LOST}


def test_blocks_are_judged_while_listening_and_wait_while_an_answer_is_withheld() -> None:
    possible = {
        (state, what)
        for state, what in product(State, Input)
        if (state is State.WITHHELD) == (what in OF_THE_STATION)
    }
    assert set(TRANSITIONS) == possible


def test_every_action_is_something_the_link_does() -> None:
    assert set(Link(HL7)._actions) == set(Action) == {action for action, _ in TRANSITIONS.values()}


def test_the_page_shows_the_table_as_it_is() -> None:
    rows = [
        f"| {state} | {what} | {action} | {after} |" for (state, what), (action, after) in TRANSITIONS.items()
    ]
    page = PAGE.read_text("utf-8").splitlines()
    assert [line for line in page if line.startswith(tuple(f"| {state} |" for state in State))] == rows
