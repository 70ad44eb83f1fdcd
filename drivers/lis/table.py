"""The link as data: (state, input) -> (action, next state).

Rule 1: nothing outside this table decides what follows what. What is not in it cannot happen or is ignored
(``IGNORED`` names those pairs, so that the table stays complete when states are added)."""

from enum import StrEnum


class State(StrEnum):
    """Where the link is. "Withheld" and "out of step" are ours, the others are those of LIS01-A2 6.2 to
    6.5."""

    NEUTRAL = "neutral"
    TRANSFER = "transfer"
    WITHHELD = "withheld"
    OUT_OF_STEP = "out of step"
    BIDDING = "bidding"
    SENDING = "sending"


class Input(StrEnum):
    """What can happen to it: bytes as the framing sees them, time, the station's word on durability, and what
    it wants to send."""

    ENQUIRY = "ENQ"
    BUSY_ENQUIRY = "ENQ while busy"
    END = "EOT"
    FRAME = "next frame"
    LAST_FRAME = "next frame, completes a message"
    QUERY_FRAME = "next frame, completes a query"
    REPEAT = "frame accepted before"
    DAMAGED = "damaged, cut short or out of order"
    WENT_ROUND = "frame numbers went all the way round"
    TOO_LONG = "message over the limit"
    KEPT = "kept"
    KEPT_WANTED = "kept, and the line is wanted"
    NOT_KEPT = "not kept"
    KEEP_TIMER = "keep timer"
    RECEIVE_TIMER = "receive timer"
    BID = "something to send, no pause running"
    ACCEPTED = "ACK"
    ACCEPTED_LAST = "ACK to the last frame"
    REFUSED = "NAK"
    NOT_ACCEPTED = "NAK or another character"
    NOT_ACCEPTED_SIX = "NAK or another character, the sixth time"
    INTERRUPT_LAST = "EOT to the last frame"
    REPLY_TIMER = "reply timer"
    LOST = "line lost"


class Action(StrEnum):
    """What the link does on the way. Each is one method."""

    OPEN = "ACK; first frame expected"
    TURN_AWAY = "NAK"
    STORE = "store; ACK"
    ASK = "ask to keep; withhold the reply"
    TELL = "ACK; tell what is asked"
    CONFIRM = "ACK; store nothing"
    REFUSE = "NAK; store nothing"
    OVERFLOW = "NAK; hold what is open"
    RESTART = "hold what is open; ACK; first frame expected"
    CLOSE = "hold what is open"
    RELEASE = "ACK; message done"
    INTERRUPT = "EOT for ACK; message done"
    REJECT = "NAK; forget the last frame"
    FORGET = "reply to nobody"
    ENQUIRE = "ENQ"
    BEGIN = "send the first frame"
    NEXT = "send the next frame"
    AGAIN = "send the same frame again"
    FINISH = "EOT; sent"
    FINISH_QUIET = "EOT; sent; interrupt pause"
    BUSY = "busy pause"
    CONTEND = "no reply; contention pause"
    NO_REPLY = "EOT; link pause"
    GIVE_UP = "EOT; to be sent whole again; link pause"
    YIELD = "EOT; to be sent whole again; interrupt pause"
    ABANDON = "nothing was sent"


TRANSITIONS: dict[tuple[State, Input], tuple[Action, State]] = {
    (State.NEUTRAL, Input.ENQUIRY): (Action.OPEN, State.TRANSFER),
    (State.NEUTRAL, Input.BUSY_ENQUIRY): (Action.TURN_AWAY, State.NEUTRAL),
    (State.NEUTRAL, Input.BID): (Action.ENQUIRE, State.BIDDING),
    (State.TRANSFER, Input.FRAME): (Action.STORE, State.TRANSFER),
    (State.TRANSFER, Input.LAST_FRAME): (Action.ASK, State.WITHHELD),
    (State.TRANSFER, Input.QUERY_FRAME): (Action.TELL, State.TRANSFER),
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
    (State.WITHHELD, Input.KEPT_WANTED): (Action.INTERRUPT, State.TRANSFER),
    (State.WITHHELD, Input.NOT_KEPT): (Action.REJECT, State.TRANSFER),
    (State.WITHHELD, Input.KEEP_TIMER): (Action.REJECT, State.TRANSFER),
    (State.WITHHELD, Input.LOST): (Action.FORGET, State.NEUTRAL),
    (State.BIDDING, Input.ACCEPTED): (Action.BEGIN, State.SENDING),
    (State.BIDDING, Input.REFUSED): (Action.BUSY, State.NEUTRAL),
    (State.BIDDING, Input.ENQUIRY): (Action.CONTEND, State.NEUTRAL),
    (State.BIDDING, Input.REPLY_TIMER): (Action.NO_REPLY, State.NEUTRAL),
    (State.BIDDING, Input.LOST): (Action.ABANDON, State.NEUTRAL),
    (State.SENDING, Input.ACCEPTED): (Action.NEXT, State.SENDING),
    (State.SENDING, Input.ACCEPTED_LAST): (Action.FINISH, State.NEUTRAL),
    (State.SENDING, Input.NOT_ACCEPTED): (Action.AGAIN, State.SENDING),
    (State.SENDING, Input.NOT_ACCEPTED_SIX): (Action.GIVE_UP, State.NEUTRAL),
    (State.SENDING, Input.END): (Action.YIELD, State.NEUTRAL),
    (State.SENDING, Input.INTERRUPT_LAST): (Action.FINISH_QUIET, State.NEUTRAL),
    (State.SENDING, Input.REPLY_TIMER): (Action.NO_REPLY, State.NEUTRAL),
    (State.SENDING, Input.LOST): (Action.ABANDON, State.NEUTRAL),
}

IGNORED: frozenset[tuple[State, Input]] = frozenset(
    {(State.NEUTRAL, Input.END), (State.NEUTRAL, Input.LOST), (State.BIDDING, Input.END)}
)
