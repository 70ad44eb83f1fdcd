"""A POCT1-A conversation as data: (state, input) -> (action, next state); docs/protocols/poct1a.md has it."""

from enum import StrEnum


class State(StrEnum):
    """Where the conversation is. *Asking*: a message of ours waits for its answer."""

    SILENT = "silent"
    GREETED = "greeted"
    READY = "ready"
    ASKING = "asking"
    WITHHELD = "withheld"
    WITHHELD_ASKING = "withheld, asking"
    WITHHELD_GREETED = "withheld, greeted"
    WITHHELD_SILENT = "withheld, silent"


class Input(StrEnum):
    """What can happen to it."""

    HELLO = "HEL"
    STATUS = "DST"
    RESULT = "OBS or EVS"
    TOPIC_END = "EOT"
    ALL_SENT = "EOT of what was asked for"
    ALIVE = "KPA"
    GOODBYE = "END"
    UNKNOWN = "another message"
    UNREADABLE = "cannot be read"
    TOO_FAR = "beyond the limits"
    CUT = "cut off"
    PROMISED = "AA to a request"
    CONFIRMED = "AA, more to say"
    CONFIRMED_LAST = "AA, all said"
    DECLINED = "AE, AR or ESC"
    STRAY = "ACK or ESC that names nothing open"
    ERRAND = "something to ask"
    ANSWER_TIMER = "answer timer"
    DEAD = "answer timer of KPA"
    KEPT = "kept"
    NOT_KEPT = "not kept"
    KEEP_TIMER = "keep timer"
    LOST = "line lost"


class Action(StrEnum):
    """What is done on the way. Each is one method of Conversation."""

    GREET = "AA; begin"
    GREET_AGAIN = "AA; give up what is open; begin"
    TURN_AWAY = "AE; END"
    PLAN = "AA; plan what to ask"
    CONFIRM = "AA"
    ASK_KEEP = "ask to keep; withhold the answer"
    ACCEPT = "the answer: AA; to what is held AE, or ESC without a control id"
    REFUSE = "AE; tell"
    ASK_HOLD = "ask to keep and hold; withhold the answer"
    HOLD = "hold; no answer"
    FAREWELL = "AA; end"
    BEGIN = "send its first message"
    CONTINUE = "send its next message"
    WAIT = "wait on"
    DONE = "done"
    DONE_AND_CONFIRM = "AA; done"
    GIVE_UP = "give up"
    LOSE = "end; give up all"
    IGNORE = "nothing"
    FORGET = "answer nobody; end"


_OPEN = (State.GREETED, State.READY, State.ASKING)
_WITHHELD = (
    (State.WITHHELD, State.READY),
    (State.WITHHELD_ASKING, State.ASKING),
    (State.WITHHELD_GREETED, State.GREETED),
    (State.WITHHELD_SILENT, State.SILENT),
)
_ANY = (State.SILENT, *_OPEN)

TRANSITIONS: dict[tuple[State, Input], tuple[Action, State]] = {
    (State.SILENT, Input.HELLO): (Action.GREET, State.GREETED),
    **{
        (State.SILENT, what): (Action.TURN_AWAY, State.SILENT)
        for what in (Input.STATUS, Input.RESULT, Input.TOPIC_END, Input.ALIVE)
    },
    **{(state, Input.HELLO): (Action.GREET_AGAIN, State.GREETED) for state in _OPEN},
    (State.GREETED, Input.STATUS): (Action.PLAN, State.READY),
    (State.READY, Input.STATUS): (Action.PLAN, State.READY),
    (State.ASKING, Input.STATUS): (Action.PLAN, State.ASKING),
    (State.GREETED, Input.RESULT): (Action.ASK_KEEP, State.WITHHELD),
    (State.READY, Input.RESULT): (Action.ASK_KEEP, State.WITHHELD),
    (State.ASKING, Input.RESULT): (Action.ASK_KEEP, State.WITHHELD_ASKING),
    **{(state, Input.TOPIC_END): (Action.CONFIRM, state) for state in _OPEN},
    (State.ASKING, Input.ALL_SENT): (Action.DONE_AND_CONFIRM, State.READY),
    **{(state, Input.ALIVE): (Action.CONFIRM, state) for state in _OPEN},
    **{(state, Input.GOODBYE): (Action.FAREWELL, State.SILENT) for state in _ANY},
    **{
        (state, what): (Action.ASK_HOLD, withheld)
        for withheld, state in _WITHHELD
        for what in (Input.UNKNOWN, Input.UNREADABLE, Input.TOO_FAR)
    },
    **{(state, Input.CUT): (Action.HOLD, state) for state in _ANY},
    **{(state, Input.STRAY): (Action.IGNORE, state) for state in _ANY},
    (State.READY, Input.ERRAND): (Action.BEGIN, State.ASKING),
    (State.ASKING, Input.PROMISED): (Action.WAIT, State.ASKING),
    (State.ASKING, Input.CONFIRMED): (Action.CONTINUE, State.ASKING),
    (State.ASKING, Input.CONFIRMED_LAST): (Action.DONE, State.READY),
    (State.ASKING, Input.DECLINED): (Action.GIVE_UP, State.READY),
    (State.ASKING, Input.ANSWER_TIMER): (Action.GIVE_UP, State.READY),
    (State.ASKING, Input.DEAD): (Action.LOSE, State.SILENT),
    **{(state, Input.KEPT): (Action.ACCEPT, after) for state, after in _WITHHELD},
    **{
        (state, what): (Action.REFUSE, after)
        for state, after in _WITHHELD
        for what in (Input.NOT_KEPT, Input.KEEP_TIMER)
    },
    **{(state, Input.LOST): (Action.FORGET, State.SILENT) for state in State},
}
