"""``--profile P`` of the commands that listen to a reader without a home."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from station.cli.options import default_home
from station.devices import Profile
from station.services import profiles

F = TypeVar("F", bound=Callable[..., Any])


def profile_option(command: F) -> F:
    """``--profile P``, a name or a file."""
    return click.option("--profile", required=True, help="A reader profile: its name, or its TOML file.")(
        command
    )


def profile_of(name: str) -> Profile:
    """The profile of that name, the station's or the default home's own, or in that file. Raises StationError
    (``profile.*``)."""
    return profiles.load(name, profiles.folders(default_home()))
