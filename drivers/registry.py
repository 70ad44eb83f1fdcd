"""The protocols there are, by the name that a profile gives. The only list of them.

Each is imported when a profile first asks for it: a station with one reader loads one protocol."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from drivers.events import Message
from drivers.interpret import interpret
from drivers.link import Link, Surroundings
from drivers.profile import Profile
from drivers.reading import Reading
from drivers.told import Told

Field = str | list[str] | list[list[str]]
"""A field: its text; or its components; or, when it repeats, a list of components for each repeat."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol.

    ``new_link(profile, surroundings)`` is a line's end, not yet connected; ``told(message, profile)`` the
    words of a complete message, one Told a specimen; ``records(message, profile)`` its records, each a list
    of fields. These two raise RemoteProtocolError (``wire.*``). ``on_the_line(raw)`` gives the bytes of a
    message, as it is kept, what a line has before them."""

    new_link: Callable[[Profile, Surroundings], Link]
    told: Callable[[Message, Profile], tuple[Told, ...]]
    records: Callable[[Message, Profile], list[list[Field]]]
    on_the_line: Callable[[bytes], bytes] = bytes


def protocol_of(profile: Profile) -> Protocol:
    """The protocol that ``profile`` speaks."""
    return _loaded(profile.protocol)


@cache
def _loaded(name: str) -> Protocol:
    return _PROTOCOLS[name]()


def new_link(profile: Profile, surroundings: Surroundings | None = None) -> Link:
    """A link for ``profile``, not yet connected."""
    return protocol_of(profile).new_link(profile, surroundings or Surroundings())


def on_the_line(raw: bytes, profile: Profile) -> bytes:
    """Bytes that may begin in mid-session, such as a message's as it is kept, for a link to be fed with."""
    return protocol_of(profile).on_the_line(raw)


def words(message: Message, profile: Profile) -> tuple[Told, ...]:
    """What ``message`` says of each specimen, still in the reader's words. Raises RemoteProtocolError."""
    return protocol_of(profile).told(message, profile)


def readings(message: Message, profile: Profile) -> tuple[Reading, ...]:
    """Every reading of ``message``, in its order. Raises RemoteProtocolError."""
    found = protocol_of(profile).told(message, profile)
    if message.flags:
        found = tuple(replace(told, flags=(*message.flags, *told.flags)) for told in found)
    return tuple(interpret(told, profile) for told in found)


def records(message: Message, profile: Profile) -> list[list[Field]]:
    """The records of ``message``, each a list of fields. Raises RemoteProtocolError."""
    return protocol_of(profile).records(message, profile)


def _lis() -> Protocol:
    from drivers.lis.bare import with_enquiry
    from drivers.lis.link import Link as LisLink
    from drivers.lis.records import fields_of
    from drivers.lis.told import told

    return Protocol(LisLink, told, fields_of, with_enquiry)


def _poct1a() -> Protocol:
    from drivers.poct1a.link import Link as Poct1aLink
    from drivers.poct1a.told import fields_of, told

    return Protocol(Poct1aLink, told, fields_of)


def _hl7() -> Protocol:
    from drivers.hl7.link import Link as Hl7Link
    from drivers.hl7.told import fields_of, told

    return Protocol(Hl7Link, told, fields_of)


def _printed() -> Protocol:
    from drivers.printed.link import Link as PrintedLink
    from drivers.printed.told import records, told

    return Protocol(PrintedLink, told, records)


_PROTOCOLS: dict[str, Callable[[], Protocol]] = {
    "lis": _lis,
    "poct1a": _poct1a,
    "hl7": _hl7,
    "printed": _printed,
}
