"""The answer to a message: MSH and MSA, and ERR where something was wrong (HL7 v2.5.1 2.9).

Values of the message are repeated as they were sent, in its own delimiters and encoding."""

from dataclasses import dataclass
from datetime import datetime

from drivers.hl7.blocks import END, RETURN, START
from drivers.hl7.header import Header

_ERR_SINCE = (2, 5)
"""ERR has its present fields from 2.5 on; before, the code stands in MSA-6."""

_LONGEST = 4
"""Digits of a part of a version; a longer one is no version."""

_WHEN = ("AL", "NE", "ER", "SU")
"""HL7 table 0155. Makers put their own numbers into MSH-15 and MSH-16: those ask for nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a message went. ``letter`` is A, E or R as in AA, AE, AR; ``code`` is of HL7 table 0357."""

    letter: str
    code: int = 0
    text: str = ""


ACCEPTED = Outcome("A")
NOT_KEPT = Outcome("E", 207, "Not stored, send again")
TOO_LONG = Outcome("E", 207, "Message too long")
UNREADABLE = Outcome("E", 102, "Text not in a known character set")
NO_CONTROL_ID = Outcome("E", 101, "MSH-10 missing")
NO_TYPE = Outcome("E", 101, "MSH-9 missing")
UNSUPPORTED_TYPE = Outcome("R", 200, "Unsupported message type")
UNSUPPORTED_EVENT = Outcome("R", 201, "Unsupported event code")
UNSUPPORTED_VERSION = Outcome("R", 203, "Unsupported version id")


def words(header: Header, outcome: Outcome) -> list[str]:
    """What goes into MSA-1, one answer each: ``AA`` in the original mode, by MSH-15 and MSH-16 otherwise."""
    accept, application = header.segment.value(15), header.segment.value(16)
    if accept not in _WHEN and application not in _WHEN:
        return ["A" + outcome.letter]
    asked = (("C", accept), ("A", application))
    return [kind + outcome.letter for kind, when in asked if _wanted(when, outcome)]


def _wanted(when: str | None, outcome: Outcome) -> bool:
    return when == "AL" or when == ("SU" if outcome is ACCEPTED else "ER")


def answer(header: Header, word: str, outcome: Outcome, own_id: str, at: datetime | None) -> bytes:
    """The block to be sent; ``at`` is the time for MSH-7, left out when nobody knows it."""
    segment, marks = header.segment, header.segment.marks
    numbered = {3: 5, 4: 6, 5: 3, 6: 4, 11: 11, 12: 12, 18: 18}
    fields = {ours: segment.raw(theirs) for ours, theirs in numbered.items()}
    fields |= {7: at.strftime("%Y%m%d%H%M%S%z") if at else "", 10: own_id}
    fields[9] = marks.component.join(("ACK", header.kind[1] or "R01", "ACK"))
    head = [segment.raw(0), segment.raw(2), *(fields.get(number, "") for number in range(3, 19))]
    lines = [marks.field.join(head).rstrip(marks.field), *_verdict(header, word, outcome)]
    text = "".join(line + "\r" for line in lines)
    return bytes([START]) + text.encode(header.encoding) + bytes([END, RETURN])


def _verdict(header: Header, word: str, outcome: Outcome) -> list[str]:
    """MSA, and what was wrong in the form of the message's version."""
    marks = header.segment.marks
    msa = ["MSA", word, header.control_id]
    if not outcome.code:
        return [marks.field.join(msa)]
    coded = marks.component.join((str(outcome.code), outcome.text, "HL70357"))
    if _number(header.version) < _ERR_SINCE:
        return [marks.field.join([*msa, outcome.text, "", "", coded])]
    return [marks.field.join([*msa, outcome.text]), marks.field.join(["ERR", "", "", coded, "E"])]


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal() and len(part) <= _LONGEST)
