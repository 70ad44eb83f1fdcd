"""Where the reference data lies: inside an installed package, or beside the packages of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def folder() -> Path:
    """The directory that holds ``rules/``, ``readers/`` and the rest of the seeds.

    A wheel carries them as ``station/seeds``; a checkout has them beside the package.
    """
    packaged = _PACKAGE / "seeds"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "seeds"
