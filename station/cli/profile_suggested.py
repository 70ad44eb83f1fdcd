"""What a printed line most likely is: shown to a person of ``station profile new``, who takes it or says
another thing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from station.cli.profile_results import likely_result
from station.devices import sample
from station.devices.label import labelled
from station.devices.line_pattern import Part, parts_of, result_pattern, value_pattern
from station.devices.profile_draft import Draft
from station.devices.usual_words import is_of_control
from station.locale import Words

HEADING, RESULT, VALUES = "heading", "result", "values"

_MODEL = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9/-]+")
_BEHIND_SIGN = re.compile(r".*?(?:(?<!\d)[:：=]|[:：=](?!\d))\s*(.+)")
"""Behind the sign that ends a label: none between two digits, where it is a time's or a range's."""

_COLUMNS = re.compile(r"\s{2,}")


@dataclass(frozen=True)
class Suggestion:
    """``kind``: heading, result, values; ``alike``: a result of a shape that is known."""

    kind: str
    parts: tuple[Part, ...] = ()
    alike: bool = False


def suggested(line: str, lines: Sequence[str], draft: Draft) -> Suggestion | None:
    """Only what the line itself shows; ``lines`` are those of its slip."""
    if sample.is_rule(line):
        return Suggestion(HEADING)
    if found := _values(line, lines, draft):
        return Suggestion(VALUES, tuple(found))
    for shape in draft.results:
        if alike := parts_of(shape.pattern or result_pattern(shape.line, shape.parts), line):
            return Suggestion(RESULT, tuple(alike.items()), alike=True)
    if result := likely_result(line):
        return Suggestion(RESULT, tuple(result))
    return Suggestion(HEADING) if _is_heading(line, lines, draft) else None


def _is_heading(line: str, lines: Sequence[str], draft: Draft) -> bool:
    """A title above all values, or the heading of the results' columns. Any other line of words may be a
    warning, which is not printed on every slip."""
    if any(char.isdigit() or char in ":：=" for char in line):
        return False
    if any(map(is_of_control, line.split())):
        return False
    behind = lines[lines.index(line) + 1 :]
    return not draft.named or (not draft.results and bool(behind and likely_result(behind[0])))


def _values(line: str, lines: Sequence[str], draft: Draft) -> list[Part]:
    """Each value once in a slip, and all of them where a pattern finds them."""
    found = labelled(line, lines)
    if not found:
        found = _dated(line)
    if not found and not draft.named and (model := model_in(line)):
        found = [("model", model)]
    if any(name in draft.named for name, _ in found):
        return []
    try:
        value_pattern(line, found)
    except ValueError:
        return []
    return found


def _dated(line: str) -> list[Part]:
    """Day and time behind any label; one of them where nothing else stands in the line."""
    text = after_label(line)
    if sample.time_form(text):
        return [("tested_at", text)]
    if text != line.strip() or text.isdecimal():
        return []
    if "DD" in (sample.day_form(text) or ""):
        return [("test_day", text)]
    return [("test_time", text)] if sample.clock_form(text) else []


def after_label(line: str) -> str:
    """What stands behind a line's label, whatever the label is, up to the next run of blanks."""
    text = all_after_label(line)
    return text if sample.time_form(text) else _COLUMNS.split(text)[0]


def all_after_label(line: str) -> str:
    """What stands behind a line's first label; the whole of a line without one."""
    text = sample.undecorated(line)
    if sample.time_form(text):
        return text
    if found := _BEHIND_SIGN.fullmatch(text):
        return found[1]
    label, *rest = _COLUMNS.split(text, maxsplit=1)
    if not rest or any(map(str.isdigit, label)):
        label, *rest = text.split(maxsplit=1)
    return rest[0] if rest and not label[0].isdigit() else text


def model_in(line: str) -> str | None:
    """The last word of a title, where it is of letters and digits."""
    title = sample.undecorated(line)
    words = title.split()
    titled = len(words) > 1 and not any(char in ":：=" for char in title)
    return words[-1] if titled and _MODEL.fullmatch(words[-1]) else None


def form_of(name: str, text: str) -> str | None:
    """The form of a day or a time that can be read in one way only."""
    seen = {
        "expiry": sample.day_form,
        "test_day": sample.day_form,
        "test_time": sample.clock_form,
        "tested_at": sample.time_form,
    }
    return seen[name](text) if name in seen else None


def shown(suggestion: Suggestion, words: Words) -> Iterator[str]:
    """Lines for a person, each with what it means."""
    meaning = {name: words(f"profile_command.kind.{name}") for name, _ in suggestion.parts}
    if suggestion.kind == VALUES:
        for name, text in suggestion.parts:
            form = form_of(name, text)
            yield f"-> {name} = {text}{f' ({form})' if form else ''}   {meaning[name]}"
        return
    said = " · ".join(f"{name} = {text}" for name, text in suggestion.parts)
    yield f"-> {suggestion.kind}   {said or words(f'profile_command.kind.{suggestion.kind}')}"
