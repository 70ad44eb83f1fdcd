"""Messages of POCT1-A2 (docs/protocols/poct1a.md): written as text, and what a host sent taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from simulator.wire.xml import element

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def value(name: str, content: str, **more: str) -> str:
    """An element whose value is its attribute V, with U, DN, SN as asked for."""
    return element(name, V=content, **more)


def group(name: str, *children: str) -> str:
    """An element that holds others."""
    return element(name, *children)


def header(root: str, control_id: str, created: str, *, with_type: bool = True) -> str:
    """HDR; `created` is the reader's clock as text."""
    kind = [value("HDR.message_type", root)] if with_type else []
    rest = [
        value("HDR.control_id", control_id),
        value("HDR.version_id", "POCT1"),
        value("HDR.creation_dttm", created),
    ]
    return group("HDR", *kind, *rest)


def with_header(body: str, head: str) -> str:
    """A message from its body, which begins with the root's tag, and its header."""
    name = root_of(body)
    rest = body.removeprefix(f"<{name}>") if not body.endswith(f"<{name}/>") else f"</{name}>"
    return f"<{name}>{head}{rest}"


def root_of(body: str) -> str:
    """The name of a body's root."""
    return body[1:].split(">", 1)[0].rstrip("/")


@dataclass(frozen=True)
class Heard:
    """What a host said: the root's name, and values by element name in the order of the document."""

    root: str
    values: Sequence[tuple[str, str]] = ()

    def first(self, name: str) -> str:
        """The first value under this name, or nothing."""
        return next((text for key, text in self.values if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value under this name."""
        return [text for key, text in self.values if key == name]

    @property
    def control_id(self) -> str:
        return self.first("HDR.control_id")


def heard(document: bytes) -> Heard | None:
    """A host's message taken apart, or None when it cannot be read; no document type is accepted."""
    try:
        root = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        return None
    return Heard(root.tag, [(each.tag, each.get("V", "")) for each in root.iter()])


def moment(text: str) -> datetime | None:
    """A time of ISO 8601 with an offset, or None."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if parsed.tzinfo is None else parsed
