"""Every time limit and count of the link as data, each with its clause of LIS01-A2 or the word "ours".

docs/protocols/lis01.md shows this list; a test compares the two."""

from typing import NamedTuple


class Limit(NamedTuple):
    """``value`` in seconds unless ``name`` says otherwise; ``expiry`` is what then happens."""

    name: str
    value: float
    clause: str
    expiry: str


RECEIVE_S = 30.0
KEEP_S = 8.0
FRAME_SILENCE_S = 3.0
NOISE_REPORT_S = 1.0
BUSY_S = 60.0
REPLY_S = 15.0
GARBLED_S = 1.0
TRANSMISSIONS = 6
BUSY_PAUSE_S = 10.0
CONTENTION_READER_S = 1.0
CONTENTION_STATION_S = 20.0
INTERRUPT_PAUSE_S = 15.0
LINK_S = 1.0
TURN_S = 0.5
COMMAND_S = 60.0

LIMITS = (
    Limit("RECEIVE_S", RECEIVE_S, "6.5.2", "the transfer is over, what is open is held"),
    Limit("REPLY_S", REPLY_S, "6.5.2", "no reply to ENQ or to a frame: EOT, nothing is sent again"),
    Limit(
        "TRANSMISSIONS",
        TRANSMISSIONS,
        "6.5.1.2",
        "count: not accepted so often: EOT, the message is begun anew",
    ),
    Limit("BUSY_PAUSE_S", BUSY_PAUSE_S, "6.2.4 to 6.2.6", "after NAK to our ENQ: we may bid again"),
    Limit(
        "CONTENTION_STATION_S",
        CONTENTION_STATION_S,
        "6.2.7.1",
        "we yielded and no ENQ came: we may bid again",
    ),
    Limit("CONTENTION_READER_S", CONTENTION_READER_S, "6.2.7.1", "the side with priority bids again"),
    Limit("INTERRUPT_PAUSE_S", INTERRUPT_PAUSE_S, "6.3.5", "after EOT in place of ACK: we may bid again"),
    Limit("LINK_S", LINK_S, "figure A1", "after a session of ours that failed: we may bid again"),
    Limit(
        "TURN_S",
        TURN_S,
        "ours",
        "after a session of the reader's: we may bid; one that has more to send goes first",
    ),
    Limit(
        "GARBLED_S",
        GARBLED_S,
        "ours",
        "the line is quiet after a character that is no reply: the frame is sent again",
    ),
    Limit("KEEP_S", KEEP_S, "ours; a sender waits 15 s, Roche's e411 10 s", "the withheld reply becomes NAK"),
    Limit(
        "BUSY_S",
        BUSY_S,
        "ours",
        "a message whose keeping was never answered for no longer makes the station busy",
    ),
    Limit("FRAME_SILENCE_S", FRAME_SILENCE_S, "ours", "a frame that stopped is answered NAK"),
    Limit("NOISE_REPORT_S", NOISE_REPORT_S, "ours", "noise that has stopped is reported"),
    Limit("COMMAND_S", COMMAND_S, "ours", "a command that could not be sent is refused"),
)
