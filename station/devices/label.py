"""What the labels of a printed line usually name. A person confirms it: a label is no proof."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from station.devices import sample
from station.devices.line_pattern import Part
from station.devices.usual_words import labels

UNSURE = "number"
"""``No.`` and its like: the reader's own number only where another line has the specimen's."""

_BEHIND = re.compile(r"\A[\s.:：=#()（）]*")
_BETWEEN = "".join((" ", ",", ";", "\N{FULLWIDTH COMMA}", "\N{FULLWIDTH SEMICOLON}"))
_VERSION = re.compile(r"[Vv]\d\S*")
_DEGREES = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_LEAST_DIGITS = {"specimen_no": 1, "test_no": 1, "serial": 1, "lot": 1, "expiry": 4, "tested_at": 10}
"""A day and a time of day have ten digits, a month has four."""


def labelled(line: str, others: Sequence[str] = ()) -> list[Part]:
    """What each label of ``line`` names, with the text behind it; nothing unless the whole line comes to
    sense. ``others`` are the lines of the same slip."""
    found: list[Part] = []
    for names, text in _pairs(line.strip()):
        if names == [UNSURE] and text.isdigit() and any(_has_specimen(other) for other in others):
            names = ["test_no"]
        pieces = _pieces(names, text)
        if not pieces:
            return []
        found += pieces
    names = [name for name, _ in found]
    return found if len(set(names)) == len(names) else []


def _pairs(text: str) -> Iterator[tuple[list[str], str]]:
    """The names that stand together, and what is said of them; no names where no label stands."""
    while text:
        names, behind = _names(text)
        end = _next_label().search(behind) if names else None
        said = behind[: end.start()] if end else behind
        yield names, said.strip(_BETWEEN)
        text = behind[end.start() :] if end else ""


def _names(text: str) -> tuple[list[str], str]:
    """``Lot/Exp`` are two names; ``机号 SN`` is one in two languages."""
    names: list[str] = []
    joined = False
    while label := _label().match(text):
        name = _names_of()[_bare(label[0])]
        text = text[label.end() :]
        if not names or joined:
            names.append(name)
        elif names[-1] == UNSURE or name not in (UNSURE, names[-1]):
            names[-1] = name if names[-1] == UNSURE else ""
        joined = text.startswith("/")
        text = text[1:] if joined else _BEHIND.sub("", text, count=1)
    return names, text


@cache
def _names_of() -> dict[str, str]:
    return {_bare(label): name for name, usual in labels().items() for label in usual}


def _bare(label: str) -> str:
    return re.sub(r"[_ .]", "", label).casefold()


@cache
def _label() -> re.Pattern[str]:
    """Any label, the longest first."""
    usual = sorted((label for one in labels().values() for label in one), key=len, reverse=True)
    spelt = "|".join(re.escape(label).replace("_", "[. ]{0,2}") for label in usual)
    return re.compile(rf"(?:{spelt})(?=[\s.:\uff1a=#/()\uff08\uff09]|$)", re.IGNORECASE)


@cache
def _next_label() -> re.Pattern[str]:
    """Where a further label begins."""
    return re.compile(rf"(?<=[\s,;\uff0c\uff1b])(?={_label().pattern})", re.IGNORECASE)


def _pieces(names: list[str], text: str) -> list[Part]:
    """Each name with its text; nothing where one of them makes no sense."""
    texts = [piece.strip() for piece in re.split(r"/|\s+", text) if piece] if len(names) > 1 else [text]
    further: list[Part] = []
    if len(names) == 1 and not (names[0] == "tested_at" and sample.time_form(text)):
        first, *rest = re.split(r"\s{2,}", text)
        texts = [first]
        further = [("firmware", piece) for piece in rest if _VERSION.fullmatch(piece)]
        if len(further) < len(rest):
            return []
    if names == ["tested_at"] and (part := _part_of_time(texts[0])):
        names = [part]
    if len(texts) != len(names) or not all(map(_is_said, names, texts)):
        return []
    return [*((name, _of(name, said)) for name, said in zip(names, texts, strict=True)), *further]


def _part_of_time(text: str) -> str:
    """``test_day`` or ``test_time`` where the label says both and the text only one."""
    if "DD" in (sample.day_form(text) or ""):
        return "test_day"
    return "test_time" if sample.clock_form(text) else ""


def _is_said(name: str, text: str) -> bool:
    """Whether ``text`` can be what ``name`` is."""
    if name in ("", UNSURE) or sample.is_rule(text):
        return False
    if name == "control":
        return not any(char.isdigit() for char in text)
    if name.endswith("_temperature"):
        return _DEGREES.search(text) is not None
    return sum(map(str.isdigit, text)) >= _LEAST_DIGITS.get(name, 0)


def _of(name: str, text: str) -> str:
    degrees = _DEGREES.search(text) if name.endswith("_temperature") else None
    bare = text if re.search(r"[(（]", text) else text.rstrip(")）")
    return degrees[0] if degrees else bare


def _has_specimen(line: str) -> bool:
    return any(name == "specimen_no" for name, _ in labelled(line))
