"""The conversation with a card reader as data: what each state asks, and which answer leads on."""

from enum import StrEnum

from drivers.idcard.frame import FIND, READ, SELECT
from drivers.idcard.status import DONE, FOUND


class State(StrEnum):
    """Where the conversation is. In ``RESTING`` the next look is waited for; ``AWAY`` has no line."""

    AWAY = "away"
    RESTING = "resting"
    FINDING = "find"
    SELECTING = "select"
    READING = "read"


ASKS = {State.FINDING: FIND, State.SELECTING: SELECT, State.READING: READ}

NEXT: dict[tuple[State, int], State] = {
    (State.FINDING, FOUND): State.SELECTING,
    (State.SELECTING, DONE): State.READING,
}
"""(state, status) -> the state that asks next. Every other status ends in ``RESTING``."""
