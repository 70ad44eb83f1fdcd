"""A folder that is there whole or not at all, whatever happens to the machine while it is written."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

PART = ".part"


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` (relative path to content) as the new ``folder``, on the disk before it appears.

    Everything lies in ``.<name>.part`` beside it until the last byte is safe; what an earlier run left there
    is thrown away. OSError when ``folder`` exists and is not empty, or the disk refuses.
    """
    unfinished = folder.with_name(f".{folder.name}{PART}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    try:
        for name, content in files.items():
            _put(unfinished / name, content)
        for inner in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
            _sync(inner)
        unfinished.replace(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync(folder.parent)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
