"""``station profile new``: asks what each line of a printed sample means and writes a profile of it, or
writes one that is like another."""

import copy
import json
import re
import tomllib
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import click

from station.cli.asking import Asker, BackError
from station.cli.failures import NO, WRONG_USE, shown
from station.cli.options import home_option, language_option
from station.cli.paragraph import paragraph
from station.cli.profile_fields import FIELDS, ask_fields
from station.cli.profile_lines import KINDS, ask_lines
from station.cli.profile_results import ask_not_printed
from station.cli.profile_trial import Trial, tried
from station.cli.wire_words import printable
from station.devices import profile_draft, sample
from station.devices.profile_draft import Draft
from station.devices.record_sample import Records, records_of
from station.devices.usual_words import specimen_in
from station.domain.errors import StationError
from station.locale import Words
from station.services import profiles

NOTES = (
    "head",
    "binding",
    "constants",
    "identity",
    "made_from",
    "where",
    "formats",
    "outcomes",
    "codes",
    "block",
    "checksum",
    "checksum_found",
    "last",
    "csv",
    "strips",
)
UNASKED = (
    "binding",
    "identity",
    "time_zone",
    "read_window_s",
    "line.data_bits",
    "line.parity",
    "line.stop_bits",
    "printed.block.idle_gap_s",
    "printed.checksum.kind",
)
"""What is written as it usually is, or as the answers make it."""

AGAIN, WRITE = "again", "write"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@click.command("new")
@click.argument("name")
@click.option(
    "--sample",
    "printed",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Bytes of one printed result.",
)
@click.option("--like", help="A profile to begin with, in place of a sample.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write (NAME.toml).")
@home_option()
@language_option
def new(
    name: str, printed: Path | None, like: str | None, output: Path | None, home: Path, lang: str
) -> None:
    """Write a new profile NAME from a printed sample, line by line, or like another profile."""
    words = Words(lang)
    target = output or Path(f"{name}.toml")
    with shown(words):
        if (printed is None) == (like is None) or not _NAME.fullmatch(name):
            click.echo(words("profile_command.new_use"), err=True)
            raise click.exceptions.Exit(WRONG_USE)
        if target.exists():
            raise StationError("profile.exists", file=str(target))
        text, sound = (_copied(name, like, home, words), True) if like else _asked(name, printed, words)
        _write(target, text)
        profiles.load(target, [])
    click.echo(words(f"profile_command.{'written' if sound else 'written_unsound'}", file=target))
    if printed:
        written = tomllib.loads(target.read_text("utf-8"))
        _say_unasked(written, words)
        _say_unseen(written, _bytes(printed), words)
        spoken = "" if lang == "zh" else f" --lang {lang}"
        click.echo(words("profile_command.now_check", file=target, sample=printed, lang=spoken))
    if not sound:
        raise click.exceptions.Exit(NO)


def _say_unasked(written: dict[str, Any], words: Words) -> None:
    """What stands in the file that nobody was asked, a line each."""
    click.echo(paragraph(words("profile_command.unasked.head")))
    for name in UNASKED:
        table = reduce(lambda inner, key: inner.get(key, {}), name.split(".")[:-1], written)
        key = name.split(".")[-1]
        if key in table:
            said = f"{name} = {json.dumps(table[key])}"
            click.echo(paragraph(f"  {said}      # {words(f'profile_command.unasked.{key}')}", " " * 6))


def _say_unseen(written: dict[str, Any], data: bytes, words: Words) -> None:
    """The words in the file that no line of the sample shows: they were typed, or taken with Enter."""
    text = data.decode(written["encoding"])
    said = {f"outcomes.{meaning}": found for meaning, found in written["outcomes"].items()}
    said["control.failed"] = written.get("control", {}).get("failed", [])
    unseen = {name: found for name, found in said.items() if found and not any(map(text.count, found))}
    if unseen:
        click.echo(paragraph(words("profile_command.unseen")))
    for name, found in unseen.items():
        click.echo(f"  {name} = {json.dumps(found, ensure_ascii=False)}")


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StationError("profile.unwritable", file=str(target), detail=error.strerror or "") from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StationError("capture.unreadable", file=str(path), detail=error.strerror or "") from error


def _copied(name: str, like: str, home: Path, words: Words) -> str:
    """The other profile's text, comments and all, under a new name and title; since when the other reader is
    made says nothing of this one."""
    other = profiles.load(like, profiles.folders(home))
    text = Path(other.file).read_text("utf-8")
    zh, en = _titles(name, other.specimen_kind, Asker(words))
    text = re.sub(r"(?m)^name = .*$", f'name = "{name}"', text, count=1)
    made_from = profile_draft.made_from(words("profile_command.note.made_from"))
    text = re.sub(r"(?m)^made_from = .*$", lambda _: made_from, text, count=1)
    return re.sub(r"(?m)^title = .*$", lambda _: f'title = {{ zh = "{zh}", en = "{en}" }}', text, count=1)


def _titles(name: str, specimen_kind: str, ask: Asker) -> tuple[str, str]:
    """Offered: what such a reader is called, by the specimen it takes (empty for not known)."""
    about = f"profile_command.title.{specimen_kind or 'reader'}"
    while True:
        try:
            asked = [
                ask.text(f"title_{language}", Words(language)(about, name=name.upper()))
                for language in ("zh", "en")
            ]
        except BackError:
            continue
        zh, en = (re.sub(r'["\\\x00-\x1f]', "", title) for title in asked)
        return zh, en


def _asked(name: str, printed: Path | None, words: Words) -> tuple[str, bool]:
    """The profile, and whether it reads the sample; what it does not read is asked again."""
    ask = Asker(words)
    data = _bytes(printed) if printed else b""
    ask.say("back")
    begun = _head(name, data, ask)
    begun.sample = tuple(sample.said_lines(data, begun.encoding))
    if not begun.sample:
        raise StationError("profile.sample_empty")
    draft = _answered(data, begun, ask)
    while True:
        text = profile_draft.written(draft, {note: words(f"profile_command.note.{note}") for note in NOTES})
        trial = tried(draft, text, printed, words) if printed else Trial()
        if not trial.told:
            return text, True
        ask.say("not_read")
        for line in trial.told:
            click.echo(printable(line))
        if ask.choice("mend", (AGAIN, WRITE), AGAIN) == WRITE:
            return text, False
        draft = _mended(draft, trial.lines, ask) if trial.lines else _answered(data, begun, ask)


def _answered(data: bytes, begun: Draft, ask: Asker) -> Draft:
    """A draft with all lines or fields answered, and what is not printed."""
    draft = copy.deepcopy(begun)
    records = records_of(data, draft.encoding)
    if records:
        draft = _recorded(records, draft, ask)
    else:
        ask.say("lines", count=len(draft.sample))
        ask.menu(KINDS, "profile_command.kind")
        draft = ask_lines(draft.sample, draft, ask)
    _ask_not_printed(draft, ask)
    return draft


def _ask_not_printed(draft: Draft, ask: Asker) -> None:
    """What the sample does not hold; then how a strip without a number is read."""
    ask_not_printed(draft.sample, draft, ask)
    if lines := draft.lines_without_number:
        ask.say("without_number")
        for line in lines:
            click.echo(printable(f"    {line}"))


def _mended(draft: Draft, lines: Sequence[str], ask: Asker) -> Draft:
    """The draft with these lines answered anew."""
    of_results = [shape for shape in draft.results if shape.line in lines]
    draft.forget(lines)
    draft = ask_lines(lines, draft, ask)
    if of_results:
        _ask_not_printed(draft, ask)
    return draft


def _recorded(records: Records, draft: Draft, ask: Asker) -> Draft:
    found = records.checksum
    ask.say("fields", count=len(records.rows[0]), separator=records.separator)
    if found:
        ask.say(
            "checksum_found", kind=found.kind, count=len(records.rows), first=found.first, last=found.last
        )
    else:
        ask.say("checksum_unknown")
    ask.menu(FIELDS, "profile_command.kind")
    return ask_fields(records, draft, ask)


def _head(name: str, data: bytes, ask: Asker) -> Draft:
    """What is said once; ``<`` begins it again."""
    encodings, block = sample.encodings_of(data), sample.block_of(data)
    named = specimen_in(data.decode(encodings[0]))
    while True:
        try:
            zh, en = _titles(name, named or "", ask)
            specimen_kind = ask.choice("specimen_kind", ("urine", "saliva"), named)
            encoding = ask.choice("encoding", encodings, encodings[0])
            recorded = records_of(data, encoding) is not None
            return Draft(
                name=name,
                zh=zh,
                en=en,
                specimen_kind=specimen_kind,
                encoding=encoding,
                baud=ask.number("baud", 9600),
                block=block if recorded else ask.choice("block", sample.BLOCKS, block),
                develop_s=ask.number("develop_s", 300),
            )
        except BackError:
            continue
