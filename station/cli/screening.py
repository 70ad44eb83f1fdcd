"""``station screening``: listed, shown with their entries, printed, and exported for a court."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from station.cli.family import Family
from station.cli.lines import CLOSED, NOTHING, echo_rows, json_line, local, plain, table
from station.cli.options import json_option
from station.cli.presence import Presence, signed_on
from station.domain.codes import Ending, Verdict
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.locale import Words
from station.papers.local_time import LOCAL_ZONE
from station.services import court_bundle, listing, particulars, slips
from station.storage.reading import MOST_ROWS, Reading
from station.storage.rows import FollowupRow, Page, ScreeningFilter, ScreeningRow

SHOWN_FIELDS = ("name", "number")


@click.group(cls=Family, default="list")
def screening() -> None:
    """Screenings of this home. Personal values are shown to who signs on (--as) only."""


@screening.command("list")
@click.option("--verdict", type=click.Choice([one.value for one in Verdict]))
@click.option("--outcome", type=click.Choice([one.value for one in Ending]))
@click.option("--lane")
@click.option("--specimen", "specimen_no", help="A specimen's number.")
@click.option("--shift", "shift_id")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day, local time.")
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), help="Last day, local time.")
@click.option("--number", help="The document number, exactly; needs --as.")
@click.option("--before", type=int, help="The page after this one: the seq of its last line.")
@click.option("--limit", type=click.IntRange(1, MOST_ROWS), default=50)
@json_option
@signed_on(0)
def list_screenings(
    there: Presence,
    verdict: str | None,
    outcome: str | None,
    lane: str | None,
    specimen_no: str | None,
    shift_id: str | None,
    first: datetime | None,
    last: datetime | None,
    number: str | None,
    before: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """Screenings, newest first; exit 1 when there is none."""
    wanted = ScreeningFilter(
        shift_id=shift_id,
        outcome=outcome,
        verdict=verdict,
        specimen_no=specimen_no,
        lane=lane,
        opened_from=_day(first),
        opened_until=_day(last, days=1),
    )
    with there.open() as open_home:
        with open_home.store.reading() as reading:
            if number is not None:
                found = Page(tuple(listing.with_number(reading, number)), None)
            else:
                found = reading.screenings(before, limit, wanted)
            rows = [(row, _personal(reading, row.screening_id, there)) for row in found.rows]
        if as_json:
            for row, personal in rows:
                click.echo(json_line("screening/1", {**plain(row, "log_id"), "personal": personal}))
        else:
            _print_list(rows, there.words)
            if found.next is not None:
                click.echo(there.words("cli.more", before=found.next))
        if not rows:
            click.echo(there.words("cli.nothing_found"), err=True)
            raise click.exceptions.Exit(1)


def _day(day: datetime | None, days: int = 0) -> datetime | None:
    """Local midnight of a day, or ``days`` later, in UTC."""
    return None if day is None else (day.replace(tzinfo=LOCAL_ZONE) + timedelta(days=days)).astimezone(UTC)


def _personal(reading: Reading, screening_id: str, there: Presence) -> dict[str, str] | None:
    return reading.personal(screening_id) if there.badges else None


def _print_list(rows: Sequence[tuple[ScreeningRow, Mapping[str, str] | None]], words: Words) -> None:
    head = [
        words(f"cli.column.{name}")
        for name in ("seq", "screening", "opened", "lane", "specimen", "finding", "signed", "name", "number")
    ]
    echo_rows(
        head,
        [
            (
                str(row.seq),
                row.screening_id,
                local(row.opened_at),
                row.lane or NOTHING,
                row.specimen_no or NOTHING,
                _finding(row, words),
                "+".join(badge for badge in (row.first_badge, row.second_badge) if badge) or NOTHING,
                *_shown(personal),
            )
            for row, personal in rows
        ],
    )


def _shown(personal: Mapping[str, str] | None) -> tuple[str, ...]:
    if personal is None:
        return tuple(CLOSED for _ in SHOWN_FIELDS)
    return tuple(particulars.said(personal.get(field, "")) or NOTHING for field in SHOWN_FIELDS)


def _finding(row: ScreeningRow, words: Words) -> str:
    if row.outcome is None:
        return words("cli.running")
    tested = row.outcome == Ending.COMPLETED.value and row.verdict
    return words(f"verdict.{row.verdict}" if tested else f"outcome.{row.outcome}")


@screening.command("show")
@click.argument("screening_id")
@json_option
@signed_on(0)
def show_screening(there: Presence, screening_id: str, as_json: bool) -> None:
    """One screening: where it stands, and its entries in order."""
    with there.open() as open_home:
        with open_home.store.reading() as reading:
            row = reading.screening(screening_id)
            if row is None:
                raise StationError("screening.unknown", screening_id=screening_id)
            personal = _personal(reading, screening_id, there)
            facts = reading.facts(screening_id)
            followups = reading.followups_of(screening_id)
        if as_json:
            click.echo(_detail_line(row, personal, followups, facts))
        else:
            _print_detail(row, personal, facts, there.words)


def _detail_line(
    row: ScreeningRow,
    personal: Mapping[str, str] | None,
    followups: Sequence[FollowupRow],
    facts: Sequence[Fact],
) -> str:
    entries = [
        {"seq": fact.seq, "kind": fact.kind, "at": fact.at, "leaf_hash": fact.leaf, "body": fact.body}
        for fact in facts
    ]
    led_to = [plain(one, "log_id") for one in followups]
    values = {**plain(row, "log_id"), "personal": personal, "followups": led_to, "entries": entries}
    return json_line("screening-detail/1", values)


def _print_detail(
    row: ScreeningRow, personal: Mapping[str, str] | None, facts: Sequence[Fact], words: Words
) -> None:
    _print_list([(row, personal)], words)
    if personal:
        click.echo()
        click.echo(table([("", field, particulars.said(value)) for field, value in personal.items()]))
    click.echo()
    echo_rows(
        [words(f"cli.column.{name}") for name in ("seq", "time", "entry", "leaf")],
        [(str(fact.seq), local(fact.at), fact.kind, fact.leaf[:16]) for fact in facts],
    )


@screening.command("slip")
@click.argument("screening_id")
@signed_on(1)
def print_slip(there: Presence, screening_id: str) -> None:
    """Print the slip into the home's papers."""
    with there.open() as open_home:
        click.echo(there.words("cli.printed", path=slips.print_slip(open_home, screening_id)))


@screening.command("export")
@click.argument("screening_id")
@click.argument("folder", type=click.Path(path_type=Path))
@signed_on(1)
def export(there: Presence, screening_id: str, folder: Path) -> None:
    """Write the court bundle into FOLDER, which must be new or empty.

    It is checked with: sh verify.sh FINGERPRINT
    """
    with there.open() as open_home:
        court_bundle.export(open_home, screening_id, folder)
        click.echo(there.words("cli.exported", path=folder))
        click.echo(there.words("cli.check_bundle", fingerprint=open_home.device.fingerprint))
