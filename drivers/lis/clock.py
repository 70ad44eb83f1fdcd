"""The reader's clock in the header of a message without an order: a query, "nothing found", a maker's record.

In a result it goes with the reading."""

from drivers.clock_text import clock_time
from drivers.errors import RemoteProtocolError
from drivers.events import ClockTold, Message
from drivers.lis.address import Address
from drivers.lis.records import decode
from drivers.profile import Profile


def clock_of(message: Message, profile: Profile | None) -> list[ClockTold]:
    """Where the profile says that the header tells it; nothing when that is no time."""
    place = profile.where.get("sent_at") if profile else None
    if profile is None or not isinstance(place, Address) or place.letter != "H" or _holds_order(message.text):
        return []
    try:
        header = decode(message.text, profile.encoding)[0]
    except RemoteProtocolError:
        return []
    text = place.read(header) if place.meets(header) else None
    told = clock_time(text or "", profile.formats.get("sent_at"), profile.time_zone)
    return [ClockTold(told.isoformat())] if told else []


def _holds_order(text: bytes) -> bool:
    """Looked for in the bytes, for nearly every message is a result: CR is no part of a longer character."""
    return b"\rO" in text or b"\ro" in text
