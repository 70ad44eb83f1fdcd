"""Feeds a link and answers its requests; what a port does, without one."""

from collections.abc import Iterable

from drivers.events import Event, KeepRequested, LinkReply, Message, MessageHeld
from drivers.lis.link import Link

ENQ, EOT = b"\x05", b"\x04"


def play(link: Link, chunks: Iterable[bytes], now: float = 0.0, *, keep: bool = True) -> list[Event]:
    """All events of ``chunks`` arriving at ``now``, every message kept at once."""
    events: list[Event] = []
    for chunk in chunks:
        events += link.receive(chunk, now)
        while keep and link.awaiting is not None:
            events += link.kept(now)
    return events


def messages(events: Iterable[Event]) -> list[Message]:
    return [event.message for event in events if isinstance(event, KeepRequested)]


def held(events: Iterable[Event]) -> list[tuple[str, bytes]]:
    return [(event.reason, event.message.text) for event in events if isinstance(event, MessageHeld)]


def replies(events: Iterable[Event]) -> str:
    """The replies as a string of A and N."""
    return "".join(event.reply[0] for event in events if isinstance(event, LinkReply))


def in_transfer() -> Link:
    """A link that has said yes to ENQ."""
    link = Link()
    link.receive(ENQ, 0.0)
    return link
