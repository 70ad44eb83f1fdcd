"""What the lines of a printed sample are: the questions of ``station profile new`` that make a draft."""

import copy
import re
from collections.abc import Sequence

import click

from station.cli.asking import Asker, BackError
from station.cli.profile_results import MEANINGS, ask_result, ask_result_words
from station.cli.wire_words import printable
from station.devices import PatternError, sample
from station.devices.line_pattern import (
    OTHER,
    PROCESSING,
    Part,
    exact_pattern,
    parts_of,
    result_pattern,
    takes,
    value_pattern,
)
from station.devices.profile_draft import CONTROL_TEST, ONCE, Draft, ResultShape
from station.devices.profile_draft import PROCESSING as MEANINGS_OF_PROCESSING

HEADING, RESULT, PATTERN = "heading", "result", "pattern"
KINDS = (*ONCE, HEADING, RESULT, OTHER, PATTERN)

_AFTER_LABEL = re.compile(r".*?[:：=]\s*(.+)|\S+\s+(.+)|(.+)")
_LABEL = re.compile(r"[^\d:：]+[:：]")
_DEGREES = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def ask_lines(lines: Sequence[str], draft: Draft, ask: Asker) -> Draft:
    """The draft with what each line is; ``<`` takes back a line, or the one before it."""
    kept: list[tuple[int, Draft]] = []
    at = 0
    while at < len(lines):
        if draft.has_heading(lines[at]):
            at += 1
            continue
        before = copy.deepcopy(draft)
        ask.begin()
        try:
            _line(lines[at], draft, ask)
        except BackError as back:
            at, draft = kept.pop() if back.first and kept else (at, before)
        else:
            kept.append((at, before))
            at += 1
    return draft


def ask_words_not_printed(draft: Draft, ask: Asker) -> None:
    """One sample seldom holds every outcome."""
    for meaning in MEANINGS:
        while draft.outcomes and meaning not in draft.outcomes.values():
            try:
                word = ask.text(f"word_{meaning}", "" if meaning == "invalid" else None)
            except BackError:
                continue
            if not word:
                break
            draft.outcomes[word] = meaning


def _line(line: str, draft: Draft, ask: Asker) -> None:
    """What one line of the sample is; one of the shape of an earlier result is likely another."""
    alike = next((found for shape in draft.results if (found := _alike(shape, line))), None)
    click.echo(printable(f"  {line}"))
    said = ask.choices("line", KINDS, _likely(line, draft, alike), most=6)
    alone = next((kind for kind in (HEADING, RESULT, PATTERN) if kind in said), None)
    if alone and len(said) > 1:
        ask.say("stands_alone", name=alone)
        raise BackError(first=False)
    if alone == RESULT and alike:
        ask_result_words(alike, draft, ask)
    elif alone == RESULT:
        ask_result(line, draft, ask)
    elif alone == PATTERN:
        _own_pattern(line, draft, ask)
    else:
        draft.others.append(line)
        if alone == HEADING:
            draft.lines.append((exact_pattern(line), line))
        else:
            _values(line, said, draft, ask)


def _alike(shape: ResultShape, line: str) -> dict[str, str] | None:
    return parts_of(shape.pattern or result_pattern(shape.line, shape.parts), line)


def _likely(line: str, draft: Draft, alike: dict[str, str] | None) -> str | None:
    """Offered only where the line itself shows it."""
    if alike:
        return RESULT
    if sample.is_rule(line):
        return HEADING
    if "tested_at" not in draft.named and sample.time_form(_after_label(line)):
        return "tested_at"
    return None


def _after_label(line: str) -> str:
    found = _AFTER_LABEL.fullmatch(line)
    return next((part.strip() for part in found.groups() if part), line.strip()) if found else line.strip()


def _values(line: str, names: Sequence[str], draft: Draft, ask: Asker) -> None:
    """A line that says one thing or several, in the order of ``names``."""
    likely = _in_order(_after_label(line), len(names))
    parts: list[Part] = []
    for name, text in zip(names, likely, strict=True):
        parts.append((name, _part(line, parts, name, text, ask)))
    if said := dict(parts).get(PROCESSING):
        ask_processing(said, draft, ask)
    draft.add_value(line, parts)
    for name, text in parts:
        if name in ("tested_at", "expiry"):
            draft.formats[name] = ask_form(name, text, ask)
        if name == "control":
            draft.control = (text, ask.text("control_failed", word=text))


def _in_order(text: str, count: int) -> list[str]:
    """As many pieces as were named, the last one taking the rest."""
    if count == 1:
        return [text]
    pieces = [_LABEL.sub("", piece, count=1) for piece in text.split() if not sample.is_rule(piece)]
    return [*pieces[: count - 1], *([""] * (count - 1 - len(pieces))), " ".join(pieces[count - 1 :])]


def _part(line: str, others: Sequence[Part], name: str, likely: str, ask: Asker) -> str:
    """A part of ``line`` beside the others, exactly as it stands there."""

    def stands(text: str) -> bool:
        try:
            value_pattern(line, [*others, (name, text)])
        except ValueError:
            return False
        return True

    if not name.endswith("_temperature"):
        shown = likely if likely and stands(likely) else None
        return ask.good("value", shown, stands, "not_in_line", name=name)
    degrees = _DEGREES.search(likely)

    def is_number(text: str) -> bool:
        return stands(text) and _DEGREES.fullmatch(text) is not None

    return ask.good("value", degrees[0] if degrees else None, is_number, "no_degrees", name=name)


def ask_form(name: str, text: str, ask: Asker) -> str:
    """The form of a day or a time; one that fits ``text``."""
    likely = sample.day_form(text) if name == "expiry" else sample.time_form(text)
    return ask.good(
        f"form_{name}",
        likely,
        lambda form: sample.fits_form(text, form, name),
        "not_in_form",
        text=text,
    )


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
    draft.lines.append((pattern, ""))
    for name in ("tested_at", "expiry"):
        if name in groups:
            draft.formats[name] = ask_form(name, groups[name], ask)
    if said := groups.get(PROCESSING):
        ask_processing(said, draft, ask)
    if "control" in groups:
        draft.control = (groups["control"], ask.text("control_failed", word=groups["control"]))


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
