"""The words of an ORU message, found with a profile's places: one Told for each OBR in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from drivers._kit.legible import legible
from drivers.clock_text import clock_time
from drivers.errors import RemoteProtocolError
from drivers.events import ClockTold, Message
from drivers.hl7.header import Header, decode
from drivers.hl7.place import SegmentPlace
from drivers.hl7.segments import Segment
from drivers.profile import Profile
from drivers.told import StripTold, Told, limited

_TIME = re.compile(r"(\d{8,14})(?:\.\d{1,4})?([+-]\d{4})?", re.ASCII)
_MOMENTS = ("sent_at",)
_PRODUCTION = ("P", None)
_CONTROL_ROLES, _PATIENT_ROLES = ("Q", "E"), ("P", None)
"""SPM-11, table 0369: a control specimen, an electronic control; a patient's, which is meant when empty."""

Fields = list[str | list[str] | list[list[str]]]


@dataclass(slots=True)
class _Order:
    """One OBR with what stands around it. Each result is an OBX with the NTE behind it."""

    head: list[Segment]
    patient: list[Segment]
    own: list[Segment] = field(default_factory=list)
    results: list[list[Segment]] = field(default_factory=list)

    @property
    def begun(self) -> bool:
        """Whether its OBR has come."""
        return any(segment.name == "OBR" for segment in self.own)

    @property
    def above(self) -> list[Segment]:
        """What stands before it and is of all orders of the message, or of the patient."""
        return [*self.head, *self.patient]

    @property
    def size(self) -> int:
        """How many segments say something of it."""
        return len(self.head) + len(self.patient) + len(self.own) + sum(map(len, self.results))

    def add(self, segment: Segment) -> None:
        if segment.name == "OBX":
            self.results.append([segment])
        elif segment.name == "NTE" and self.results:
            self.results[-1].append(segment)
        else:
            self.own.append(segment)


def fields_of(message: Message, profile: Profile) -> list[Fields]:
    """The segments of ``message``, each a list of its fields. Raises as ``decode``."""
    return [segment.fields() for segment in decode(message.text, profile.encoding)[1]]


def told(message: Message, profile: Profile) -> tuple[Told, ...]:
    """Every order of ``message``, in its order.

    Raises RemoteProtocolError: those of ``decode``, and ``wire.second_header``, ``wire.no_order``,
    ``wire.result_without_order``, ``wire.too_many``.
    """
    header, segments = decode(message.text, profile.encoding)
    flags = (*header.flags, "line_feeds") if b"\n" in message.text else header.flags
    problems = _problems(header, segments)
    numbers = _Numbers()
    return tuple(
        _of_order(profile, order, flags, (*problems, *numbers.problems(order.results)))
        for order in _orders(segments)
    )


def clock_of(header: Header, profile: Profile) -> list[ClockTold]:
    """The reader's clock as the header tells it, where the profile looks for it there; nothing when that is
    no time."""
    place = profile.where.get("sent_at")
    if not isinstance(place, SegmentPlace) or not place.meets(header.segment):
        return []
    text = _moment(place.read(header.segment) or "")
    told = clock_time(text, profile.formats.get("sent_at"), profile.time_zone)
    return [ClockTold(told.isoformat())] if told else []


def _problems(header: Header, segments: list[Segment]) -> list[str]:
    """What the whole message shows: not production (MSH-11), or a part of one that goes on (DSC)."""
    processing = header.segment.value(11, 1)
    found = [] if processing in _PRODUCTION else [f"not_a_patient_result:MSH-11={legible(processing or '')}"]
    continued = any(segment.name == "DSC" and segment.value(1) for segment in segments)
    return [*found, "continued"] if continued else found


def _orders(segments: list[Segment]) -> list[_Order]:
    """ORC, where it is sent, begins an order before its OBR; PID begins a patient."""
    head, patient, orders = segments[:1], list[Segment](), list[_Order]()
    current: _Order | None = None
    for segment in segments[1:]:
        if segment.name == "MSH":
            raise RemoteProtocolError("wire.second_header")
        if segment.name == "PID":
            patient, current = [segment], None
        elif segment.name == "ORC" or (segment.name == "OBR" and (current is None or current.begun)):
            current = _Order(head, patient, [segment])
            orders.append(current)
        elif segment.name == "OBX" and not (current and current.begun):
            raise RemoteProtocolError("wire.result_without_order")
        elif current:
            current.add(segment)
        else:
            (patient or head).append(segment)
    if not any(order.begun for order in orders):
        raise RemoteProtocolError("wire.no_order")
    limited(len(orders), sum(order.size for order in orders))
    return orders


class _Numbers:
    """OBX-1 counts from 1 under each OBR; some senders go on through the message. A hole is a result lost."""

    def __init__(self) -> None:
        self._last = 0

    def problems(self, results: list[list[Segment]]) -> list[str]:
        sent = [result[0].value(1) for result in results]
        first = self._last + 1 if sent[:1] == [str(self._last + 1)] else 1
        self._last = first + len(sent) - 1
        wanted = [str(number) for number in range(first, first + len(sent))]
        return [] if sent == wanted else ["result_numbers"]


def _of_order(profile: Profile, order: _Order, flags: tuple[str, ...], problems: tuple[str, ...]) -> Told:
    where = cast("Mapping[str, SegmentPlace]", profile.where)
    rule = profile.control
    mark = cast("SegmentPlace", rule.mark) if rule else None
    everywhere = [*order.above, *order.own, *(segment for result in order.results for segment in result)]
    places = [*where.values(), *([mark] if mark and rule and rule.scope == "message" else [])]
    strips = [result for result in order.results if not any(place.claims(result[0]) for place in places)]
    of_strip = mark if rule and rule.scope == "strip" else None
    marks = () if mark is None or of_strip else tuple(mark.read(one) for one in everywhere if mark.meets(one))
    roles = [] if any((place.segment, place.field) == ("SPM", 11) for place in places) else _roles(order)
    control = next((role for role in roles if role in _CONTROL_ROLES), None)
    other = [role for role in roles if role not in (*_CONTROL_ROLES, *_PATIENT_ROLES)]
    return Told(
        said={name: _said(name, place, everywhere) for name, place in where.items()},
        strips=tuple(_strip(profile, result, of_strip) for result in strips),
        marks=marks,
        flags=flags,
        problems=(*problems, *(f"not_a_patient_result:SPM-11={legible(role or '')}" for role in other)),
        control_mark=f"SPM-11={control}" if control else "",
    )


def _roles(order: _Order) -> list[str | None]:
    """What part each specimen of an order plays."""
    return [segment.value(11, 1) for segment in (*order.above, *order.own) if segment.name == "SPM"]


def _said(name: str, place: SegmentPlace, segments: list[Segment]) -> tuple[str, ...]:
    values = [value for segment in segments if (value := _at(place, [segment])) is not None]
    if name in _MOMENTS:
        values = [_moment(value) for value in values]
    elif name == "expiry":
        values = [_day(value) for value in values]
    return tuple(dict.fromkeys(values))


def _strip(profile: Profile, result: list[Segment], mark: SegmentPlace | None) -> StripTold:
    places = cast("Mapping[str, SegmentPlace]", profile.result)
    values = {name: _at(place, result) for name, place in places.items()}
    if tested_at := values.get("tested_at"):
        values["tested_at"] = _moment(tested_at)
    return StripTold.of(values, _at(mark, result) if mark else None)


def _at(place: SegmentPlace, segments: list[Segment]) -> str | None:
    return next((place.read(segment) for segment in segments if place.meets(segment)), None)


def _moment(text: str) -> str:
    """A time without its fraction of a second, which says nothing here."""
    found = _TIME.fullmatch(text)
    return found[1] + (found[2] or "") if found else text


def _day(text: str) -> str:
    """The day of a time; a date stays as it is."""
    found = _TIME.fullmatch(text)
    return found[1][:8] if found else text
