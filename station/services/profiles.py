"""Reader profiles by name: a home's own, then those that come with the station."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from station import devices
from station.config import seeds
from station.config.home import HomeConfig
from station.devices import DriverError, Profile
from station.domain.errors import StationError
from station.services.home import Home


@dataclass(frozen=True)
class FoundProfile:
    """A profile's file, and what is in it, or what is wrong with it. ``own``: it is the home's."""

    name: str
    file: Path
    own: bool
    profile: Profile | None
    error: StationError | None


def folders(root: Path | None, config: HomeConfig | None = None) -> list[Path]:
    """Where profiles are looked for: the folder of the home at ``root``, if there is one, then the seeds.

    Without ``config`` the home's settings are read; a folder that is no home has only ``profiles/``."""
    shipped = seeds.folder() / "readers"
    if root is None:
        return [shipped]
    if config is None and Home(root).config_path.exists():
        config = Home(root).config()
    return [root / (config.profiles if config else "profiles"), shipped]


def load(name: str | Path, where: Sequence[Path]) -> Profile:
    """The profile of that name in ``where``, or in that file. Raises StationError ``profile.*``."""
    try:
        return devices.load_profile(name, where)
    except DriverError as error:
        raise devices.station_error(error) from error


def found(where: Sequence[Path]) -> Iterator[FoundProfile]:
    """Every profile that a name finds, each once, by name."""
    for name in devices.profile_names(where):
        file = next(path for folder in where if (path := folder / f"{name}.toml").is_file())
        own = file.parent != seeds.folder() / "readers"
        try:
            yield FoundProfile(name, file, own, load(name, [file.parent]), None)
        except StationError as error:
            yield FoundProfile(name, file, own, None, error)
