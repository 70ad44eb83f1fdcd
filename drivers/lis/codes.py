"""The one-letter codes of LIS02-A2, by the field that they stand in.

A reader may use others: ``known`` gives None for those, and a profile says what the words of its reader
mean."""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """Base of the code sets. Letters are compared without regard to their case."""

    @classmethod
    def known(cls, text: str | None) -> Self | None:
        """The code that ``text`` is, or None."""
        try:
            return cls((text or "").upper())
        except ValueError:
            return None


class AbnormalFlag(Code):
    """R.7, how a value stands to its normal range."""

    LOW = "L"
    HIGH = "H"
    PANIC_LOW = "LL"
    PANIC_HIGH = "HH"
    BELOW_ABSOLUTE_LOW = "<"
    ABOVE_ABSOLUTE_HIGH = ">"
    NORMAL = "N"
    ABNORMAL = "A"
    UP = "U"
    DOWN = "D"
    BETTER = "B"
    WORSE = "W"


class ResultStatus(Code):
    """R.9, what became of the test."""

    CORRECTION = "C"
    PRELIMINARY = "P"
    FINAL = "F"
    NOT_DONE = "X"
    PENDING = "I"
    PARTIAL = "S"
    MIC = "M"
    SENT_BEFORE = "R"
    NEW_OR_EDITED = "N"
    ANSWER = "Q"
    VERIFIED = "V"
    QUESTIONABLE = "W"


class OrderAction(Code):
    """O.12, what is to be done with the order."""

    CANCEL = "C"
    ADD = "A"
    NEW = "N"
    PENDING = "P"
    RESERVED = "L"
    IN_PROCESS = "X"
    CONTROL = "Q"


class ReportType(Code):
    """O.26, what the order record is."""

    ORDER = "O"
    CORRECTION = "C"
    PRELIMINARY = "P"
    FINAL = "F"
    CANCELLED = "X"
    PENDING = "I"
    NO_ORDER = "Y"
    NO_SUBJECT = "Z"
    ANSWER = "Q"


class Termination(Code):
    """L.3, how the message ended."""

    NORMAL = "N"
    SENDER_ABORTED = "T"
    RECEIVER_ABORTED = "R"
    UNKNOWN_ERROR = "E"
    QUERY_ERROR = "Q"
    NOTHING_FOUND = "I"
    QUERY_DONE = "F"


class Processing(Code):
    """H.12, what the message is for."""

    PRODUCTION = "P"
    TRAINING = "T"
    DEBUGGING = "D"
    CONTROL = "Q"


class RequestStatus(Code):
    """Q.13, what is asked for, of those that the station uses."""

    ABORT = "A"
    ORDERS = "O"
    SENT_BEFORE = "R"
