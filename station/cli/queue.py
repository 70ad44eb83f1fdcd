"""``station queue``: what waits to be handed over, and each step on its way, without a screen."""

from collections.abc import Sequence
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.family import Family
from station.cli.lines import NOTHING, echo_rows, json_line, local, plain
from station.cli.options import home_option, json_option, language_option
from station.cli.presence import Presence, signed_on
from station.cli.queue_answers import ANSWERS
from station.cli.queue_case import STEPS
from station.domain.codes import FollowupKind, FollowupState
from station.locale import Words
from station.services import followups, handover, queue_bundle
from station.storage.reading import Reading
from station.storage.rows import FollowupRow
from station.wiring import workplace

EVERY_STATE = "all"


@click.group(cls=Family, default="list")
def queue() -> None:
    """The follow-ups: licences, forced tests, leads for the drug squad."""


for step in (*STEPS, *ANSWERS):
    queue.add_command(step)


@queue.command("list")
@click.option(
    "--state",
    type=click.Choice([*(state.value for state in FollowupState), EVERY_STATE]),
    help="Those in this state; else all that are not accepted yet.",
)
@click.option("--kind", type=click.Choice([kind.value for kind in FollowupKind]))
@home_option()
@json_option
@language_option
def list_queue(state: str | None, kind: str | None, home: Path, as_json: bool, lang: str) -> None:
    """What waits, for whom, since when, and what is missing; exit 1 when nothing does."""
    words = Words(lang)
    with shown(words), workplace(home) as open_home:
        with open_home.store.reading() as reading:
            rows = [row for row in _rows(reading, state) if kind in (None, row.kind)]
            lacking = {row.followup_id: followups.of(reading, row.followup_id).lacks for row in rows}
        if as_json:
            for row in rows:
                values = {**plain(row, "log_id"), "lacks": lacking[row.followup_id]}
                click.echo(json_line("followup/1", values))
        else:
            _print_queue(rows, lacking, words)
        if not rows:
            click.echo(words("queue.empty"), err=True)
            raise click.exceptions.Exit(1)


def _rows(reading: Reading, state: str | None) -> list[FollowupRow]:
    if state is None:
        return followups.waiting(reading)
    return list(followups.every(reading, () if state == EVERY_STATE else [FollowupState(state)]))


def _print_queue(rows: Sequence[FollowupRow], lacking: dict[str, str | None], words: Words) -> None:
    columns = ("followup", "kind", "state", "since", "receiver", "list", "lacks", "screening")
    echo_rows(
        [words(f"cli.column.{name}") for name in columns],
        [
            (
                row.followup_id,
                words(f"followup.{row.kind}"),
                words(f"followup.{row.state}"),
                local(row.opened_at),
                row.receiver or words(f"followup.receiver.{row.kind}"),
                row.list_no or NOTHING,
                _standing(row, lacking[row.followup_id], words),
                row.screening_id,
            )
            for row in rows
        ],
    )


def _standing(row: FollowupRow, lacks: str | None, words: Words) -> str:
    if row.state == FollowupState.RETURNED.value:
        return row.returned_reason or NOTHING
    if row.state == FollowupState.TO_HAND_OVER.value and lacks:
        return words(f"followup.lacks.{lacks}")
    return row.receipt_no or NOTHING


@queue.command("hand-over")
@click.argument("followup_ids", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in FollowupKind]),
    help="All of this kind that are ready.",
)
@click.option("--receiver", required=True, help="Who takes them.")
@json_option
@signed_on(1)
def hand_over(
    there: Presence, followup_ids: tuple[str, ...], kind: str | None, receiver: str, as_json: bool
) -> None:
    """Hand follow-ups to their receiver on one numbered list, and print it."""
    with there.open() as open_home:
        chosen = list(followup_ids)
        if kind is not None:
            with open_home.store.reading() as reading:
                chosen += [row.followup_id for row in handover.ready(reading, FollowupKind(kind))]
        handed = handover.hand_over(open_home, list(dict.fromkeys(chosen)), receiver=receiver)
        if as_json:
            click.echo(json_line("hand-over/1", plain(handed, "not_printed")))
        else:
            count = len(handed.followup_ids)
            click.echo(there.words("queue.handed_over", count=count, list_no=handed.list_no))
        if handed.not_printed is not None:
            click.echo(there.words("queue.not_printed", list_no=handed.list_no), err=True)
            raise handed.not_printed
        if not as_json:
            click.echo(there.words("cli.printed", path=handed.paper))


@queue.command("reprint")
@click.argument("list_no")
@signed_on(1)
def reprint(there: Presence, list_no: str) -> None:
    """Print a hand-over list once more."""
    with there.open() as open_home:
        click.echo(there.words("cli.printed", path=handover.reprint(open_home, list_no)))


@queue.command("bundle")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--again", is_flag=True, help="Write a further copy of a bundle made before.")
@json_option
@signed_on(1)
def bundle(there: Presence, folder: Path, again: bool, as_json: bool) -> None:
    """Write all that is ready as a signed bundle into a folder of its own under FOLDER.

    A second run recognises what was made already.
    """
    with there.open() as open_home:
        made = queue_bundle.make(open_home, folder, again=again)
        click.echo(json_line("followup-bundle/1", plain(made)) if as_json else _made(made, there.words))


def _made(made: queue_bundle.Bundle, words: Words) -> str:
    said = _where(made, words)
    if made.new and made.earlier:
        said += "\n" + words("queue.bundle_earlier", count=len(made.earlier))
    return said


def _where(made: queue_bundle.Bundle, words: Words) -> str:
    if made.path is None:
        return words("queue.bundle_elsewhere", bundle_id=made.bundle_id)
    if not made.new:
        return words("queue.bundle_here", path=made.path)
    return words("queue.bundle_made", count=len(made.followup_ids), path=made.path)
