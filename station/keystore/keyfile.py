"""Key files on disk: readable by the station's user alone, written whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path

OWNER_ONLY = 0o600
OTHERS = 0o077


def is_exposed(path: Path) -> bool:
    """Whether anyone but the owner may read or write the file."""
    return bool(stat.S_IMODE(path.stat().st_mode) & OTHERS)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet. FileExistsError when it does; then it is untouched."""
    written = _written_beside(path, data)
    try:
        os.link(written, path)
    finally:
        written.unlink()
    _sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Write a file over an older one, so that after a power cut one of the two is there whole."""
    written = _written_beside(path, data)
    try:
        written.replace(path)
    except OSError:
        written.unlink()
        raise
    _sync_folder(path.parent)


def _written_beside(path: Path, data: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file 0600, so the key is never readable by others, not even for a moment.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
