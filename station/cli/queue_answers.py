"""The receivers' answers on the command line: the sheet they fill in, and taking it in again."""

from collections import Counter
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.lines import json_line, plain
from station.cli.options import home_option, json_option, language_option
from station.cli.presence import Presence, signed_on
from station.locale import Words
from station.services import answers
from station.services.answers import AnswerError
from station.wiring import workplace


@click.command("sheet")
@home_option()
@language_option
def print_sheet(home: Path, lang: str) -> None:
    """Print an empty sheet (CSV) of all that is with a receiver, for their answers."""
    with shown(Words(lang)), workplace(home) as open_home, open_home.store.reading() as reading:
        click.echo(answers.empty_sheet(reading), nl=False)


@click.command("import")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@signed_on(1)
def import_answers(there: Presence, sheet: Path, as_json: bool) -> None:
    """Take in a sheet of answers, all of it or nothing: receipts, and why a case came back."""
    with there.open() as open_home:
        try:
            taken = answers.take_in(open_home, answers.read(sheet))
        except AnswerError as refused:
            click.echo(there.words("queue.import_line", line=refused.line), err=True)
            raise
        if as_json:
            click.echo(json_line("answers/1", plain(taken)))
            return
        counted = Counter(became for became, _ in answers.lines_of(taken))
        numbers = {name: counted[name] for name in ("accepted", "returned", "known", "unanswered")}
        click.echo(there.words("queue.imported", **numbers))


ANSWERS = (print_sheet, import_answers)
"""Out to the receivers and back."""
