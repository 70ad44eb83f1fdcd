"""One POCT1-A message as an element tree, read by a parser that refuses document types and entities.

Raises RemoteProtocolError: ``wire.charset``, ``wire.encoding``, ``wire.xml`` (not well formed),
``wire.xml_forbidden`` (a document type, an entity)."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from drivers._kit.legible import legible
from drivers.errors import RemoteProtocolError
from drivers.poct1a.documents import Documents, Kind

_DECLARED = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CONTROL_ID = re.compile(rb"<HDR\.control_id\s[^<>]*?\bV\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_SINGLE_BYTE = re.compile(r"iso-8859-(?:[1-9]|1[0-6])")
_KNOWN = ("utf-8", "us-ascii", "gb18030", "gbk", "gb2312")


def parse(data: bytes, otherwise: str) -> Element:
    """The root of one document; ``otherwise`` is the encoding where it declares none."""
    found = _DECLARED.match(data)
    encoding = found[1].decode("ascii").lower() if found else otherwise
    if found and encoding not in _KNOWN and not _SINGLE_BYTE.fullmatch(encoding):
        raise RemoteProtocolError("wire.charset", charset=encoding)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RemoteProtocolError("wire.encoding", encoding=encoding, position=error.start) from error
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except ParseError as error:
        raise RemoteProtocolError("wire.xml", detail=str(error)) from error
    except DefusedXmlException as error:
        raise RemoteProtocolError("wire.xml_forbidden", found=type(error).__name__) from error
    return root


def documents_in(data: bytes) -> list[bytes]:
    """The whole documents in ``data``, one after another."""
    documents = Documents()
    documents.push(data, 0.0)
    found = []
    while one := documents.next(0.0):
        if one.kind is Kind.DOCUMENT:
            found.append(one.data)
    return found


def control_id_in(data: bytes) -> str | None:
    """HDR.control_id of a message that cannot be read, found in its bytes; None when it is not there."""
    found = _CONTROL_ID.search(data)
    return legible((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else None


def value(root: Element, name: str) -> str | None:
    """The attribute V of the first element of that name, at any depth; None without it."""
    return next((found.get("V") for found in root.iter(name)), None)


def values(root: Element, name: str) -> list[str]:
    """The attribute V of every element of that name, at any depth."""
    return [text for found in root.iter(name) if (text := found.get("V"))]


def records_of(root: Element) -> list[list[str]]:
    """Every element that says something: its path from the root, V or its text, and its other attributes."""
    found: list[list[str]] = []
    _walk(root, root.tag, found)
    return found


def _walk(element: Element, path: str, found: list[list[str]]) -> None:
    text = (element.text or "").strip()
    if element.attrib or text or not len(element):
        others = [f"{name}={said}" for name, said in element.attrib.items() if name != "V"]
        value = element.get("V")
        shown = text if value is None else value
        found.append([path, shown, *others, *([f"text()={text}"] if text and value is not None else [])])
    for child in element:
        _walk(child, f"{path}/{child.tag}", found)
