"""MLLP blocks made the plain way, and a link that is fed and answered."""

from collections.abc import Iterable
from datetime import UTC, datetime

from drivers.events import Event, KeepRequested, Message, MessageHeld, MessageRefused, Transmission
from drivers.hl7.link import Link
from drivers.link import Surroundings
from drivers.profile import Profile
from tests.wire.readers import HL7
from tests.wire.vectors import table

AT = datetime(2026, 11, 23, 18, 13, 11, tzinfo=UTC)
ON_TCP = Surroundings(lambda _: AT, checked=True)
EXAMPLE = next(row for row in table("network_dialects", "message") if row["name"] == "hl7-urine")
SEGMENTS: list[str] = EXAMPLE["segments"]


def block(segments: Iterable[str], encoding: str = "gb18030", end: str = "\r") -> bytes:
    """``0B`` segments, each with its end, ``1C 0D``."""
    text = "".join(segment + end for segment in segments)
    return b"\x0b" + text.encode(encoding) + b"\x1c\r"


def changed(*pairs: tuple[str, str]) -> bytes:
    """The example's block with some text replaced; each must be in it."""
    text = "\n".join(SEGMENTS)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return block(text.split("\n"))


def hl7_link(profile: Profile = HL7) -> Link:
    return Link(profile, ON_TCP)


def play(link: Link, chunks: Iterable[bytes], now: float = 0.0, *, keep: bool = True) -> list[Event]:
    """All events of ``chunks`` arriving at ``now``, every message kept at once."""
    events: list[Event] = []
    for chunk in chunks:
        events += link.receive(chunk, now)
        while keep and link.awaiting is not None:
            events += link.kept(now)
    return events


def asked(events: Iterable[Event]) -> list[Message]:
    return [event.message for event in events if isinstance(event, KeepRequested) and not event.hold]


def held(events: Iterable[Event]) -> list[str]:
    """Why each message that is no result is held: at once, or kept first and answered then."""
    reasons = []
    for event in events:
        if isinstance(event, MessageHeld):
            reasons.append(event.reason)
        elif isinstance(event, KeepRequested) and event.hold:
            reasons.append(event.hold)
    return reasons


def refused(events: Iterable[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, MessageRefused)]


def answers(events: Iterable[Event]) -> list[list[list[str]]]:
    """Each answer as segments of fields, read the plain way."""
    sent = [event.content for event in events if isinstance(event, Transmission)]
    assert all(data[:1] == b"\x0b" and data[-3:] == b"\r\x1c\r" for data in sent)
    lines = [data[1:-2].decode("gb18030").split("\r") for data in sent]
    return [[line.split("|") for line in answer if line] for answer in lines]


def msa(events: Iterable[Event]) -> list[tuple[str, str]]:
    """MSA-1 and MSA-2 of each answer."""
    return [(answer[1][1], answer[1][2]) for answer in answers(events)]
