"""A first profile of a printed reader, from a sample and a person's answers. Nothing is guessed: what a line
means is what the person says."""

import json
import re
from dataclasses import dataclass, field

NAMES = (
    "specimen_no",
    "test_no",
    "serial",
    "model",
    "operator",
    "lot",
    "expiry",
    "tested_at",
    "control",
    "reader_temperature",
    "cartridge_temperature",
    "remark",
)
"""What a line may say once, by our names of the places."""

STX, ETX = "\x02", "\x03"
_PLAIN = str.maketrans({char: f"\\{char}" for char in "\\.^$*+?{}[]|()"})
_BLANKS = re.compile(r" {2,}")


@dataclass
class Draft:
    """The answers. ``lines`` are patterns, each with the sample's line (its value left out: it may name a
    person), ``results`` the same for result lines;
    ``codes`` goes from the reader's code to our analyte, empty for none."""

    name: str
    zh: str
    en: str
    specimen_kind: str
    encoding: str
    baud: int
    by_silence: bool
    develop_s: int
    lines: list[tuple[str, str]] = field(default_factory=list)
    results: list[tuple[str, str]] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    control: tuple[str, str] | None = None
    codes: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> list[str]:
        """The names that some line gives."""
        return [name for name in NAMES if any(f"(?P<{name}>" in text for text, _ in self.lines)]


def said_lines(data: bytes, encoding: str) -> list[str]:
    """The printed lines of a sample, without what frames them."""
    text = data.decode(encoding).strip(STX + ETX + "\r\n")
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.strip(STX + ETX + " ")]


def encoding_of(data: bytes) -> str:
    """The narrowest of the known encodings that fits."""
    for encoding in ("ascii", "utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def value_pattern(line: str, name: str, value: str) -> str:
    """A pattern for a line of which ``value`` may change and the rest may not."""
    before, _, after = line.partition(value)
    return f"{_literal(before)}(?P<{name}>.{{0,60}}){_literal(after)}"


def exact_pattern(line: str) -> str:
    """A pattern for a line that never changes."""
    return _literal(line)


def result_pattern(line: str, code: str, outcome: str) -> str:
    """A pattern for every line of this shape: what stands before the code may change, what stands between
    may not."""
    before, _, rest = line.partition(code)
    between, _, after = rest.partition(outcome)
    stop = between[:1]
    code_part = f"{_class_of(code, stop)}{{1,{len(code) + 8}}}"
    return (
        f"{_varying(before)}(?P<code>{code_part}){_literal(between)}(?P<outcome>.{{1,40}}){_literal(after)}"
    )


def _varying(before: str) -> str:
    """Up to a mark that is kept, such as a bracket."""
    if not before:
        return ""
    return f".{{0,30}}{_literal(before[-1])}"


def _literal(text: str) -> str:
    return _BLANKS.sub(" +", text.translate(_PLAIN))


def _class_of(code: str, stop: str) -> str:
    """The characters of codes like this one: capitals and digits where it has no others."""
    if re.fullmatch(r"[A-Z0-9]+", code):
        return "[A-Z0-9]"
    return f"[^{_in_class(stop)}]" if stop else r"\S"


def _in_class(char: str) -> str:
    return f"\\{char}" if char in "]^\\-" else char


def written(draft: Draft, notes: dict[str, str]) -> str:
    """The profile as TOML; ``notes`` are its comments by their names, in the language of who asked."""
    return "\n".join(
        [*_head(draft, notes), *_places(draft, notes), *_words(draft, notes), *_shape(draft, notes), ""]
    )


def made_from(note: str) -> str:
    """The line for the day since when readers of this kind are made: nobody's to guess, so a remark."""
    return f"# made_from = 2019-01-01      # {note}"


def _head(draft: Draft, notes: dict[str, str]) -> list[str]:
    identity = [name for name in ("serial", "test_no", "specimen_no", "tested_at") if name in draft.named]
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
        "",
        "[line]",
        f"baud = {draft.baud}",
        'parity = "none"      # none, even, odd',
    ]


def _places(draft: Draft, notes: dict[str, str]) -> list[str]:
    once = [name for name in draft.named if name not in ("tested_at", "control", "remark")]
    tested = ['tested_at = "tested_at"'] if "tested_at" in draft.named else []
    return [
        "",
        f"[where]      # {notes['where']}",
        *(f'{name} = "{name}"' for name in once),
        "",
        "[result]",
        'code = "code"',
        'outcome = "outcome"',
        *tested,
        "",
        f"[formats]      # {notes['formats']}",
        *(f"{name} = {_text(form)}" for name, form in draft.formats.items()),
    ]


def _words(draft: Draft, notes: dict[str, str]) -> list[str]:
    rows = ["", f"[outcomes]      # {notes['outcomes']}"]
    for meaning in ("negative", "positive", "invalid"):
        listed = [word for word, said in draft.outcomes.items() if said == meaning]
        rows.append(f"{meaning} = {json.dumps(listed, ensure_ascii=False)}")
    if draft.control:
        passed, failed = draft.control
        rows += ["", "[control]", 'scope = "message"', 'mark = "control"']
        rows += [f"passed = [{_text(passed)}]", f"failed = [{_text(failed)}]"]
    rows += ["", f"[codes]      # {notes['codes']}"]
    for code, analyte in draft.codes.items():
        rows.append(f"{'' if analyte else '# '}{_text(code)} = {_text(analyte or '?')}")
    return rows


def _shape(draft: Draft, notes: dict[str, str]) -> list[str]:
    remarks = ['remarks = ["remark"]'] if "remark" in draft.named else []
    block = ["idle_gap_s = 1.0"] if draft.by_silence else ['begin = "<STX>"', 'end = "<ETX>"']
    rows = ["", "[printed]", *remarks, "", f"[printed.block]      # {notes['block']}", *block]
    rows += ["", f"[printed.checksum]      # {notes['checksum']}", 'kind = "none"']
    for result, pairs in ((False, draft.lines), (True, draft.results)):
        for pattern, line in pairs:
            note = f"      # {''.join(filter(str.isprintable, line))}" if line else ""
            rows += ["", f"[[printed.lines]]{note}", *(["result = true"] if result else [])]
            rows.append(f"pattern = {_quoted(pattern)}")
    return rows


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _quoted(pattern: str) -> str:
    return _text(pattern) if "'" in pattern else f"'{pattern}'"
