"""Which programs have a port open: what to close when a reader cannot be reached, or speaks in halves."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path


def holders(path: str) -> tuple[str, ...]:
    """Programs that have ``path`` open, as far as this user may see."""
    try:
        device = os.stat(path)  # noqa: PTH116  # of what the path, which may be a link, leads to
    except OSError:
        return ()
    if not stat.S_ISCHR(device.st_mode):  # every file has the device number 0
        return ()
    return tuple(sorted({name for name in _openers(device.st_rdev) if name}))


def _openers(device: int) -> Iterator[str]:
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            found = any(descriptor.stat().st_rdev == device for descriptor in (process / "fd").iterdir())
            if found:
                yield (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            continue  # another user's process, a descriptor that is gone: not ours to see
