"""Where a result line has its code, its word and its numbers, and what they mean."""

import re
from collections.abc import Sequence

from station.cli.asking import Asker, BackError
from station.devices import ANALYTES
from station.devices.line_pattern import Part, can_be_read, result_pattern
from station.devices.profile_draft import Draft, ResultShape

MEANINGS = ("negative", "positive", "invalid")
LEAVE_OUT = "none"
NOTHING = "-"

_IN_BRACKETS = re.compile(r"[(\[（]([A-Z0-9]{2,8})[)\]）]")
_CLOSING = ")]）}:：,;"
_NUMBER = re.compile(r"[<>]?=?\d+(\.\d+)?")


def ask_result(line: str, draft: Draft, ask: Asker) -> None:
    """The first line of its shape: where its code, its word and its numbers stand."""
    bracketed = _IN_BRACKETS.search(line)
    likely: str | None = bracketed[1] if bracketed else line.split()[0]
    parts: list[Part] = [("code", _strip_part(line, [], "code", likely, ask))]
    rest = _rest(line, parts, "code")
    words = [piece for piece in rest if not _NUMBER.fullmatch(piece) and "/" not in piece]
    likely = next(iter([*reversed(words), *reversed(rest)]), None)
    parts.append(("outcome", _strip_part(line, parts, "outcome", likely, ask)))
    for name, behind in (("value", "code"), ("unit", "value"), ("cutoff", "value")):
        rest = _rest(line, parts, behind) if behind in dict(parts) else []
        if not rest:
            break
        found = _strip_part(line, parts, name, _likely_piece(name, rest), ask)
        if found != NOTHING:
            parts.append((name, found))
    if not can_be_read(line, parts):
        ask.say("no_shape")
        raise BackError(first=False)
    draft.results.append(ResultShape(line, tuple(parts)))
    ask_result_words(dict(parts), draft, ask)


def _rest(line: str, parts: Sequence[Part], behind: str) -> list[str]:
    """What of the line, behind one part, no other has yet, without marks that say nothing."""
    text = line[line.index(dict(parts)[behind]) + len(dict(parts)[behind]) :]
    for name, part in parts:
        text = text if name == behind else text.replace(part, " ", 1)
    pieces = (piece.lstrip(_CLOSING) for piece in text.replace("=", " ").split())
    return [piece for piece in pieces if any(char.isalnum() or char in "+-" for char in piece)]


def _likely_piece(name: str, rest: Sequence[str]) -> str:
    wanted = [piece for piece in rest if bool(_NUMBER.fullmatch(piece)) != (name == "unit")]
    return wanted[0] if wanted else NOTHING


def _strip_part(line: str, parts: Sequence[Part], name: str, likely: str | None, ask: Asker) -> str:
    may_lack = name in ("value", "unit", "cutoff")

    def stands(text: str) -> bool:
        if may_lack and text == NOTHING:
            return True
        try:
            result_pattern(line, [*parts, (name, text)])
        except ValueError:
            return False
        return True

    return ask.good("number" if name == "value" else name, likely, stands, "not_in_line")


def ask_result_words(said: dict[str, str], draft: Draft, ask: Asker) -> None:
    """What the code and the outcome of one strip mean, unless that was told before."""
    code, outcome, unit = said["code"], said["outcome"], said.get("unit")
    if code not in draft.codes:
        if not draft.codes:
            ask.say("analytes")
            ask.menu(sorted(ANALYTES), "analyte")
        chosen = ask.choice("analyte", (*sorted(ANALYTES), LEAVE_OUT), code=code)
        draft.codes[code] = "" if chosen == LEAVE_OUT else chosen
    if outcome not in draft.outcomes:
        draft.outcomes[outcome] = ask.choice("outcome_means", MEANINGS, word=outcome)
    if unit and unit not in draft.units:
        draft.units.append(unit)
