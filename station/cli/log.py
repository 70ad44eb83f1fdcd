"""``station log``: its head, its entries, whether it is true, and its tables made anew."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.family import Family
from station.cli.lines import json_line, local, plain
from station.cli.options import home_option, json_option, language_option
from station.locale import Words
from station.log.compact import compact
from station.log.ed25519 import grouped_fingerprint
from station.log.envelope import SignedEntry
from station.log.form import base64_text
from station.log.verify import Finding, Report
from station.services.checking import check
from station.services.papers_kept import checkpoint_of
from station.storage import rebuild as tables
from station.storage.reading import MOST_ROWS, Reading
from station.wiring import workplace


@click.group(cls=Family, default="head")
def log() -> None:
    """The signed log of this home."""


@log.command("head")
@home_option()
@json_option
@language_option
def head(home: Path, as_json: bool, lang: str) -> None:
    """Where the log stands, signed: to be noted down outside this machine."""
    words = Words(lang)
    with shown(words), workplace(home) as open_home:
        with open_home.store.reading() as reading:
            signed = checkpoint_of(open_home, reading.head())
        letters, key_id = compact(signed).letters, open_home.device.key_id
        note = signed.note(open_home.device.public_key_raw)
        place = {"log_id": signed.log_id, "size": signed.size, "root": signed.root.hex()}
        if as_json:
            named = {"device_key_id": key_id, "letters": letters, "checkpoint": note}
            click.echo(json_line("log-head/1", {**place, **named}))
            return
        click.echo(words("log_command.head", **place))
        click.echo(words("log_command.fingerprint", fingerprint=grouped_fingerprint(key_id)))
        click.echo(words("log_command.letters", letters=" ".join(letters)))
        click.echo(note)


@log.command("show")
@click.option("--seq", type=click.IntRange(min=0), help="This entry alone.")
@click.option("--screening", "screening_id", help="All entries of one screening.")
@click.option("--after", type=int, default=-1, help="Entries after this number.")
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=100, help="At most so many.")
@home_option()
@json_option
@language_option
def show(
    seq: int | None,
    screening_id: str | None,
    after: int,
    limit: int,
    home: Path,
    as_json: bool,
    lang: str,
) -> None:
    """Entries as they were signed. They hold no personal value."""
    words = Words(lang)
    with shown(words), workplace(home) as open_home:
        with open_home.store.reading() as reading:
            if screening_id is not None:
                entries = list(_of_screening(reading, screening_id))
            elif seq is not None:
                entries = reading.entries(seq - 1, 1)
            else:
                entries = reading.entries(after, limit)
        if not entries:
            click.echo(words("log_command.none"), err=True)
            raise click.exceptions.Exit(1)
        for signed in entries:
            click.echo(_json(signed) if as_json else _text(signed))


def _of_screening(reading: Reading, screening_id: str) -> Iterator[SignedEntry]:
    for fact in reading.facts(screening_id):
        signed = reading.signed(fact.leaf)
        if signed is not None:
            yield signed


def _json(signed: SignedEntry) -> str:
    """The entry twice: to be read, and in the very bytes that were signed."""
    return json_line(
        "log-entry/1",
        {
            "seq": signed.entry.seq,
            "kind": signed.entry.kind,
            "leaf_hash": signed.leaf,
            "entry": json.loads(signed.payload),
            "payload": base64_text(signed.payload),
            "key_id": signed.key_id,
            "signature": base64_text(signed.signature),
        },
    )


def _text(signed: SignedEntry) -> str:
    entry = signed.entry
    return f"{entry.seq}  {local(entry.at.at)}  {entry.kind}  {signed.leaf}\n  {signed.payload.decode()}"


@log.command("verify")
@click.option("--fingerprint", help="The device key's fingerprint, from paper.")
@click.option(
    "--slip", "slips", multiple=True, metavar="CODE", help="A slip's QR text or letters; may be repeated."
)
@home_option()
@json_option
@language_option
def verify(fingerprint: str | None, slips: Sequence[str], home: Path, as_json: bool, lang: str) -> None:
    """Whether the whole log is true; exit 1 when it is not.

    With --slip also whether it still holds what a paper outside this machine says it held.
    """
    words = Words(lang)
    with shown(words), workplace(home) as open_home:
        report = check(open_home, fingerprint, slips)
        click.echo(_report_json(report) if as_json else _report_text(report, words))
        if not report.ok:
            raise click.exceptions.Exit(1)


def _report_json(report: Report) -> str:
    return json_line(
        "verify/1",
        {
            "ok": report.ok,
            "log_id": report.log_id,
            "size": report.size,
            "root": report.root.hex(),
            "issuer_checked": report.issuer_checked,
            "findings": [plain(finding) for finding in report.findings],
            "notices": [plain(notice) for notice in report.notices],
        },
    )


def _report_text(report: Report, words: Words) -> str:
    told = words("verify.ok" if report.ok else "verify.failed", size=report.size, root=report.root.hex())
    issuer = words("verify.issuer_checked" if report.issuer_checked else "verify.issuer_unchecked")
    found = [_said(finding, words) for finding in (*report.findings, *report.notices)]
    return "\n".join([told, *([issuer] if report.ok else []), *found])


def _said(finding: Finding, words: Words) -> str:
    return "  " + words(f"verify.finding.{finding.code}", seq=finding.seq, **finding.params)


@log.command("rebuild")
@home_option()
@json_option
@language_option
def rebuild(home: Path, as_json: bool, lang: str) -> None:
    """Throw away the tables the screens read and make them anew from the log."""
    words = Words(lang)
    with shown(words), workplace(home) as open_home:
        with open_home.store.connection() as connection:
            before = tables.snapshot(connection)
            count = tables.rebuild_all(connection)
            equal = tables.snapshot(connection) == before
        if as_json:
            click.echo(json_line("rebuild/1", {"entries": count, "equal": equal}))
            return
        click.echo(words("log_command.rebuilt", count=count))
        click.echo(words("log_command.tables_equal" if equal else "log_command.tables_mended"))
