"""POCT1-A messages made the plain way, and a link that is fed and answered."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from drivers.events import Event, KeepRequested, Message, MessageHeld, MessageRefused, Transmission
from drivers.link import Surroundings
from drivers.poct1a.link import Link
from drivers.poct1a.settings import Poct1aSettings
from drivers.profile import Profile
from tests.wire.readers import POCT1A
from tests.wire.vectors import table

AT = datetime(2026, 11, 23, 18, 13, 11, tzinfo=UTC)
ON_TCP = Surroundings(lambda _: AT, checked=True)
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
EXAMPLE = next(row for row in table("network_dialects", "message") if row["name"] == "poct1a-saliva")
RESULT = "".join(EXAMPLE["lines"])

_DEVICE = (
    '<DEV><DEV.device_id V="SAL-P3-0117"/><DEV.vendor_id V="DEMO"/><DEV.model_id V="SAL-P3"/>'
    '<DEV.serial_id V="P3-0117"/><DEV.hw_version V="B"/><DEV.sw_version V="3.1.0"/>'
    '<DEV.device_name V="SAL-P3"/>'
    '<DCP><DCP.application_timeout V="30"/></DCP><DSC><DSC.connection_profile_cd V="SA"/>'
    '<DSC.topics_supported_cd V="DTV"/><DSC.topics_supported_cd V="OP_LST"/>'
    '<DSC.directives_supported_cd V="SET_TIME"/><DSC.directives_supported_cd V="START_CONTINUOUS"/>'
    '<DSC.max_message_sz V="8192"/></DSC></DEV>'
)


def said(name: str, below: str = "", control_id: str = "00001") -> bytes:
    """A message of the reader, as docs/protocols/poct1a-saliva-reader.md has it."""
    header = (
        f'<HDR><HDR.message_type V="{name}"/><HDR.control_id V="{control_id}"/><HDR.version_id V="POCT1"/>'
        '<HDR.creation_dttm V="2026-11-24T02:13:09+08:00"/></HDR>'
    )
    return f"{DECLARED}<{name}>{header}{below}</{name}>\n".encode()


HELLO = said("HEL.R01", _DEVICE)
OBS = RESULT.encode() + b"\n"
END = said("END.R01", '<TRM><TRM.reason_cd V="USR"/></TRM>', "00009")


def status(waiting: int, control_id: str = "00002") -> bytes:
    body = f'<DST><DST.new_observations_qty V="{waiting}"/><DST.condition_cd V="R"/></DST>'
    return said("DST.R01", body, control_id)


def topic_end(topic: str = "OBS", control_id: str = "00004") -> bytes:
    return said("EOT.R01", f'<EOT><EOT.topic_cd V="{topic}"/></EOT>', control_id)


def ack(number: str, word: str = "AA", control_id: str = "00099") -> bytes:
    body = f'<ACK><ACK.type_cd V="{word}"/><ACK.ack_control_id V="{number}"/></ACK>'
    return said("ACK.R01", body, control_id)


def dml_link(settings: Poct1aSettings | None = None, surroundings: Surroundings = ON_TCP) -> Link:
    profile: Profile = replace(POCT1A, settings=settings) if settings else POCT1A
    return Link(profile, surroundings)


def greeted(settings: Poct1aSettings | None = None, waiting: int = 0) -> tuple[Link, list[Event]]:
    """A link that has answered HEL and DST, and what it said."""
    link = dml_link(settings)
    return link, play(link, [HELLO, status(waiting)])


def talking(settings: Poct1aSettings | None = None) -> Link:
    """A link whose reader sends as it measures."""
    link, events = greeted(settings)
    play(link, [ack(own_ids(events)[-1])])
    return link


def play(link: Link, chunks: Iterable[bytes], now: float = 0.0, *, keep: bool = True) -> list[Event]:
    """All events of ``chunks`` arriving at ``now``, every message kept at once."""
    events: list[Event] = []
    for chunk in chunks:
        events += link.receive(chunk, now)
        while keep and link.awaiting is not None:
            events += link.kept(now)
    return events


def sent(events: Iterable[Event]) -> list[str]:
    """What was sent, by name."""
    return [event.what for event in events if isinstance(event, Transmission)]


def contents(events: Iterable[Event]) -> list[str]:
    return [event.content.decode() for event in events if isinstance(event, Transmission)]


def own_ids(events: Iterable[Event]) -> list[str]:
    """The control ids of what was sent."""
    return [re.findall(r'<HDR.control_id V="(\d+)"/>', text)[0] for text in contents(events)]


def answered(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Word and number of each acknowledgement."""
    found = [
        re.findall(r'<ACK.type_cd V="(\w+)"/><ACK.ack_control_id V="(\w*)"/>', text)
        for text in contents(events)
    ]
    return [one for ones in found for one in ones]


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
