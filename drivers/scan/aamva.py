"""The PDF417 text of driving licences and identity cards of the USA and Canada (AAMVA card design standard,
annex D).

Read from public programs and a published example; docs/protocols/scanner.md says what is uncertain."""

import re
from dataclasses import dataclass
from datetime import date

from drivers.errors import RemoteProtocolError

_HEADER = re.compile(r"@\n[\x1e\x1c]\r(?:ANSI |AAMVA)(?P<iin>\d{6})(?P<version>\d\d)")
_ENTRY = re.compile(r"(?P<type>[A-Z0-9]{2})(?P<offset>\d{4})(?P<length>\d{4})")
_SUBFILES = ("DL", "ID")
_EMPTY = ("NONE", "UNAVL", "unavl")
_TRUNCATED = ("DDE", "DDF", "DDG")
"""Whether family name, first name and middle names had to be cut short."""

_SEXES = {"1": "male", "2": "female", "9": "not_told"}


@dataclass(frozen=True, slots=True)
class DrivingLicence:
    """``sex``: male, female, not_told. Dates are ISO text, empty where they cannot be read for certain.

    ``country``: USA, CAN or empty; ``licence`` False for an identity card; ``problems`` names what was not
    as it should be: ``date:FIELD``, ``no_country``, ``name_may_be_cut``."""

    number: str
    surname: str
    given_names: str
    sex: str
    born_on: str
    expires_on: str
    country: str
    licence_class: str
    issuer_iin: str
    licence: bool
    problems: tuple[str, ...]


def parse_aamva(text: str) -> DrivingLicence:
    """The licence whose barcode ``text`` is.

    Raises RemoteProtocolError ``scan.aamva`` (param ``reason``): ``header``, ``subfile``, ``number``,
    ``name``, ``two_values:ELEMENT``."""
    found = _HEADER.match(text)
    if not found:
        raise RemoteProtocolError("scan.aamva", reason="header")
    kind, elements = _subfile(text, found)
    return _licence(kind, elements, found["iin"], int(found["version"]))


def _subfile(text: str, header: re.Match[str]) -> tuple[str, dict[str, str]]:
    """The first subfile of a licence or card, by the table; a wrong offset is refused, not searched for."""
    at = header.end() + (2 if int(header["version"]) > 1 else 0)
    count = text[at : at + 2]
    if not (count.isascii() and count.isdigit()):
        raise RemoteProtocolError("scan.aamva", reason="header")
    for place in range(int(count)):
        entry = _ENTRY.match(text, at + 2 + 10 * place)
        if entry and entry["type"] in _SUBFILES:
            start, length = int(entry["offset"]), int(entry["length"])
            body = text[start : start + length]
            if body[:2] != entry["type"] or len(body) != length or not body.endswith("\r"):
                raise RemoteProtocolError("scan.aamva", reason="subfile")
            return entry["type"], _elements(body[2:])
    raise RemoteProtocolError("scan.aamva", reason="subfile")


def _elements(body: str) -> dict[str, str]:
    elements: dict[str, str] = {}
    for line in re.split(r"[\n\r]", body):
        code, value = line[:3], line[3:].strip()
        if not value or value in _EMPTY:
            continue
        if elements.setdefault(code, value) != value:
            raise RemoteProtocolError("scan.aamva", reason=f"two_values:{code}")
    return elements


def _licence(kind: str, elements: dict[str, str], iin: str, version: int) -> DrivingLicence:
    country = elements.get("DCG", "")
    problems = [] if country in ("USA", "CAN") else ["no_country"]
    if "T" in (elements.get(code) for code in _TRUNCATED):
        problems.append("name_may_be_cut")
    surname, given = _names(elements)
    dates = {}
    for field, code in (("born_on", "DBB"), ("expires_on", "DBA")):
        dates[field] = _day(elements.get(code, ""), country, version)
        if not dates[field]:
            problems.append(f"date:{field}")
    number = elements.get("DAQ", "")
    if not number:
        raise RemoteProtocolError("scan.aamva", reason="number")
    return DrivingLicence(
        number=number,
        surname=surname,
        given_names=given,
        sex=_SEXES.get(elements.get("DBC", ""), "not_told"),
        born_on=dates["born_on"],
        expires_on=dates["expires_on"],
        country=country,
        licence_class=elements.get("DCA", ""),
        issuer_iin=iin,
        licence=kind == "DL",
        problems=tuple(problems),
    )


def _names(elements: dict[str, str]) -> tuple[str, str]:
    surname = elements.get("DCS", "")
    given = " ".join(part for code in ("DAC", "DAD") if (part := elements.get(code, "")))
    given = given or elements.get("DCT", "").replace(",", " ")
    if not surname:
        surname, _, given = (part.strip() for part in elements.get("DAA", "").partition(","))
        given = given.replace(",", " ").strip()
    if not surname:
        raise RemoteProtocolError("scan.aamva", reason="name")
    return surname, given


def _day(digits: str, country: str, version: int) -> str:
    """MMDDCCYY in the USA, CCYYMMDD in Canada and in version 01; without a country no date is made of it."""
    if not re.fullmatch(r"[0-9]{8}", digits) or country not in ("USA", "CAN"):
        return ""
    if country == "CAN" or version == 1:
        iso = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    else:
        iso = f"{digits[4:]}-{digits[:2]}-{digits[2:4]}"
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError:
        return ""
