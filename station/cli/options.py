"""Options that mean the same in every command."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def default_home() -> Path:
    """``STATION_HOME``, else the platform's data folder."""
    named = os.environ.get("STATION_HOME")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("roadside-station"))


def home_option(*, required: bool = True) -> Callable[[F], F]:
    """``--home DIR``; where a home is needed and none is given, the default one."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_home if required else None,
        help="The station's home folder (else STATION_HOME, else the platform's data folder).",
    )


def json_option(command: F) -> F:
    """``--json``: one object a line."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


def language_option(command: F) -> F:
    """``--lang zh|en``; Chinese unless told otherwise."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default=lambda: os.environ.get("STATION_LANG", "zh"),
        help="The language of what is printed.",
    )(command)
