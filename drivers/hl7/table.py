"""The HL7 link as data: (state, input) -> (action, next state). docs/protocols/hl7.md shows it."""

from enum import StrEnum


class State(StrEnum):
    """Where the link is."""

    LISTENING = "listening"
    WITHHELD = "withheld"


class Input(StrEnum):
    """What can happen to it: blocks as they are judged, time, and the station's word on durability."""

    RESULT = "a result"
    UNREADABLE = "cannot be read"
    UNSUPPORTED = "another type, event or version"
    HEADLESS = "no MSH"
    ANSWER = "an answer"
    CUT = "cut off"
    OVERLONG = "end of an over-long message"
    KEPT = "kept"
    NOT_KEPT = "not kept"
    KEEP_TIMER = "keep timer"
    LOST = "line lost"


class Action(StrEnum):
    """What the link does on the way. Each is one method of Link."""

    ASK = "ask to keep; withhold the answer"
    ASK_HOLD = "ask to keep and hold; withhold the answer"
    HOLD = "hold; no answer"
    IGNORE = "tell; no answer"
    ACCEPT = "the answer: AA, or AE or AR to what is held"
    REFUSE = "tell; AE"
    FORGET = "answer nobody"


TRANSITIONS: dict[tuple[State, Input], tuple[Action, State]] = {
    (State.LISTENING, Input.RESULT): (Action.ASK, State.WITHHELD),
    (State.LISTENING, Input.UNREADABLE): (Action.ASK_HOLD, State.WITHHELD),
    (State.LISTENING, Input.UNSUPPORTED): (Action.ASK_HOLD, State.WITHHELD),
    (State.LISTENING, Input.HEADLESS): (Action.HOLD, State.LISTENING),
    (State.LISTENING, Input.ANSWER): (Action.IGNORE, State.LISTENING),
    (State.LISTENING, Input.CUT): (Action.HOLD, State.LISTENING),
    (State.LISTENING, Input.OVERLONG): (Action.REFUSE, State.LISTENING),
    (State.WITHHELD, Input.KEPT): (Action.ACCEPT, State.LISTENING),
    (State.WITHHELD, Input.NOT_KEPT): (Action.REFUSE, State.LISTENING),
    (State.WITHHELD, Input.KEEP_TIMER): (Action.REFUSE, State.LISTENING),
    (State.WITHHELD, Input.LOST): (Action.FORGET, State.LISTENING),
}
