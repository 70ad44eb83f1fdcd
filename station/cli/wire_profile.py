"""``--profile P`` of the commands that listen to a reader without a home."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from station.config import seeds
from station.devices import DriverError, Profile, load_profile, station_error

F = TypeVar("F", bound=Callable[..., Any])


def profile_option(command: F) -> F:
    """``--profile P``, a name or a file."""
    return click.option("--profile", required=True, help="A reader profile: its name, or its TOML file.")(
        command
    )


def profile_of(name: str) -> Profile:
    """The profile of that name among the seeds, or in that file. Raises StationError (``profile.*``)."""
    try:
        return load_profile(name, [seeds.folder() / "readers"])
    except DriverError as error:
        raise station_error(error) from error
