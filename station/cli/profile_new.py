"""``station profile new``: asks what each line of a printed sample means and writes a profile of it, or
writes one that is like another."""

import re
from pathlib import Path

import click

from station.cli.failures import WRONG_USE, shown
from station.cli.options import home_option, language_option
from station.cli.wire_words import printable
from station.devices import ANALYTES, profile_draft
from station.devices.profile_draft import NAMES, Draft
from station.domain.errors import StationError
from station.locale import Words
from station.services import profiles

HEADING, RESULT, PATTERN, LEAVE_OUT = "heading", "result", "pattern", "none"
NOTES = (
    "head",
    "binding",
    "identity",
    "made_from",
    "where",
    "formats",
    "outcomes",
    "codes",
    "block",
    "checksum",
)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_VALUE = re.compile(r".*?[:：]\s*(.+)|\S+\s+(.+)|(.+)")


@click.command("new")
@click.argument("name")
@click.option(
    "--sample", type=click.Path(path_type=Path, dir_okay=False), help="Bytes of one printed result."
)
@click.option("--like", help="A profile to begin with, in place of a sample.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write (NAME.toml).")
@home_option()
@language_option
def new(name: str, sample: Path | None, like: str | None, output: Path | None, home: Path, lang: str) -> None:
    """Write a new profile NAME from a printed sample, line by line, or like another profile."""
    words = Words(lang)
    target = output or Path(f"{name}.toml")
    with shown(words):
        if (sample is None) == (like is None) or not _NAME.fullmatch(name):
            click.echo(words("profile_command.new_use"), err=True)
            raise click.exceptions.Exit(WRONG_USE)
        if target.exists():
            raise StationError("profile.exists", file=str(target))
        text = _copied(name, like, home, words) if like else _asked(name, _bytes(sample), words)
        _write(target, text)
        profiles.load(target, [])
    click.echo(words("profile_command.written", file=target))
    if sample:
        click.echo(words("profile_command.now_check", file=target, sample=sample))


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StationError("profile.unwritable", file=str(target), detail=error.strerror or "") from error


def _bytes(sample: Path | None) -> bytes:
    try:
        return sample.read_bytes() if sample else b""
    except OSError as error:
        raise StationError("capture.unreadable", file=str(sample), detail=error.strerror or "") from error


def _copied(name: str, like: str, home: Path, words: Words) -> str:
    """The other profile's text, comments and all, under a new name and title; since when the other reader is
    made says nothing of this one."""
    other = profiles.load(like, profiles.folders(home))
    text = Path(other.file).read_text("utf-8")
    zh, en = _titles(words)
    text = re.sub(r"(?m)^name = .*$", f'name = "{name}"', text, count=1)
    made_from = profile_draft.made_from(words("profile_command.note.made_from"))
    text = re.sub(r"(?m)^made_from = .*$", lambda _: made_from, text, count=1)
    return re.sub(r"(?m)^title = .*$", lambda _: f'title = {{ zh = "{zh}", en = "{en}" }}', text, count=1)


def _titles(words: Words) -> tuple[str, str]:
    asked = (click.prompt(words(f"profile_command.ask.title_{language}")) for language in ("zh", "en"))
    zh, en = (re.sub(r'["\\\x00-\x1f]', "", title) for title in asked)
    return zh, en


def _asked(name: str, data: bytes, words: Words) -> str:
    ask = _Asker(words)
    zh, en = _titles(words)
    draft = Draft(
        name=name,
        zh=zh,
        en=en,
        specimen_kind=ask.choice("specimen_kind", ("urine", "saliva"), "urine"),
        encoding=ask.choice(
            "encoding", ("ascii", "gb18030", "utf-8", "latin-1"), profile_draft.encoding_of(data)
        ),
        baud=ask.number("baud", 9600),
        by_silence=ask.choice("block", ("stx_etx", "silence"), _block_of(data)) == "silence",
        develop_s=ask.number("develop_s", 300),
    )
    try:
        lines = profile_draft.said_lines(data, draft.encoding)
    except UnicodeDecodeError as error:
        raise StationError("wire.encoding", encoding=draft.encoding, position=error.start) from error
    click.echo(words("profile_command.lines", names=", ".join((*NAMES, HEADING, RESULT, PATTERN))))
    for line in lines:
        _line(line, draft, ask)
    _words_not_printed(draft, ask)
    return profile_draft.written(draft, {note: words(f"profile_command.note.{note}") for note in NOTES})


def _words_not_printed(draft: Draft, ask: "_Asker") -> None:
    """One sample seldom holds every outcome."""
    for meaning in ("negative", "positive", "invalid"):
        if draft.results and meaning not in draft.outcomes.values():
            word = ask.text(f"word_{meaning}", "" if meaning == "invalid" else None)
            if word:
                draft.outcomes[word] = meaning


def _block_of(data: bytes) -> str:
    framed = data.startswith(b"\x02") and data.rstrip(b"\r\n").endswith(b"\x03")
    return "stx_etx" if framed else "silence"


def _line(line: str, draft: Draft, ask: "_Asker") -> None:
    """What one line of the sample is; one of the shape of an earlier result is likely another."""
    alike = next((match for text, _ in draft.results if (match := re.fullmatch(text, line))), None)
    click.echo(printable(f"  {line}"))
    kind = ask.choice("line", (*NAMES, HEADING, RESULT, PATTERN), RESULT if alike else None)
    if kind == RESULT and alike:
        _result_words(alike["code"], alike["outcome"].strip(), draft, ask)
    elif kind == RESULT:
        _result(line, draft, ask)
    elif kind == HEADING:
        draft.lines.append((profile_draft.exact_pattern(line), line))
    elif kind == PATTERN:
        _own_pattern(line, draft, ask)
    else:
        _value(line, kind, draft, ask)


def _own_pattern(line: str, draft: Draft, ask: "_Asker") -> None:
    pattern = ask.pattern(line)
    draft.lines.append((pattern, ""))
    for name in ("tested_at", "expiry"):
        if f"(?P<{name}>" in pattern:
            draft.formats[name] = ask.text(f"form_{name}")


def _value(line: str, name: str, draft: Draft, ask: "_Asker") -> None:
    found = _VALUE.fullmatch(line)
    likely = next((part for part in found.groups() if part), line) if found else line
    value = ask.part(line, "value", likely)
    draft.lines.append((profile_draft.value_pattern(line, name, value), line.replace(value, "…")))
    if name in ("tested_at", "expiry"):
        draft.formats[name] = ask.text(f"form_{name}")
    if name == "control":
        draft.control = (value, ask.text("control_failed"))


def _result(line: str, draft: Draft, ask: "_Asker") -> None:
    pieces = line.split()
    code = ask.part(line, "code", pieces[0])
    outcome = ask.part(line[line.index(code) + len(code) :], "outcome", pieces[-1])
    draft.results.append((profile_draft.result_pattern(line, code, outcome), line))
    _result_words(code, outcome, draft, ask)


def _result_words(code: str, outcome: str, draft: Draft, ask: "_Asker") -> None:
    if code not in draft.codes:
        known = (*sorted(ANALYTES), LEAVE_OUT)
        chosen = ask.choice("analyte", known, code=code)
        draft.codes[code] = "" if chosen == LEAVE_OUT else chosen
    if outcome not in draft.outcomes:
        draft.outcomes[outcome] = ask.choice(
            "outcome_means", ("negative", "positive", "invalid"), word=outcome
        )


class _Asker:
    """Asks in one language. A choice is typed as its word; what is no choice is asked again."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def choice(self, about: str, among: tuple[str, ...], likely: str | None = None, **told: str) -> str:
        """One of these words."""
        question = self._words(f"profile_command.ask.{about}", **told)
        show = len(among) < 8
        chosen: str = click.prompt(
            printable(question), type=click.Choice(among), default=likely, show_choices=show
        )
        return chosen

    def number(self, about: str, likely: int) -> int:
        """A whole number."""
        found: int = click.prompt(self._words(f"profile_command.ask.{about}"), type=int, default=likely)
        return found

    def text(self, about: str, likely: str | None = None) -> str:
        """Some text; not empty unless that is likely."""
        question = self._words(f"profile_command.ask.{about}")
        found: str = click.prompt(question, default=likely, show_default=bool(likely))
        return found

    def pattern(self, line: str) -> str:
        """A pattern that takes the whole of ``line``."""
        while True:
            found = self.text("pattern")
            try:
                if re.fullmatch(found, line):
                    return found
            except re.error:
                pass
            click.echo(self._words("profile_command.no_match"))

    def part(self, line: str, about: str, likely: str) -> str:
        """A part of ``line``, exactly as it stands there."""
        while True:
            found: str = click.prompt(printable(self._words(f"profile_command.ask.{about}")), default=likely)
            if found in line:
                return found
            click.echo(printable(self._words("profile_command.not_in_line", part=found)))
