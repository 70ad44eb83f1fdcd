"""The receiving link as data: (state, input) -> (action, next state).

Rule 1: nothing outside this table decides what follows what. What is not in it cannot happen or is ignored
(``IGNORED`` names those pairs, so that the table stays complete when states are added for sending orders).
"""

from enum import StrEnum


class State(StrEnum):
    """Where the link is. The first two are those of LIS01-A2 6.2 to 6.5, the others ours."""

    NEUTRAL = "neutral"
    TRANSFER = "transfer"
    WITHHELD = "withheld"
    OUT_OF_STEP = "out of step"


class Input(StrEnum):
    """What can happen to it: bytes as the framing sees them, time, and the station's word on durability."""

    ENQUIRY = "ENQ"
    END = "EOT"
    FRAME = "next frame"
    LAST_FRAME = "next frame, completes a message"
    REPEAT = "frame accepted before"
    DAMAGED = "damaged, cut short or out of order"
    WENT_ROUND = "frame numbers went all the way round"
    TOO_LONG = "message over the limit"
    KEPT = "kept"
    NOT_KEPT = "not kept"
    KEEP_TIMER = "keep timer"
    RECEIVE_TIMER = "receive timer"
    LOST = "line lost"


class Action(StrEnum):
    """What the link does on the way. Each is one method of Link."""

    OPEN = "ACK; first frame expected"
    STORE = "store; ACK"
    ASK = "ask to keep; withhold the reply"
    CONFIRM = "ACK; store nothing"
    REFUSE = "NAK; store nothing"
    OVERFLOW = "NAK; hold what is open"
    RESTART = "hold what is open; ACK; first frame expected"
    CLOSE = "hold what is open"
    RELEASE = "ACK; message done"
    REJECT = "NAK; forget the last frame"
    FORGET = "reply to nobody"


TRANSITIONS: dict[tuple[State, Input], tuple[Action, State]] = {
    (State.NEUTRAL, Input.ENQUIRY): (Action.OPEN, State.TRANSFER),
    (State.TRANSFER, Input.FRAME): (Action.STORE, State.TRANSFER),
    (State.TRANSFER, Input.LAST_FRAME): (Action.ASK, State.WITHHELD),
    (State.TRANSFER, Input.REPEAT): (Action.CONFIRM, State.TRANSFER),
    (State.TRANSFER, Input.DAMAGED): (Action.REFUSE, State.TRANSFER),
    (State.TRANSFER, Input.WENT_ROUND): (Action.REFUSE, State.OUT_OF_STEP),
    (State.TRANSFER, Input.TOO_LONG): (Action.OVERFLOW, State.NEUTRAL),
    (State.TRANSFER, Input.ENQUIRY): (Action.RESTART, State.TRANSFER),
    (State.TRANSFER, Input.END): (Action.CLOSE, State.NEUTRAL),
    (State.TRANSFER, Input.RECEIVE_TIMER): (Action.CLOSE, State.NEUTRAL),
    (State.TRANSFER, Input.LOST): (Action.CLOSE, State.NEUTRAL),
    (State.OUT_OF_STEP, Input.DAMAGED): (Action.REFUSE, State.OUT_OF_STEP),
    (State.OUT_OF_STEP, Input.ENQUIRY): (Action.RESTART, State.TRANSFER),
    (State.OUT_OF_STEP, Input.END): (Action.CLOSE, State.NEUTRAL),
    (State.OUT_OF_STEP, Input.RECEIVE_TIMER): (Action.CLOSE, State.NEUTRAL),
    (State.OUT_OF_STEP, Input.LOST): (Action.CLOSE, State.NEUTRAL),
    (State.WITHHELD, Input.KEPT): (Action.RELEASE, State.TRANSFER),
    (State.WITHHELD, Input.NOT_KEPT): (Action.REJECT, State.TRANSFER),
    (State.WITHHELD, Input.KEEP_TIMER): (Action.REJECT, State.TRANSFER),
    (State.WITHHELD, Input.LOST): (Action.FORGET, State.NEUTRAL),
}

IGNORED: frozenset[tuple[State, Input]] = frozenset({(State.NEUTRAL, Input.END), (State.NEUTRAL, Input.LOST)})
