"""The words of an observation message, found with a profile's places: one Told for each PT in each SVC.

A message is kept with the hello of its conversation in front: only that says which reader it was."""

from collections.abc import Mapping
from typing import cast
from xml.etree.ElementTree import Element

from drivers._kit.legible import legible
from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.poct1a.element import documents_in, parse, records_of, value
from drivers.poct1a.place import ElementPlace
from drivers.poct1a.times import day, moment
from drivers.profile import Profile
from drivers.told import StripTold, Told, limited

HELLO, PATIENT, CONTROL = "HEL.R01", "OBS.R01", "OBS.R02"
NO_ZONE = "time_without_zone"
_CONTROL_SUBJECT = "CTC"
_SUBJECTS = ("PT", _CONTROL_SUBJECT)
_TYPED_IN, _OVERRIDDEN = "I", "OVR"
_MOMENTS = ("sent_at", "tested_at")
MOST_STEPS = 500_000
"""Ours. The most that 10,000 elements can hold of real tests, 200 with six results, is 300,000."""


def fields_of(message: Message, profile: Profile) -> list[list[str | list[str] | list[list[str]]]]:
    """What each element of ``message`` says: path, value, other attributes. Raises as ``element.parse``."""
    roots = [parse(one, profile.encoding) for one in documents_in(message.text)]
    return [[*record] for root in roots for record in records_of(root)]


def told(message: Message, profile: Profile) -> tuple[Told, ...]:
    """Every test of ``message``, in its order.

    Raises RemoteProtocolError: those of ``element.parse``, ``wire.no_result`` when it holds another kind of
    message, ``wire.no_order`` when it has no SVC, and ``wire.too_many``."""
    roots = [parse(one, profile.encoding) for one in documents_in(message.text)]
    hello = next((root for root in roots if root.tag == HELLO), None)
    result = next((root for root in roots if root.tag in (PATIENT, CONTROL)), None)
    if result is None:
        raise RemoteProtocolError("wire.no_result", found=roots[-1].tag if roots else "")
    services = result.findall("SVC")
    if not services:
        raise RemoteProtocolError("wire.no_order")
    tests = [(service, subject) for service in services for subject in _subjects(service)]
    limited(len(tests), sum(_steps(result, *test) for test in tests), MOST_STEPS)
    return tuple(_Test(profile, hello, result, service, subject).told() for service, subject in tests)


def _steps(root: Element, service: Element, subject: Element | None) -> int:
    """How many elements one test's places lead past: all that stands beside the way, for each result."""
    results = 0 if subject is None else len(subject)
    return (len(root) + len(service) + results) * (1 + results)


def _subjects(service: Element) -> list[Element | None]:
    found: list[Element | None] = [child for child in service if child.tag in _SUBJECTS]
    return found or [None]


class _Test:
    """One test: an SVC with one of its PT or CTC."""

    def __init__(
        self,
        profile: Profile,
        hello: Element | None,
        root: Element,
        service: Element,
        subject: Element | None,
    ) -> None:
        self._profile = profile
        self._hello = hello
        self._root = root
        self._service = service
        self._subject = subject
        self._flags: list[str] = []
        self._where = cast("Mapping[str, ElementPlace]", profile.where)
        rule = profile.control
        self._mark = cast("ElementPlace", rule.mark) if rule else None
        self._strip_mark = self._mark if rule and rule.scope == "strip" else None

    def told(self) -> Told:
        results = [] if self._subject is None else self._subject.findall("OBS")
        places = [*self._where.values(), *([self._mark] if self._mark and not self._strip_mark else [])]
        strips = [one for one in results if not any(place.claims(one) for place in places)]
        said = {name: self._said(name, place) for name, place in self._where.items()}
        marks = () if self._mark is None or self._strip_mark else tuple(self._read(self._mark))
        found = tuple(self._strip(one) for one in strips)
        if value(self._service, "SVC.status_cd") == _OVERRIDDEN:
            self._flags.append("overridden")
        flags = tuple(dict.fromkeys(self._flags))
        return Told(said, found, marks, flags, tuple(_typed_in(strips)), self._control_mark())

    def _control_mark(self) -> str:
        """A control is never a patient's result, whatever its SVC says."""
        if self._root.tag == CONTROL:
            return CONTROL
        return _CONTROL_SUBJECT if self._subject is not None and self._subject.tag == _CONTROL_SUBJECT else ""

    def _said(self, name: str, place: ElementPlace) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._formed(name, text) for text in self._read(place)))

    def _formed(self, name: str, text: str) -> str:
        if name == "expiry":
            return day(text)
        if name not in _MOMENTS:
            return text
        formed, zoned = moment(text)
        if not zoned:
            self._flags.append(NO_ZONE)
        return formed

    def _strip(self, result: Element) -> StripTold:
        places = cast("Mapping[str, ElementPlace]", self._profile.result)
        said = {name: self._one(name, place, result) for name, place in places.items()}
        own = self._one("control", self._strip_mark, result) if self._strip_mark else None
        return StripTold.of(said, own)

    def _one(self, name: str, place: ElementPlace, result: Element) -> str | None:
        """One result's value; told in two ways it is given as both, and so not understood."""
        said = dict.fromkeys(self._formed(name, text) for text in self._read(place, result))
        return "~".join(said) or None

    def _read(self, place: ElementPlace, result: Element | None = None) -> list[str]:
        if place.message not in (None, self._root.tag):
            return [] if self._hello is None else place.read(self._hello, lambda _: True)

        def within(element: Element) -> bool:
            if element.tag == "SVC":
                return element is self._service
            if element.tag in _SUBJECTS:
                return element is self._subject
            return result is None or element.tag != "OBS" or element is result

        return place.read(self._root, within)


def _typed_in(strips: list[Element]) -> list[str]:
    """A value that was typed in was not measured."""
    typed = [one for one in strips if value(one, "OBS.method_cd") == _TYPED_IN]
    return [f"typed_in:{legible(value(one, 'OBS.observation_id') or '?')}" for one in typed]
