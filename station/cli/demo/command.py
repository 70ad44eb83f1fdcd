"""The command ``station demo``."""

import json
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import click

from station.cli.failures import shown
from station.cli.options import json_option, language_option
from station.locale import Words

READERS_DEFAULT = 2


@click.command()
@click.option("--headless", is_flag=True, help="Play a whole shift without screens.")
@click.option("--scenario", default="night-shift", help="The story a headless demo plays.")
@click.option(
    "--readers", default=READERS_DEFAULT, type=click.IntRange(1, 16), help="How many simulated readers."
)
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="Keep the home in this folder."
)
@click.option("--kill-at", type=int, multiple=True, help="Kill the station at this step; may be repeated.")
@click.option("--seed", default=1, help="Reproduces what the simulated readers do.")
@json_option
@language_option
def demo(
    headless: bool,
    scenario: str,
    readers: int,
    home: Path | None,
    kill_at: tuple[int, ...],
    seed: int,
    as_json: bool,
    lang: str,
) -> None:
    """Try the station with simulated readers, in a training home of its own.

    Opens the screens; without a terminal, or with --headless, plays a whole shift and says whether everything
    it signed verifies (exit 0) or not (exit 1).
    """
    words = Words(lang)
    with shown(words), ExitStack() as stack:
        if home is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="station-demo-"))
            home = Path(folder) / "home"
        if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
            sound = _headless(home, scenario, kill_at, seed, as_json, words)
            raise click.exceptions.Exit(0 if sound else 1)
        from station.cli.demo.screens import play_on_screen

        play_on_screen(home, readers, seed, lang)


def _headless(
    home: Path, name: str, kill_at: tuple[int, ...], seed: int, as_json: bool, words: Words
) -> bool:
    from station.cli.demo.headless import TIME_SCALE, play
    from station.cli.demo.scenario import load
    from station.cli.demo.summary import summarise
    from station.cli.demo.training_home import prepare

    scenario = load(name)
    config = prepare(home, scenario, words.language, TIME_SCALE)

    def narrate(number: int, told: Mapping[str, str]) -> None:
        if as_json:
            click.echo(_line("step", {"number": number, **told}))
        else:
            click.echo(f"{number:4d}  {words('demo.step.' + told['step'], **_blanks(told))}")

    played = play(home, config, scenario, narrate, kill_at=kill_at, seed=seed)
    summary = summarise(home, scenario, played)
    click.echo(_line("summary", summary.to_json()) if as_json else summary.text(words))
    return summary.sound


def _blanks(told: Mapping[str, str]) -> dict[str, str]:
    """Every placeholder a step's sentence may have; those that were not told are empty."""
    names = ("name", "badge", "lane", "place", "count", "receiver", "measure", "specimen_no")
    return {name: told.get(name, "") for name in names}


def _line(event: str, values: Mapping[str, object]) -> str:
    return json.dumps(
        {"schema": "roadside-station/demo/1", "event": event, **values}, ensure_ascii=False, default=str
    )
