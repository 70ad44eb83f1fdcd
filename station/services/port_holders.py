"""Which programs have a port open: what to close when a reader cannot be reached, or speaks in halves."""

import os
from collections.abc import Iterator
from pathlib import Path


def holders(path: str) -> tuple[str, ...]:
    """Programs that have ``path`` open, as far as this user may see."""
    try:
        device = os.stat(path).st_rdev  # noqa: PTH116  # the device number, of a path that may be a link
    except OSError:
        return ()
    return tuple(sorted({name for name in _openers(device) if name}))


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
