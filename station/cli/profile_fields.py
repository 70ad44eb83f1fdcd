"""What the fields of a separated record are: the questions of ``station profile new`` for a reader that sends
its results as records."""

import copy
from collections.abc import Sequence

import click

from station.cli.asking import Asker, BackError
from station.cli.profile_lines import ask_control, ask_form, ask_processing
from station.cli.profile_results import ask_result_words
from station.cli.wire_words import printable
from station.devices import sample
from station.devices.line_pattern import OTHER, PROCESSING
from station.devices.profile_draft import DATED, OF_A_STRIP, ONCE, Draft
from station.devices.record_sample import Records
from station.devices.record_shape import RecordShape
from station.devices.usual_words import analyte_of, is_number, is_unit, outcome_of
from station.domain.errors import StationError

FIXED = "fixed"
FIELDS = (*ONCE, *OF_A_STRIP, FIXED, OTHER)


def ask_fields(records: Records, draft: Draft, ask: Asker) -> Draft:
    """The draft with what each field of the first record is, and what the codes and words in all of them
    mean; ``<`` goes back a field."""
    row = records.rows[0]
    if len(records.rows) > 1 and not records.last:
        raise StationError("profile.sample_records", count=len(records.rows))
    said: list[str] = []
    kept: list[Draft] = []
    while len(said) < len(row) and said.count("code") < 2:
        before = copy.deepcopy(draft)
        ask.begin()
        try:
            said.append(_field(row, said, draft, ask))
            kept.append(before)
        except BackError as back:
            draft = before
            if back.first and kept:
                draft = kept.pop()
                said.pop()
    draft.record = shape = _shape(records, said)
    for found in _strips(shape):
        ask_result_words(found, draft, ask)
    return draft


def _field(row: Sequence[str], said: Sequence[str], draft: Draft, ask: Asker) -> str:
    text = row[len(said)]
    click.echo(printable(f"  {len(said) + 1:>2}: {text}"))
    likely = _likely(row, said)
    while True:
        name = ask.choice("field", FIELDS, likely)
        if name not in said or name in ("code", FIXED, OTHER):
            break
        ask.say("said_before", name=name)
    if name in DATED:
        draft.formats[name] = ask_form(name, text.strip(), ask)
    if name == PROCESSING and text.strip():
        ask_processing(text.strip(), draft, ask)
    if name == "control":
        draft.control = ask_control(text.strip(), ask)
    return name


def _likely(row: Sequence[str], said: Sequence[str]) -> str | None:
    """Offered only where the field itself shows it, or the word for an outcome behind it."""
    text, *rest = (one.strip() for one in row[len(said) :])
    last = said[-1] if said else ""
    if not text:
        return OTHER
    if "tested_at" not in said and sample.time_form(text):
        return "tested_at"
    if analyte_of(text) or (rest and outcome_of(rest[0])):
        return "code"
    if last == "code":
        return "outcome" if outcome_of(text) else None
    if last == "value" and is_unit(text):
        return "unit"
    follows = {"outcome": "value", "value": "cutoff", "unit": "cutoff"}
    return follows.get(last) if is_number(text) else None


def _shape(records: Records, said: Sequence[str]) -> RecordShape:
    """Strips that stand side by side begin again with a second code."""
    fixed = tuple((at, records.rows[0][at - 1].strip()) for at, name in enumerate(said, 1) if name == FIXED)
    names = tuple(None if name in (FIXED, OTHER) else name for name in said)
    if said.count("code") < 2:
        return RecordShape(records, names, fixed)
    code = said.index("code")
    step = len(said) - 1 - code
    first = _first(code, step, said, len(records.rows[0]))
    strip = names[first : first + step]
    fixed = tuple(one for one in fixed if one[0] <= first)
    return RecordShape(records, names[:first], fixed, first + 1, step, strip)


def _first(code: int, step: int, said: Sequence[str], count: int) -> int:
    """Where the first strip begins: at its code, or at unneeded fields before it, so that whole strips fill
    the record."""
    for first in range(code, max(code - step, -1), -1):
        if (count - first) % step == 0:
            return first
        if not first or said[first - 1] not in (OTHER, FIXED):
            break
    return code


def _strips(shape: RecordShape) -> list[dict[str, str]]:
    """What the sample says of each strip."""
    found: list[dict[str, str]] = []
    for row in shape.records.rows:
        cut = row[shape.first - 1 :] if shape.step else row
        step = shape.step or len(row)
        names = shape.strip if shape.step else shape.names
        for at in range(0, len(cut) - step + 1, step):
            pairs = zip(names, cut[at : at + step], strict=False)
            strip = {name: text.strip() for name, text in pairs if name in OF_A_STRIP and text.strip()}
            if {"code", "outcome"} <= strip.keys():
                found.append(strip)
    return found
