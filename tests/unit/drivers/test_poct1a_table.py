"""The transition table of a POCT1-A conversation is complete, and the page shows this one."""

from itertools import product
from pathlib import Path

from drivers.link import Surroundings
from drivers.poct1a.conversation import Conversation
from drivers.poct1a.table import TRANSITIONS, Action, Input, State
from tests.wire.readers import POCT1A

PAGE = Path(__file__).parents[3] / "docs" / "protocols" / "poct1a.md"

_OF_THE_STATION = {Input.KEPT, Input.NOT_KEPT, Input.KEEP_TIMER, Input.LOST}
_OF_AN_ERRAND = {
    *(Input.PROMISED, Input.CONFIRMED, Input.CONFIRMED_LAST, Input.DECLINED, Input.ALL_SENT),
    *(Input.ANSWER_TIMER, Input.DEAD),
}
WITHHELD = {State.WITHHELD, State.WITHHELD_ASKING, State.WITHHELD_GREETED, State.WITHHELD_SILENT}


def _possible(state: State, what: Input) -> bool:
    """While a result is withheld messages wait; only what was asked can be answered."""
    if what is Input.LOST:
        return True
    if state in WITHHELD or what in _OF_THE_STATION:
        return state in WITHHELD and what in _OF_THE_STATION
    if what in _OF_AN_ERRAND:
        return state is State.ASKING
    return what is not Input.ERRAND or state is State.READY


def test_every_state_and_input_that_can_meet_is_a_transition() -> None:
    assert set(TRANSITIONS) == {pair for pair in product(State, Input) if _possible(*pair)}


def test_every_state_can_be_reached() -> None:
    assert {after for _, after in TRANSITIONS.values()} == set(State)


def test_every_action_is_something_the_conversation_does() -> None:
    done = set(Conversation(POCT1A, Surroundings())._actions)
    assert done == set(Action) == {action for action, _ in TRANSITIONS.values()}


def test_the_page_shows_the_table_as_it_is() -> None:
    rows = [
        f"| {state} | {what} | {action} | {after} |" for (state, what), (action, after) in TRANSITIONS.items()
    ]
    page = PAGE.read_text("utf-8").splitlines()
    begins = page.index("## States")
    shown = [line for line in page[begins:] if line.startswith(tuple(f"| {state} |" for state in State))]
    assert shown == rows
