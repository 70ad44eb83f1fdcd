"""What a reader says of itself when a conversation begins."""

from dataclasses import dataclass
from typing import cast
from xml.etree.ElementTree import Element

from drivers._kit.legible import legible
from drivers.clock_text import reader_time
from drivers.events import ClockTold, DeviceNamed
from drivers.poct1a.element import value, values
from drivers.poct1a.place import ElementPlace
from drivers.poct1a.timers import ANSWER_S, KEEP_S
from drivers.poct1a.times import moment
from drivers.profile import Profile

LEAST_SIZE, USUAL_SIZE = 512, 1 << 15
"""Bytes of our messages: never less than one operator needs; what is sent to a reader that names no limit."""


@dataclass(frozen=True, slots=True)
class Hello:
    """``raw`` is HEL.R01 as received. ``offers`` are the directives and topics it names; none named: nothing
    is known, so all may be tried."""

    raw: bytes
    device: DeviceNamed
    answer_s: float
    most_bytes: int
    directives: frozenset[str]
    topics: frozenset[str]

    @property
    def keep_s(self) -> float:
        """How long its result may wait for an answer."""
        return min(KEEP_S, self.answer_s / 2)

    def takes(self, directive: str) -> bool:
        """Whether that directive may be sent to it."""
        return not self.directives or directive in self.directives

    @property
    def takes_operators(self) -> bool:
        """Whether it wants a list of operators."""
        return not self.topics or any(topic.startswith("OP_LST") for topic in self.topics)


def read_hello(raw: bytes, root: Element, profile: Profile) -> Hello:
    """From the message and its root."""
    named = [_named(root, profile, name) for name in ("model", "serial", "firmware")]
    return Hello(
        raw,
        DeviceNamed(*named),
        float(_number(value(root, "DCP.application_timeout"), 1, 120) or ANSWER_S),
        _number(value(root, "DSC.max_message_sz"), LEAST_SIZE, 1 << 20) or USUAL_SIZE,
        frozenset(values(root, "DSC.directives_supported_cd")),
        frozenset(values(root, "DSC.topics_supported_cd")),
    )


def clock_of(root: Element, profile: Profile) -> list[ClockTold]:
    """The reader's clock as its header tells it; nothing when that is no time."""
    text, _ = moment(value(root, "HDR.creation_dttm") or "")
    told = reader_time(text, profile.time_zone)
    return [ClockTold(told.isoformat())] if told else []


def _named(root: Element, profile: Profile, name: str) -> str:
    place = cast("ElementPlace | None", profile.where.get(name))
    said = place.read(root, lambda _: True) if place and place.message == root.tag else []
    return legible(said[0]) if len(said) == 1 else ""


def _number(text: str | None, least: int, most: int) -> int | None:
    """A number within these bounds; None when it is none or out of all reason."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 9:
        return None
    return min(max(int(text), least), most) if int(text) else None
