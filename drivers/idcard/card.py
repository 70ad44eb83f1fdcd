"""The text of an identity card: 256 bytes of UTF-16LE in one of four layouts (GA/T 490;
docs/protocols/idcard.md).

The letter at byte 248 tells which: ``I`` and ``Y`` are foreign permanent residents (cards of 2017 and
2023), ``J`` residents of Hong Kong, Macao and Taiwan, a blank a citizen. Another letter may stand for another
layout: such a card is refused, for a number out of the wrong place is somebody else's."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import category

from drivers._kit.legible import REPLACEMENT
from drivers.errors import RemoteProtocolError

TEXT_BYTES = 256
PHOTO_BYTES = 1024
TYPE_AT = 248
PERMANENT = "\u957f\u671f"
"""What stands in place of an end on a card that has none: chang qi, long term."""


class CardKind(StrEnum):
    """Which document it is."""

    CITIZEN = "citizen"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"
    HK_MACAO_TAIWAN = "hk_macao_taiwan"


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """What a card says. ``sex``: male, female, not_told.

    Dates are ISO text, empty when they are no day of the calendar; ``permanent`` cards have no end. A
    foreigner's ``name`` is in Latin letters; beside it stand ``chinese_name`` and the letters of the
    ``nationality``. ``problems`` names what was not as it should be: ``date:FIELD``,
    ``rare_character:FIELD``."""

    kind: CardKind
    number: str
    name: str
    sex: str
    born_on: str
    issuer: str
    valid_from: str
    expires_on: str
    permanent: bool
    address: str = ""
    chinese_name: str = ""
    nationality: str = ""
    pass_number: str = ""
    problems: tuple[str, ...] = ()


_KINDS = {
    "": CardKind.CITIZEN,
    "I": CardKind.FOREIGNER_2017,
    "Y": CardKind.FOREIGNER_2023,
    "J": CardKind.HK_MACAO_TAIWAN,
}
_UNFIT = ("Cc", "Cf", "Cs")
_RARE = (*_UNFIT, "Co", "Cn")
_SEXES = {"1": "male", "2": "female", "0": "not_told", "9": "not_told"}

Span = tuple[int, int]
"""First byte and number of bytes."""

_CITIZEN: dict[str, Span] = {
    "name": (0, 30),
    "sex": (30, 2),
    "born_on": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "issuer": (158, 30),
    "valid_from": (188, 16),
    "expires_on": (204, 16),
}
_LAYOUTS: dict[CardKind, dict[str, Span]] = {
    CardKind.CITIZEN: _CITIZEN,
    CardKind.HK_MACAO_TAIWAN: _CITIZEN | {"pass_number": (220, 18)},
    CardKind.FOREIGNER_2017: {
        "name": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "nationality": (152, 6),
        "chinese_name": (158, 30),
        "valid_from": (188, 16),
        "expires_on": (204, 16),
        "born_on": (220, 16),
        "issuer": (240, 8),
    },
    CardKind.FOREIGNER_2023: {
        "chinese_name": (0, 30),
        "sex": (30, 2),
        "born_on": (36, 16),
        "name": (52, 70),
        "number": (122, 36),
        "valid_from": (188, 16),
        "expires_on": (204, 16),
        "name_tail": (220, 22),
        "nationality": (242, 6),
    },
}


def parse_card(text: bytes) -> IdentityCard:
    """The card whose 256 bytes of text these are.

    Raises RemoteProtocolError: ``card.length``, ``card.field`` (param ``field``), ``card.kind`` (param
    ``letter``).
    """
    if len(text) != TEXT_BYTES:
        raise RemoteProtocolError("card.length", length=len(text))
    return _Card(text).parsed()


class _Card:
    """One text being read."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._problems: list[str] = []

    def parsed(self) -> IdentityCard:
        kind = self._kind()
        said = {name: self._field(name, span) for name, span in _LAYOUTS[kind].items()}
        permanent = _trimmed(said["expires_on"]) == PERMANENT
        name = _trimmed(said["name"] + said.get("name_tail", ""))
        return IdentityCard(
            kind=kind,
            number=_needed("number", _trimmed(said["number"])),
            name=_needed("name", name),
            sex=_sex(_trimmed(said["sex"])),
            born_on=self._date("born_on", said),
            issuer=_trimmed(said.get("issuer", "")),
            valid_from=self._date("valid_from", said),
            expires_on="" if permanent else self._date("expires_on", said),
            permanent=permanent,
            address=_trimmed(said.get("address", "")),
            chinese_name=_trimmed(said.get("chinese_name", "")),
            nationality=_trimmed(said.get("nationality", "")),
            pass_number=_trimmed(said.get("pass_number", "")),
            problems=tuple(self._problems),
        )

    def _kind(self) -> CardKind:
        letter = _trimmed(self._field("kind", (TYPE_AT, 2)))
        if letter not in _KINDS:
            raise RemoteProtocolError("card.kind", letter=letter)
        return _KINDS[letter]

    def _field(self, name: str, span: Span) -> str:
        """As it stands. What is no character of its own is replaced and told; private use stays and is
        told."""
        start, length = span
        text = self._text[start : start + length].decode("utf-16-le", "surrogatepass")
        if any(category(character) in _RARE for character in text.replace("\0", " ")):
            self._problems.append(f"rare_character:{name}")
        return "".join(REPLACEMENT if category(c) in _UNFIT and c != "\0" else c for c in text)

    def _date(self, field: str, said: dict[str, str]) -> str:
        digits = _trimmed(said[field])
        try:
            if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
                raise ValueError(digits)
            return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}").isoformat()
        except ValueError:
            self._problems.append(f"date:{field}")
            return ""


def _trimmed(text: str) -> str:
    """Without the blanks and zeros that fill a field up."""
    return text.strip("\0 \u3000")


def _needed(field: str, text: str) -> str:
    if not text:
        raise RemoteProtocolError("card.field", field=field)
    return text


def _sex(code: str) -> str:
    if code not in _SEXES:
        raise RemoteProtocolError("card.field", field="sex")
    return _SEXES[code]
