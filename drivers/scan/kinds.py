"""What a scan is: the one declared kind that it fits. Two that fit, or none, and it is nothing
(docs/protocols/scanner.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from unicodedata import category

from drivers.clock_text import expiry_date
from drivers.errors import RemoteProtocolError
from drivers.scan.aamva import DrivingLicence, parse_aamva
from drivers.scan.events import Scanned
from drivers.scan.gs1 import GS, parse_gs1
from drivers.scan.mrz import TravelDocument, parse_mrz

PATTERN_LIMIT = 100
"""Characters of a scan that is held against a pattern: labels are short, and no pattern may take long over
one."""

Kind = Literal["specimen", "seal", "officer", "cartridge", "licence", "travel_document"]
Standard = Literal["gs1", "aamva", "mrz"]


@dataclass(frozen=True, slots=True)
class ScanKind:
    """``pattern`` has named groups (``specimen_no``, ``seal_no``, ``badge``, ``lot``, ``expiry``), or
    ``standard`` names a published form."""

    kind: Kind
    pattern: re.Pattern[str] | None = None
    standard: Standard | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan that is something. ``fields`` by our names; dates are ISO text. ``document`` for a licence or
    passport."""

    kind: Kind
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    document: DrivingLicence | TravelDocument | None = None


def recognise(scanned: Scanned, kinds: tuple[ScanKind, ...], today: date) -> Scan:
    """What ``scanned`` is.

    Raises RemoteProtocolError: ``scan.unknown`` when it fits no kind, ``scan.ambiguous`` when it fits
    several, ``scan.refused.unreadable`` when a control character stands in it that its kind has no use for,
    and ``scan.gs1``, ``scan.aamva``, ``scan.mrz`` for one of these that is wrong in itself."""
    text = scanned.text
    fits = [scan for kind in kinds if (scan := _by_pattern(kind, text)) is not None]
    if len(fits) > 1:
        raise RemoteProtocolError("scan.ambiguous", kinds=", ".join(scan.kind for scan in fits))
    if fits:
        return fits[0]
    standards = {kind.standard: kind.kind for kind in kinds if kind.standard}
    return _by_standard(scanned, standards, today)


def _by_pattern(kind: ScanKind, text: str) -> Scan | None:
    found = kind.pattern.fullmatch(text) if kind.pattern and len(text) <= PATTERN_LIMIT else None
    if found is None:
        return None
    _plain(text, "")
    fields = {name: value for name, value in found.groupdict().items() if value}
    if "expiry" in fields:
        day = expiry_date(fields["expiry"])
        if day is None:
            return None
        fields["expiry"] = day.isoformat()
    return Scan(kind.kind, text, fields)


def _plain(text: str, controls: str) -> None:
    """Refuse a control character beyond ``controls``: damage, or bytes that are no text."""
    if any(category(character) == "Cc" and character not in controls for character in text):
        raise RemoteProtocolError("scan.refused.unreadable")


def _by_standard(scanned: Scanned, standards: Mapping[Standard, Kind], today: date) -> Scan:
    text = scanned.text
    if "aamva" in standards and text.startswith("@"):
        _plain(text, "\n\r\x1e\x1c")
        return Scan(standards["aamva"], text, document=parse_aamva(text))
    if "gs1" in standards and (scanned.symbology in _GS1 or re.match(r"\x1d?01\d{14}(?:10|17|21)", text)):
        _plain(text, GS)
        return Scan(standards["gs1"], text, parse_gs1(text, today.year))
    if "mrz" in standards and re.fullmatch(r"[A-Z][A-Z0-9<][A-Z<]{3}[A-Z0-9<\r\n]{67,}", text):
        return Scan(standards["mrz"], text, document=parse_mrz(text, today))
    raise RemoteProtocolError("scan.unknown", length=len(text))


_GS1 = ("]C1", "]d2", "]Q3")
"""Symbology identifiers of GS1-128, GS1 DataMatrix and GS1 QR."""
