"""A reader's profile: everything that is particular to one dialect, as data.

``load_profile`` reads a TOML file (docs/protocols/lis02.md describes its keys); drivers.profile_file checks
it. Nothing here imports pydantic until a profile is loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from difflib import get_close_matches
from pathlib import Path

from drivers.address import Address
from drivers.errors import ProfileError


@dataclass(frozen=True, slots=True)
class LineSettings:
    """A serial line. ``parity``: none, even, odd; ``flow``: none, xon_xoff, rts_cts."""

    baud: int
    data_bits: int
    parity: str
    stop_bits: int
    flow: str


@dataclass(frozen=True, slots=True)
class ControlRule:
    """Where the control line is told: one mark a ``message`` (in a record of its own) or one a ``strip``."""

    scope: str
    mark: Address
    passed: frozenset[str]
    failed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One dialect. Mappings go from the reader's word to ours.

    ``where`` and ``result`` hold the addresses that the dialect has, by our name; ``binding`` is
    ``specimen_and_lane`` or ``lane_and_window``; ``identity`` names what every result must carry to be
    recognised when it is sent again."""

    name: str
    title: Mapping[str, str]
    file: str
    sha256: str
    protocol: str
    encoding: str
    delimiters: str | None
    specimen_kind: str
    binding: str
    identity: tuple[str, ...]
    time_zone: tzinfo
    develop_s: int
    read_window_s: int
    line: LineSettings
    where: Mapping[str, Address]
    result: Mapping[str, Address]
    control: ControlRule | None
    codes: Mapping[str, str]
    outcomes: Mapping[str, str]
    status: Mapping[str, str]
    units: frozenset[str]
    specimens: Mapping[str, str]
    processing: Mapping[str, str]


def profile_names(folders: Iterable[Path]) -> list[str]:
    """The profiles in ``folders``, by name, in order."""
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def load_profile(name_or_path: str | Path, folders: Iterable[Path]) -> Profile:
    """The profile of that name in one of ``folders`` (the first that has it), or in a file of that path.

    Raises ProfileError: ``profile.unknown`` (params name, near), ``profile.unreadable`` (file, detail), and
    those of ``drivers.profile_file``.
    """
    from drivers.profile_file import read_profile  # pydantic is not imported before it is needed

    return read_profile(_find(str(name_or_path), list(folders)))


def _find(name: str, folders: list[Path]) -> Path:
    given = Path(name)
    if given.suffix == ".toml" or given.parent != Path() or given.is_file():
        if given.is_file():
            return given
        raise ProfileError("profile.unreadable", file=name, line=0, detail="no such file")
    for folder in folders:
        path = folder / f"{name}.toml"
        if path.is_file():
            return path
    names = profile_names(folders)
    near = get_close_matches(name, names, n=3, cutoff=0.4) or names
    raise ProfileError("profile.unknown", name=name, near=", ".join(near))
