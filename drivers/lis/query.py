"""What a reader asks: the Q records of a message that holds nothing else to keep."""

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.lis.address import Address
from drivers.lis.codes import RequestStatus
from drivers.lis.records import Record, decode
from drivers.lis.settings import LisSettings

_WITHOUT_RESULTS = frozenset("HPQCMZL")
ALL = "ALL"
EVERYTHING = ("", ALL)
MOST_ASKED = 100
"""Specimens in one query. Ours; more is for a person to look at."""


def asked(message: Message, encoding: str, settings: LisSettings) -> tuple[str, ...] | None:
    """The specimen numbers that ``message`` asks about, empty text for everything that waits.

    None when it is no query: it holds orders or results, or it cannot be read; then it is for a person.
    A query that is taken back (Q.13 = A) asks about none."""
    text = message.text
    if not (b"Q" in text and b"\rQ" in text) and not (b"q" in text and b"\rq" in text):
        return None
    try:
        records = decode(text, encoding)
    except RemoteProtocolError:
        return None
    if not {record.letter for record in records} <= _WITHOUT_RESULTS:
        return None
    numbers: list[str] = []
    for record in records:
        found = _numbers(record, settings.asked) if record.letter == "Q" else []
        if found is None:
            return None
        numbers += found
    return tuple(dict.fromkeys(numbers)) if len(numbers) <= MOST_ASKED else None


def _numbers(record: Record, place: Address) -> list[str] | None:
    """One for each repeat of the field; None when one has no number where the profile says.

    A range (Q.4) is not taken apart: it is in everything that waits."""
    if RequestStatus.known(record.value(13)) is RequestStatus.ABORT:
        return []
    repeats = record.repeats(place.field)
    if record.value(4) or all(part in EVERYTHING for parts in repeats for part in parts):
        return [""]
    at = (place.component or 1) - 1
    numbers = [parts[at].strip() if at < len(parts) else "" for parts in repeats]
    return ["" if number == ALL else number for number in numbers] if all(numbers) else None
