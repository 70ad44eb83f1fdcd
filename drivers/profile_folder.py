"""Finds a profile by name or as a file.

``load_profile`` reads a TOML file (docs/profiles.md describes its keys); drivers.profile_file checks
it. Nothing here imports pydantic until a profile is loaded."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from drivers.errors import ProfileError
from drivers.profile import Profile


def profile_names(folders: Iterable[Path]) -> list[str]:
    """The profiles in ``folders``, by name, in order."""
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def load_profile(name_or_path: str | Path, folders: Iterable[Path]) -> Profile:
    """The profile of that name in one of ``folders`` (the first that has it), or in a file of that path,
    which may be called anything.

    Raises ProfileError: ``profile.unknown`` (params name, near), ``profile.unreadable`` (file, detail), and
    those of ``drivers.profile_file``.
    """
    from drivers.profile_file import read_profile  # pydantic is not imported before it is needed

    path = _find(str(name_or_path), list(folders))
    profile = read_profile(path)
    if str(name_or_path) == path.stem != profile.name:
        raise _misnamed(path, profile.name)
    return profile


def _misnamed(path: Path, name: str) -> ProfileError:
    """A copy that still bears the other's name: what it read would be signed as the other's."""
    from drivers.toml_lines import line_of

    return ProfileError(
        "profile.field_wrong",
        file=str(path),
        line=line_of(path.read_text("utf-8"), ("name",)),
        field="name",
        found=name,
        expected=path.stem,
        wanted="",
        nearest=path.stem,
    )


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
