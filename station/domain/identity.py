"""Resident identity numbers: GB 11643, whose check character is ISO 7064 MOD 11-2.

Six digits of region, eight of birth date, three of sequence (the last odd for men), one check character.
Cards issued before 1999 had fifteen digits: a two-digit year and no check character.

Fifteen digits can also be a number of eighteen that was cut short. Those of someone born from 2000 on would
pass as an old number of 1920; they are refused as too short, for nobody of that century has an old card.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from station.domain.codes import Sex
from station.domain.errors import StationError

FULL_LENGTH = 18
OLD_LENGTH = 15
OLDEST_YEAR = 1880
NO_OLD_CARD_FROM = 2000
PLACEHOLDER = "▢"
_STANDING = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx*](?![0-9A-Za-z])")
_CHECK_CHARACTERS = "0123456789X"
_X_SPELLINGS = str.maketrans({"*": "X", "x": "X", "×": "X", "✕": "X", "Х": "X", "х": "X"})


def check_character(digits: str) -> str:
    """The ISO 7064 MOD 11-2 check character over ``digits``: ``0``-``9`` or ``X``."""
    remainder = 0
    for digit in digits:
        remainder = (remainder + int(digit)) * 2 % 11
    return _CHECK_CHARACTERS[(12 - remainder) % 11]


def mend(text: str) -> str:
    """``text`` as meant: ASCII digits, no blanks or dashes, ``X`` for ``*`` and ``x``."""
    narrow = unicodedata.normalize("NFKC", text).translate(_X_SPELLINGS)
    return "".join(character for character in narrow if not (character.isspace() or character in "-·‐–—"))


@dataclass(frozen=True)
class IdentityNumber:
    """A number that passed every check: 18 characters, with the sex and birth date read from them."""

    number: str
    sex: Sex
    birth_date: date

    @classmethod
    def parse(cls, text: str, today: date) -> "IdentityNumber":
        """The number in ``text``, mended and, from 15 digits, lengthened.

        Raises StationError: ``identity.bad_character``, ``identity.too_short`` (``missing``),
        ``identity.too_long`` (``extra``), ``identity.region``, ``identity.impossible_date``,
        ``identity.future_date``, ``identity.check_digit``.
        """
        mended = mend(text)
        _refuse_characters(mended)
        number = _lengthened(mended, today)
        if number[0] == "0":
            raise StationError("identity.region")
        born = _birth_date(number[6:14], today)
        _refuse_check(number)
        return cls(number, _sex(number[16]), born)

    @property
    def region(self) -> str:
        """The six digits of the region where the number was first given."""
        return self.number[:6]

    @property
    def masked(self) -> str:
        """The number for a screen that others can see: ``990000********1188``."""
        return masked_number(self.number)


def check_whole(text: str) -> None:
    """Refuse what is no number of eighteen places with the right check character, whatever its other places
    mean. StationError as of ``IdentityNumber.parse``."""
    mended = mend(text)
    _refuse_characters(mended)
    _refuse_length(mended)
    _refuse_check(mended)


def _refuse_check(number: str) -> None:
    if check_character(number[:17]) != number[17]:
        raise StationError("identity.check_digit")


def _refuse_characters(mended: str) -> None:
    for place, character in enumerate(mended, start=1):
        is_check = character == "X" and place == FULL_LENGTH
        if not is_check and character not in "0123456789":
            raise StationError("identity.bad_character", character=visible(character), place=place)


def _lengthened(mended: str, today: date) -> str:
    if may_be_old(mended, today):
        body = f"{mended[:6]}19{mended[6:]}"
        return body + check_character(body)
    _refuse_length(mended)
    return mended


def _refuse_length(mended: str) -> None:
    count = len(mended)
    if count < FULL_LENGTH:
        raise StationError("identity.too_short", missing=FULL_LENGTH - count)
    if count > FULL_LENGTH:
        raise StationError("identity.too_long", extra=count - FULL_LENGTH)


def may_be_old(mended: str, today: date) -> bool:
    """Whether ``mended`` has the length of an old number and is not plainly the beginning of a longer one."""
    if len(mended) != OLD_LENGTH:
        return False
    try:
        return _birth_date(mended[6:14], today).year < NO_OLD_CARD_FROM
    except StationError:
        return True


def _birth_date(digits: str, today: date) -> date:
    shown = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise StationError("identity.impossible_date", date=shown) from None
    if born.year < OLDEST_YEAR:
        raise StationError("identity.impossible_date", date=shown)
    if born > today:
        raise StationError("identity.future_date", date=shown)
    return born


def _sex(digit: str) -> Sex:
    return Sex.MALE if int(digit) % 2 else Sex.FEMALE


@dataclass(frozen=True)
class Hint:
    """What can be said while a number is being typed.

    ``grouped`` is the typed text in groups of four; ``birth`` is the date so far with ``▢`` for what is
    missing, or ``""``; ``problem`` is the error that is already certain, if any.
    """

    grouped: str
    missing: int
    sex: Sex | None
    birth: str
    problem: StationError | None

    @property
    def complete(self) -> bool:
        """Whether the number may be accepted as it stands."""
        return self.missing == 0 and self.problem is None


def hint(text: str, today: date) -> Hint:
    """What ``text`` already shows of a number; never raises."""
    typed = mend(text)
    problem = _certain_problem(typed, today)
    sexed = len(typed) >= 17 and typed[16].isascii() and typed[16].isdigit()
    return Hint(
        grouped=" ".join(typed[start : start + 4] for start in range(0, len(typed), 4)),
        missing=max(0, FULL_LENGTH - len(typed)),
        sex=_sex(typed[16]) if sexed else None,
        birth=_partial_birth(typed[6:14]),
        problem=problem,
    )


def _partial_birth(digits: str) -> str:
    if not digits:
        return ""
    filled = digits.ljust(8, PLACEHOLDER)
    return f"{filled[:4]}-{filled[4:6]}-{filled[6:]}"


def _certain_problem(typed: str, today: date) -> StationError | None:
    try:
        if len(typed) >= FULL_LENGTH:
            IdentityNumber.parse(typed, today)
            return None
        _refuse_characters(typed)
        if typed[:1] == "0":
            return StationError("identity.region")
        # A number of up to 15 digits may still be an old one, whose year has two digits.
        if len(typed) > OLD_LENGTH:
            _birth_date(typed[6:14], today)
    except StationError as refused:
        return refused
    return None


def holds_number(text: str) -> bool:
    """Whether an 18-character identity number that passes its check stands anywhere in ``text``."""
    if len(text) < FULL_LENGTH and text.isascii():  # beyond ASCII one character may stand for several digits
        return False
    return any(_sound(found) for found in _STANDING.findall(unicodedata.normalize("NFKC", text)))


def _sound(number: str) -> bool:
    try:
        IdentityNumber.parse(number, date.max)
    except StationError:
        return False
    return True


def visible(character: str) -> str:
    """``character`` fit for a message: itself, or ``U+001B`` when it has no shape of its own."""
    return character if character.isprintable() and not character.isspace() else f"U+{ord(character):04X}"


def masked_number(number: str) -> str:
    """First six and last four characters, the rest starred; a short number shows its last two only."""
    if len(number) <= 10:
        return "*" * max(0, len(number) - 2) + number[-2:]
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"


def board_name(name: str, number: str) -> str:
    """A person on the board, where bystanders look: ``李** ··3417``. Either part may be empty."""
    parts = [f"{name[0]}**"] if name else []
    if len(number) >= 8:
        parts.append(f"··{number[-4:]}")
    return " ".join(parts)
