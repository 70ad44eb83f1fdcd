"""Where a result line has its code, its word and its numbers, and what they mean."""

import re
from collections.abc import Mapping, Sequence

from station.cli.asking import Asker, BackError
from station.devices import ANALYTES
from station.devices.line_pattern import Part, can_be_read, result_pattern
from station.devices.profile_draft import Draft, ResultShape
from station.devices.usual_words import (
    INVALID,
    OUTCOMES,
    analyte_of,
    is_number,
    is_unit,
    outcome_of,
    unit_in,
    word_beside,
)

LEAVE_OUT = "none"
NOTHING = "-"
ANALYTE_CHOICES = (*sorted(ANALYTES), LEAVE_OUT)

_IN_BRACKETS = re.compile(r"[(\[（]((?=[0-9]*[A-Z])[A-Z0-9]{2,8})[)\]）]")
_END_OF_CODE = re.compile(r"[\s:：=]")
_OPENING = "([（"
_CLOSING = ")]）}:：,;"
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,4}")
_BEHIND = {"value": "code", "unit": "value", "cutoff": "value"}


def likely_result(line: str) -> list[Part]:
    """The parts of a line that looks like one strip's; none of one that does not."""
    parts = [("code", _likely_part("code", line, []))]
    code = parts[0][1]
    if not (_CODE.fullmatch(code) or analyte_of(code)):
        return []
    parts.append(("outcome", _likely_part("outcome", line, parts)))
    if outcome_of(parts[1][1]) is None:
        return []
    for name in _BEHIND:
        if not _rest(line, parts, name):
            break
        if (found := _likely_part(name, line, parts)) != NOTHING:
            parts.append((name, found))
    try:
        return parts if can_be_read(line, parts) else []
    except ValueError:
        return []


def ask_result(line: str, draft: Draft, ask: Asker) -> None:
    """The first line of its shape: where its code, its word and its numbers stand."""
    parts: list[Part] = []
    for name in ("code", "outcome", *_BEHIND):
        if name in _BEHIND and not _rest(line, parts, name):
            break
        found = _strip_part(line, parts, name, _likely_part(name, line, parts), ask)
        if found != NOTHING or name not in _BEHIND:
            parts.append((name, found))
    if not can_be_read(line, parts):
        ask.say("no_shape")
        raise BackError(first=False)
    take_result(line, parts, draft, ask)


def take_result(line: str, parts: Sequence[Part], draft: Draft, ask: Asker) -> None:
    """A new shape of result line, and what its words mean."""
    draft.results.append(ResultShape(line, tuple(parts)))
    ask_result_words(dict(parts), draft, ask)


def _likely_part(name: str, line: str, parts: Sequence[Part]) -> str:
    """What of the line is most likely the code, the word and so on, the parts before it being known; empty
    for nothing."""
    if name == "code":
        bracketed = _IN_BRACKETS.search(line)
        return bracketed[1] if bracketed else _END_OF_CODE.split(line.strip())[0]
    rest = _rest(line, parts, name)
    if name == "outcome":
        plain = [piece for piece in rest if outcome_of(piece)]
        words = [piece for piece in rest if not is_number(piece) and "/" not in piece]
        return next(iter([*plain, *reversed(words), *reversed(rest)]), "")
    is_wanted = is_unit if name == "unit" else is_number
    return next((bare for piece in rest if is_wanted(bare := piece.strip(_OPENING + _CLOSING))), NOTHING)


def _rest(line: str, parts: Sequence[Part], name: str) -> list[str]:
    """What of the line, behind the part that ``name`` follows, no other has yet, without marks that say
    nothing."""
    behind = _BEHIND.get(name, "code")
    if behind not in dict(parts):
        return []
    text = line[line.index(dict(parts)[behind]) + len(dict(parts)[behind]) :]
    for other, part in parts:
        text = text if other == behind else text.replace(part, " ", 1)
    pieces = (piece.lstrip(_CLOSING) for piece in text.replace("=", " ").split())
    return [piece for piece in pieces if any(char.isalnum() or char in "+-" for char in piece)]


def _strip_part(line: str, parts: Sequence[Part], name: str, likely: str, ask: Asker) -> str:
    def stands(text: str) -> bool:
        if name in _BEHIND and text == NOTHING:
            return True
        try:
            result_pattern(line, [*parts, (name, text)])
        except ValueError:
            return False
        return True

    about, doubted = "number" if name == "value" else name, ""
    offered = None if not likely or _doubt(name, likely) else likely
    while True:
        found = ask.good(about, offered, stands, "not_in_line")
        if found == doubted or not (doubt := _doubt(name, found)):
            return found
        ask.say(doubt, answer=found)
        offered, doubted = None, found


def _doubt(name: str, text: str) -> str:
    """Why it is hardly the ``name`` of a strip: said once, for there are readers that print odd things; empty
    for nothing odd."""
    letters, digits = any(map(str.isalpha, text)), any(map(str.isdigit, text))
    odd = {
        "code": not letters,
        "outcome": is_number(text),
        "value": letters and not digits,
        "unit": digits and not letters,
        "cutoff": letters and not digits,
    }
    return f"doubt_{name}" if odd[name] else ""


def ask_result_words(said: Mapping[str, str], draft: Draft, ask: Asker) -> None:
    """What the code and the outcome of one strip mean, unless that was told before."""
    code, outcome, unit = said["code"], said["outcome"], said.get("unit")
    if code not in draft.codes:
        if not draft.codes:
            ask.say("analytes")
            ask.menu(ANALYTE_CHOICES, "analyte")
        chosen = ask.choice("analyte", ANALYTE_CHOICES, analyte_of(code), code=code)
        draft.codes[code] = "" if chosen == LEAVE_OUT else chosen
    if outcome not in draft.outcomes:
        draft.outcomes[outcome] = ask.choice("outcome_means", OUTCOMES, outcome_of(outcome), word=outcome)
    if unit and unit not in draft.units:
        draft.units.append(unit)
    sign = said.get("value", "")
    if sign and not any(char.isdigit() for char in sign):
        draft.signs.append(sign)


def ask_not_printed(lines: Sequence[str], draft: Draft, ask: Asker) -> None:
    """What one sample seldom holds: every outcome, the unit, and what stands there when there is no number;
    ``<`` begins it again."""
    outcomes = dict(draft.outcomes)
    while True:
        draft.outcomes = dict(outcomes)
        try:
            _ask_outcomes(draft, ask)
            if "value" in draft.of_a_strip:
                _ask_numbers(lines, draft, ask)
        except BackError:
            continue
        return


def _ask_outcomes(draft: Draft, ask: Asker) -> None:
    seen = dict(draft.outcomes)
    for meaning in OUTCOMES:
        if not seen or meaning in seen.values():
            continue
        likely = word_beside(seen, meaning)
        word = ask.good(f"word_{meaning}", likely, lambda text: text not in draft.outcomes, "other_word")
        if word != NOTHING or meaning != INVALID:
            draft.outcomes[word] = meaning


def _ask_numbers(lines: Sequence[str], draft: Draft, ask: Asker) -> None:
    """A unit that stands in the heading of its column, or on paper alone."""
    if "unit" not in draft.of_a_strip:
        likely = next((unit for line in lines if (unit := unit_in(line))), NOTHING)
        unit = ask.text("unit_on_paper", likely)
        draft.unit = "" if unit == NOTHING else unit
    sign = next(iter(draft.signs), "")
    draft.absent = ask.text("absent_seen" if sign else "absent", sign)
