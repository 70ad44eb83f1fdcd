"""A first profile of a printed reader, from a sample and a person's answers. Nothing is guessed: what a line
means is what the person says."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from station.devices.line_pattern import Part, narrowed, takes, value_pattern, with_sign, without_number
from station.devices.record_shape import RecordShape, record_rows

CONTROL_TEST = "control_test"
ONCE = (
    "specimen_no",
    "test_no",
    "serial",
    "model",
    "firmware",
    "operator",
    "lot",
    "expiry",
    "tested_at",
    "test_day",
    "test_time",
    "control",
    "processing",
    "reader_temperature",
    "cartridge_temperature",
    "remark",
)
"""What a line may say once, by our names of the places; ``test_day`` and ``test_time`` are a ``tested_at`` in
two parts."""

DATED = ("tested_at", "test_day", "test_time", "expiry")
"""What has a form."""

OF_A_STRIP = ("code", "outcome", "value", "unit", "cutoff")
"""What a result line may say."""

PROCESSING = ("patient", CONTROL_TEST, "demonstration")
"""Whom or what a test was of."""

_NAME = re.compile(r"\(\?P<(\w+)>")

SILENCE = "silence"
_BLOCKS = {
    "stx_etx": ['begin = "<STX>"', 'end = "<ETX>"'],
    "form_feed": ['end = "<0C>"'],
    SILENCE: ["idle_gap_s = 1.0"],
}


@dataclass(frozen=True)
class LineShape:
    """A line that is no result: its ``pattern``, and the ``narrow`` one for where that takes another line of
    the sample too. ``shown`` is the sample's ``line`` without its values, which may name a person."""

    line: str
    pattern: str
    shown: str = ""
    narrow: str = ""

    @property
    def names(self) -> list[str]:
        """The places that it gives."""
        return _NAME.findall(self.pattern)


@dataclass(frozen=True)
class ResultShape:
    """Result lines of one shape: the first of them with its ``parts``, or the ``pattern`` that a person
    wrote."""

    line: str
    parts: tuple[Part, ...] = ()
    pattern: str = ""


@dataclass
class Draft:
    """The answers. ``sample`` are all lines, ``others`` those that are no result;
    ``codes`` goes from the reader's code to our analyte, empty for none; ``processing`` from its word to one
    of ``PROCESSING``. ``unit`` is the one that only paper gives; ``absent`` the sign for a number that is
    none, and ``signs`` what stood there in the sample."""

    name: str
    zh: str
    en: str
    specimen_kind: str
    encoding: str
    baud: int
    block: str
    develop_s: int
    sample: tuple[str, ...] = ()
    lines: list[LineShape] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    results: list[ResultShape] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    control: tuple[str, str] | None = None
    processing: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    unit: str = ""
    signs: list[str] = field(default_factory=list)
    absent: str = ""
    record: RecordShape | None = None

    @property
    def named(self) -> list[str]:
        """The names that some line gives."""
        if self.record:
            return [name for name in ONCE if name in self.record.names]
        return [name for name in ONCE if any(name in one.names for one in self.lines)]

    @property
    def tested_at(self) -> str:
        """Where day and time of the test stand, as a profile has it; empty for nowhere."""
        parts = ("test_day", "test_time")
        in_parts = all(name in self.named for name in parts)
        return "tested_at" if "tested_at" in self.named else " ".join(parts) if in_parts else ""

    def forms(self) -> dict[str, str]:
        """``[formats]``: of a time in two parts both, with a blank between them."""
        found = {name: form for name, form in self.formats.items() if name in ("tested_at", "expiry")}
        if " " in self.tested_at:
            found["tested_at"] = " ".join(self.formats[name] for name in self.tested_at.split())
        return found

    @property
    def of_a_strip(self) -> list[str]:
        """The names that some result line gives."""
        if self.record:
            return [name for name in OF_A_STRIP if name in (*self.record.names, *self.record.strip)]
        texts = [self.pattern_of(shape) for shape in self.results]
        return [name for name in OF_A_STRIP if any(f"(?P<{name}>" in text for text in texts)]

    def has_heading(self, line: str) -> bool:
        """Whether this very line was said to be one that never changes."""
        return any(one.shown == line and takes(one.pattern, line) for one in self.lines)

    def add_value(self, line: str, parts: Sequence[Part]) -> None:
        """A line that says ``parts``. Raises ValueError when they do not stand in it."""
        shown = line
        words = {"processing": tuple(self.processing), "control": tuple(filter(None, self.control or ()))}
        pattern, narrow = (
            value_pattern(line, parts, words, self.formats, fixed=fixed) for fixed in (False, True)
        )
        for _, text in parts:
            shown = shown.replace(text, "…")
        self.lines.append(LineShape(line, pattern, shown, narrow))

    def forget(self, lines: Sequence[str]) -> None:
        """Take back what was said of these lines of the sample."""
        for shape in self.lines:
            for name in shape.names if shape.line in lines else ():
                self.formats.pop(name, None)
        self.lines = [shape for shape in self.lines if shape.line not in lines]
        self.others = [line for line in self.others if line not in lines]
        self.results = [shape for shape in self.results if shape.line not in lines]

    def pattern_of_line(self, shape: LineShape) -> str:
        """The pattern of a line that is no result: as wide as the other lines of the sample allow."""
        others = (line for line in self.sample if line != shape.line)
        wide = not shape.narrow or not any(takes(shape.pattern, line) for line in others)
        return shape.pattern if wide else shape.narrow

    def ends_with(self, pattern: str) -> bool:
        """Whether a slip that only silence ends is whole with a line of this ``pattern``: its sample was."""
        return self.block == SILENCE and bool(self.sample) and takes(pattern, self.sample[-1])

    def pattern_of(self, shape: ResultShape) -> str:
        """The pattern of a shape: it takes none of the other lines of the sample."""
        return shape.pattern or narrowed(shape.line, shape.parts, self.codes, self.others, self.absent)

    @property
    def lines_without_number(self) -> list[str]:
        """How the results of the sample would look without a number, all that is read."""
        whole = [with_sign(one.line, one.parts, self.absent) for one in self.results if self.absent]
        return [*filter(None, whole), *(line for line, _ in self.without_numbers())]

    def without_numbers(self) -> Iterator[tuple[str, str]]:
        """Of each shape of result whose number other things follow: the line that ends with the sign for
        none, and its pattern; unless another shape takes it."""
        patterns = [self.pattern_of(shape) for shape in self.results]
        for shape in self.results:
            cut = without_number(shape.line, shape.parts, self.absent) if shape.parts else None
            if cut and not any(takes(pattern, cut[0]) for pattern in patterns):
                patterns.append(narrowed(*cut, self.codes, self.others))
                yield cut[0], patterns[-1]


def written(draft: Draft, notes: dict[str, str]) -> str:
    """The profile as TOML; ``notes`` are its comments by their names, in the language of who asked."""
    shape = (
        record_rows(draft.record, notes, _constants(draft, notes), draft.absent)
        if draft.record
        else _shape(draft, notes)
    )
    return "\n".join([*_head(draft, notes), *_places(draft, notes), *_words(draft, notes), *shape, ""])


def made_from(note: str) -> str:
    """The line for the day since when readers of this kind are made: nobody's to guess, so a remark."""
    return f"# made_from = 2019-01-01      # {note}"


def _constants(draft: Draft, notes: Mapping[str, str]) -> list[str]:
    unit = draft.unit
    return [f"constants = {{ unit = {_text(unit)} }}      # {notes['constants']}"] if unit else []


def _head(draft: Draft, notes: dict[str, str]) -> list[str]:
    known = [*draft.named, *(["tested_at"] if draft.tested_at else [])]
    identity = [name for name in ("serial", "test_no", "specimen_no", "tested_at") if name in known]
    units = [*draft.units, *([draft.unit] if draft.unit else [])]
    binding = "specimen_and_lane" if "specimen_no" in draft.named else "lane_and_window"
    return [
        f"# {notes['head']}",
        'format = "roadside-station/reader-profile/1"',
        f"name = {_text(draft.name)}",
        f"title = {{ zh = {_text(draft.zh)}, en = {_text(draft.en)} }}",
        'protocol = "printed"',
        f"encoding = {_text(draft.encoding)}",
        f"specimen_kind = {_text(draft.specimen_kind)}",
        f'binding = "{binding}"      # {notes["binding"]}',
        f"identity = {json.dumps(identity)}      # {notes['identity']}",
        'time_zone = "+08:00"',
        made_from(notes["made_from"]),
        f"develop_s = {draft.develop_s}",
        "read_window_s = 600",
        *([f"units = {_list(units)}"] if units else []),
        *(['can = ["qc"]'] if CONTROL_TEST in draft.processing.values() else []),
        "",
        "[line]",
        f"baud = {draft.baud}",
        "data_bits = 8",
        'parity = "none"      # none, even, odd',
        "stop_bits = 1",
    ]


def _places(draft: Draft, notes: dict[str, str]) -> list[str]:
    elsewhere = ("tested_at", "test_day", "test_time", "control", "remark")
    once = [name for name in draft.named if name not in elsewhere]
    tested = [f'tested_at = "{draft.tested_at}"'] if draft.tested_at else []
    return [
        "",
        f"[where]      # {notes['where']}",
        *(f'{name} = "{name}"' for name in once),
        "",
        "[result]",
        *(f'{name} = "{name}"' for name in draft.of_a_strip),
        *(['unit = "unit"'] if draft.unit else []),
        *tested,
        "",
        f"[formats]      # {notes['formats']}",
        *(f"{name} = {_text(form)}" for name, form in draft.forms().items()),
    ]


def _words(draft: Draft, notes: dict[str, str]) -> list[str]:
    rows = ["", f"[outcomes]      # {notes['outcomes']}"]
    meanings = ("negative", "positive", "invalid")
    rows += [f"{meaning} = {_list(_meaning(draft.outcomes, meaning))}" for meaning in meanings]
    if draft.control:
        passed, failed = draft.control
        rows += ["", "[control]", 'scope = "message"', 'mark = "control"']
        rows += [f"passed = [{_text(passed)}]", f"failed = {_list([failed] if failed else [])}"]
    if draft.processing:
        rows += ["", "[processing]"]
        rows += [f"{name} = {_list(_meaning(draft.processing, name))}" for name in PROCESSING]
    rows += ["", f"[codes]      # {notes['codes']}"]
    for code, analyte in draft.codes.items():
        rows.append(f"{'' if analyte else '# '}{_text(code)} = {_text(analyte or '?')}")
    return rows


def _meaning(words: Mapping[str, str], meaning: str) -> list[str]:
    return [word for word, said in words.items() if said == meaning]


def _shape(draft: Draft, notes: dict[str, str]) -> list[str]:
    remarks = ['remarks = ["remark"]'] if "remark" in draft.named else []
    rows = [
        "",
        "[printed]",
        *remarks,
        *_constants(draft, notes),
        "",
        f"[printed.block]      # {notes['block']}",
        *_BLOCKS[draft.block],
    ]
    rows += ["", f"[printed.checksum]      # {notes['checksum']}", 'kind = "none"']
    for pattern, line in {draft.pattern_of_line(one): one.shown for one in draft.lines}.items():
        rows += ["", f"[[printed.lines]]{_comment(line)}", f"pattern = {_quoted(pattern)}"]
        rows += [f"last = true      # {notes['last']}"] if draft.ends_with(pattern) else []
    results = [(shape.line, draft.pattern_of(shape)) for shape in draft.results]
    for line, pattern in (*results, *draft.without_numbers()):
        rows += ["", f"[[printed.lines]]{_comment(line)}", "result = true", f"pattern = {_quoted(pattern)}"]
    return rows


def _comment(line: str) -> str:
    return f"      # {''.join(filter(str.isprintable, line))}" if line else ""


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _quoted(pattern: str) -> str:
    return _text(pattern) if "'" in pattern else f"'{pattern}'"
