"""The machine readable zone of travel documents: ICAO Doc 9303 parts 3 to 6, formats TD1, TD2 and TD3.

All check digits must fit. The name has none: a misread name passes, so it is for a person to compare."""

import re
from dataclasses import dataclass
from datetime import date

from drivers.errors import RemoteProtocolError

_WEIGHTS = (7, 3, 1)
_CHARACTERS = re.compile(r"[A-Z0-9<]+")
_ALPHABET = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {
    "<": 0
}
_SEXES = {"M": "male", "F": "female", "<": "not_told", "X": "not_told"}


@dataclass(frozen=True, slots=True)
class TravelDocument:
    """``format``: TD1, TD2, TD3. ``issuer`` and ``nationality`` are the document's three letters.
    ``born_on`` is empty when parts of it are unknown; dates are ISO text. ``name_may_be_cut``: it fills its
    field to the last place."""

    format: str
    code: str
    issuer: str
    number: str
    nationality: str
    born_on: str
    sex: str
    expires_on: str
    surname: str
    given_names: str
    optional: str
    name_may_be_cut: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each part stands in the lines put together, as first and last place counted from 0 (end not
    included)."""

    name: str
    issuer: tuple[int, int]
    names: tuple[int, int]
    number: tuple[int, int]
    optional: tuple[int, int]
    nationality: tuple[int, int]
    born: tuple[int, int]
    sex: int
    expires: tuple[int, int]
    composite: tuple[tuple[int, int], ...]
    composite_at: int
    optional_check_at: int | None = None
    long_numbers: bool = True


_TD1 = _Layout(
    "TD1", (2, 5), (60, 90), (5, 14), (15, 30), (45, 48), (30, 36), 37, (38, 44),
    ((5, 30), (30, 37), (38, 45), (48, 59)), 59,
)  # fmt: skip
_TD2 = _Layout(
    "TD2", (2, 5), (5, 36), (36, 45), (64, 71), (46, 49), (49, 55), 56, (57, 63),
    ((36, 46), (49, 56), (57, 71)), 71,
)  # fmt: skip
_TD3 = _Layout(
    "TD3", (2, 5), (5, 44), (44, 53), (72, 86), (54, 57), (57, 63), 64, (65, 71),
    ((44, 54), (57, 64), (65, 87)), 87, 86, long_numbers=False,
)  # fmt: skip
_LAYOUTS = {90: _TD1, 72: _TD2, 88: _TD3}


def check_digit(text: str) -> str:
    """9303-3 4.9: weights 7 3 1, A = 10 to Z = 35, ``<`` = 0, modulo 10."""
    return str(sum(_ALPHABET[character] * _WEIGHTS[place % 3] for place, character in enumerate(text)) % 10)


def parse_mrz(text: str, today: date) -> TravelDocument:
    """The document whose zone ``text`` is; lines may be divided by CR, LF or nothing.

    Raises RemoteProtocolError ``scan.mrz`` (param ``reason``): ``shape``, ``visa``, ``check:FIELD``,
    ``date:FIELD``, ``sex``, ``number``."""
    whole = "".join(text.split())
    layout = _LAYOUTS.get(len(whole))
    if layout is None or not _CHARACTERS.fullmatch(whole):
        raise _refused("shape")
    if whole[0] == "V":
        raise _refused("visa")
    return _Zone(whole, layout, today).parsed()


def _refused(reason: str) -> RemoteProtocolError:
    return RemoteProtocolError("scan.mrz", reason=reason)


class _Zone:
    """One zone being read."""

    def __init__(self, whole: str, layout: _Layout, today: date) -> None:
        self._whole = whole
        self._layout = layout
        self._today = today

    def parsed(self) -> TravelDocument:
        layout = self._layout
        self._check_composite()
        number, optional = self._number()
        names = self._part(layout.names)
        surname, _, given = names.rstrip("<").partition("<<")
        return TravelDocument(
            format=layout.name,
            code=self._whole[:2].rstrip("<"),
            issuer=_plain(self._part(layout.issuer)),
            number=number,
            nationality=_plain(self._part(layout.nationality)),
            born_on=self._born(),
            sex=self._sex(),
            expires_on=self._expires(),
            surname=_plain(surname),
            given_names=_plain(given),
            optional=optional,
            name_may_be_cut=not names.endswith("<"),
        )

    def _part(self, span: tuple[int, int]) -> str:
        return self._whole[span[0] : span[1]]

    def _check_composite(self) -> None:
        layout = self._layout
        if layout.optional_check_at is not None:
            optional, digit = self._part(layout.optional), self._whole[layout.optional_check_at]
            unused = digit == "<" and not optional.strip("<")
            if not unused and check_digit(optional) != digit:
                raise _refused("check:optional")
        covered = "".join(self._part(span) for span in layout.composite)
        if check_digit(covered) != self._whole[layout.composite_at]:
            raise _refused("check:composite")

    def _number(self) -> tuple[str, str]:
        """The number and what of the optional data is not part of it (9303-5 and -6: long numbers go on
        there)."""
        layout = self._layout
        start, end = layout.number
        number, digit, optional = self._whole[start:end], self._whole[end], self._part(layout.optional)
        if digit == "<" and layout.long_numbers:
            tail, _, rest = optional.partition("<")
            if len(tail) < 2:
                raise _refused("number")
            number, digit, optional = number + tail[:-1], tail[-1], rest
        if check_digit(number) != digit:
            raise _refused("check:number")
        if not number.strip("<"):
            raise _refused("number")
        return number.rstrip("<"), _plain(optional)

    def _born(self) -> str:
        digits = self._dated(self._layout.born, "born_on")
        if "<" in digits:
            return ""
        century = self._today.year - self._today.year % 100
        if digits > self._today.strftime("%y%m%d"):
            century -= 100
        return _day(century + int(digits[:2]), digits, "born_on")

    def _expires(self) -> str:
        digits = self._dated(self._layout.expires, "expires_on")
        if "<" in digits:
            raise _refused("date:expires_on")
        year = self._today.year - self._today.year % 100 + int(digits[:2])
        year += 100 if self._today.year - year > 50 else -100 if year - self._today.year > 49 else 0
        return _day(year, digits, "expires_on")

    def _dated(self, span: tuple[int, int], field: str) -> str:
        digits = self._part(span)
        if check_digit(digits) != self._whole[span[1]]:
            raise _refused(f"check:{field}")
        if not re.fullmatch(r"[0-9<]{6}", digits):
            raise _refused(f"date:{field}")
        return digits

    def _sex(self) -> str:
        letter = self._whole[self._layout.sex]
        if letter not in _SEXES:
            raise _refused("sex")
        return _SEXES[letter]


def _day(year: int, digits: str, field: str) -> str:
    try:
        return date(year, int(digits[2:4]), int(digits[4:6])).isoformat()
    except ValueError as error:
        raise _refused(f"date:{field}") from error


def _plain(text: str) -> str:
    return " ".join(text.replace("<", " ").split())
