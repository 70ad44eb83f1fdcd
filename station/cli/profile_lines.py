"""What the lines of a printed sample are: the questions of ``station profile new`` that make a draft."""

import copy
import re
from collections.abc import Mapping, Sequence

import click

from station.cli.asking import Asker, BackError
from station.cli.paragraph import paragraph
from station.cli.profile_results import NOTHING, ask_result, ask_result_words, take_result
from station.cli.profile_suggested import (
    HEADING,
    RESULT,
    VALUES,
    Suggestion,
    after_label,
    all_after_label,
    form_of,
    model_in,
    shown,
    suggested,
)
from station.cli.wire_words import printable
from station.devices import PatternError, sample
from station.devices.label import labelled
from station.devices.line_pattern import (
    OTHER,
    PROCESSING,
    Part,
    exact_pattern,
    parts_of,
    takes,
    value_pattern,
)
from station.devices.profile_draft import CONTROL_TEST, DATED, ONCE, Draft, LineShape, ResultShape
from station.devices.profile_draft import PROCESSING as MEANINGS_OF_PROCESSING
from station.devices.usual_words import control_missing

PATTERN = "pattern"
KINDS = (*ONCE, HEADING, RESULT, OTHER, PATTERN)

_LABEL = re.compile(r"[^\d:：]+[:：]")
_DEGREES = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def ask_lines(lines: Sequence[str], draft: Draft, ask: Asker) -> Draft:
    """The draft with what each of these lines of its sample is; ``<`` takes back a line, or the one before
    it."""
    kept: list[tuple[int, Draft]] = []
    at = 0
    while at < len(lines):
        if draft.has_heading(lines[at]):
            at += 1
            continue
        before = copy.deepcopy(draft)
        ask.begin()
        try:
            _line(lines[at], draft.sample, draft, ask)
        except BackError as back:
            at, draft = kept.pop() if back.first and kept else (at, before)
        else:
            kept.append((at, before))
            at += 1
    return draft


def _line(line: str, lines: Sequence[str], draft: Draft, ask: Asker) -> None:
    """What one line of the sample is: what is suggested, or what a person says."""
    likely = suggested(line, lines, draft)
    click.echo("\n" + printable(f"  {line}"))
    for text in shown(likely, ask.words) if likely else ():
        click.echo(paragraph(printable(f"    {text}"), " " * 7))
    said = ask.choices("line_suggested" if likely else "line", KINDS, "" if likely else None, most=6)
    if likely and not said:
        _take(line, likely, draft, ask)
        return
    alone = next((kind for kind in (HEADING, RESULT, PATTERN) if kind in said), None)
    if alone and len(said) > 1:
        ask.say("stands_alone", name=alone)
        raise BackError(first=False)
    if alone == RESULT and likely and likely.alike:
        _take(line, likely, draft, ask)
    elif alone == RESULT:
        ask_result(line, draft, ask)
    elif alone == PATTERN:
        _own_pattern(line, draft, ask)
    elif alone == HEADING:
        _heading(line, draft)
    else:
        _values(line, said, draft, ask)


def _take(line: str, likely: Suggestion, draft: Draft, ask: Asker) -> None:
    """What was suggested; a form that can be read in one way was part of it."""
    if likely.kind == HEADING:
        _heading(line, draft)
    elif likely.kind == VALUES:
        for name, text in likely.parts:
            if form := form_of(name, text):
                draft.formats[name] = form
        _keep(line, likely.parts, draft, ask)
    elif likely.alike:
        ask_result_words(dict(likely.parts), draft, ask)
    else:
        take_result(line, likely.parts, draft, ask)


def _heading(line: str, draft: Draft) -> None:
    draft.others.append(line)
    draft.lines.append(LineShape(line, exact_pattern(line), line))


def _values(line: str, names: Sequence[str], draft: Draft, ask: Asker) -> None:
    """A line that says one thing or several, in the order of ``names``."""
    by_label = dict(labelled(line))
    whole = {"model": model_in(line), "remark": sample.undecorated(line)}
    likely = _in_order(line, len(names))
    parts: list[Part] = []
    for name, text in zip(names, likely, strict=True):
        usual = by_label.get(name) or whole.get(name)
        parts.append((name, _part(line, parts, name, usual or text, ask)))
    _keep(line, parts, draft, ask)


def _keep(line: str, parts: Sequence[Part], draft: Draft, ask: Asker) -> None:
    """The line as a pattern, and the words in it."""
    if said := dict(parts).get(PROCESSING):
        ask_processing(said, draft, ask)
    _ask_words(dict(parts), draft, ask)
    draft.others.append(line)
    draft.add_value(line, parts)


def _ask_words(said: Mapping[str, str], draft: Draft, ask: Asker) -> None:
    for name in DATED:
        if name in said and name not in draft.formats:
            draft.formats[name] = ask_form(name, said[name].strip(), ask)
    if "control" in said:
        draft.control = ask_control(said["control"], ask)


def ask_control(word: str, ask: Asker) -> tuple[str, str]:
    """The word for a control line that was seen, and the one for a line that was not, empty where nobody
    knows it."""
    missing = ask.good(
        "control_failed", control_missing(word), lambda text: text != word, "other_word", word=word
    )
    return word, "" if missing == NOTHING else missing


def _in_order(line: str, count: int) -> list[str]:
    """As many pieces as were named, the last one taking the rest."""
    if count == 1:
        return [after_label(line)]
    split = all_after_label(line).split()
    bare = (_LABEL.sub("", piece, count=1) for piece in split if not sample.is_rule(piece))
    pieces = [piece for piece in bare if piece]
    return [*pieces[: count - 1], *([""] * (count - 1 - len(pieces))), " ".join(pieces[count - 1 :])]


def _part(line: str, others: Sequence[Part], name: str, likely: str, ask: Asker) -> str:
    """A part of ``line`` beside the others, exactly as it stands there."""

    def stands(text: str) -> bool:
        try:
            value_pattern(line, [*others, (name, sample.as_it_stands(line, text))])
        except ValueError:
            return False
        return True

    if not name.endswith("_temperature"):
        shown = likely if likely and stands(likely) else None
        return sample.as_it_stands(line, ask.good("value", shown, stands, "not_in_line", name=name))
    degrees = _DEGREES.search(likely)

    def is_number(text: str) -> bool:
        return stands(text) and _DEGREES.fullmatch(text) is not None

    return ask.good("value", degrees[0] if degrees else None, is_number, "no_degrees", name=name)


def ask_form(name: str, text: str, ask: Asker) -> str:
    """The form of a day or a time; one that fits ``text``."""

    def refusal(form: str) -> str:
        """What is half of a time has a form, though none that is enough."""
        halves = ("test_day", "test_time")
        half = next((one for one in halves if sample.form_as_it_stands(text, form, one)), None)
        return f"only_{half}" if half and name == "tested_at" else "not_in_form"

    form = ask.good(
        f"form_{name}",
        form_of(name, text),
        lambda form: sample.form_as_it_stands(text, form, name) is not None,
        refusal,
        text=text,
    )
    return sample.form_as_it_stands(text, form, name) or form


def ask_processing(word: str, draft: Draft, ask: Asker) -> None:
    """What the sample was of, and the word for what it was not; a reader may print none for a person."""
    draft.processing[word] = ask.choice("processing_means", MEANINGS_OF_PROCESSING, word=word)
    for meaning in ("patient", CONTROL_TEST):
        if meaning not in draft.processing.values():
            other = ask.good(f"word_{meaning}", "", lambda text: text not in draft.processing, "other_word")
            if other:
                draft.processing[other] = meaning


def _own_pattern(line: str, draft: Draft, ask: Asker) -> None:
    """A pattern that a person writes; with a code in it, it is a result's."""
    pattern = _pattern(line, ask)
    groups = parts_of(pattern, line) or {}
    if {"code", "outcome"} <= groups.keys():
        draft.results.append(ResultShape(line, pattern=pattern))
        ask_result_words(groups, draft, ask)
        return
    draft.others.append(line)
    draft.lines.append(LineShape(line, pattern))
    if said := groups.get(PROCESSING):
        ask_processing(said, draft, ask)
    _ask_words(groups, draft, ask)


def _pattern(line: str, ask: Asker) -> str:
    while True:
        found = ask.text("pattern")
        try:
            if takes(found, line):
                return found
        except PatternError as error:
            ask.say("bad_pattern", expected=ask.words(error.expected, wanted=error.wanted))
        else:
            ask.say("no_match")
