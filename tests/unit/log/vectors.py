"""Published vectors, read from ``tests/vectors/log``; each file says where it comes from."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "vectors" / "log"


def vectors(name: str) -> dict[str, Any]:
    """The content of one file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
