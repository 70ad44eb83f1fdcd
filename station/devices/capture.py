"""A capture file: what went over one reader's line, with its times, so that it can be decoded again as it
was.

Text, one line a read or write: seconds since the line before last opened, ``<`` from the reader or ``>`` to
it, hexadecimal bytes. A line that begins with ``#`` starts a connection. A file of bare bytes is taken as
well, as one read without times."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import IO, Literal

from drivers import Profile, on_the_line
from station.devices.errors import CaptureError

MAGIC = "# roadside-station capture 1"


class CaptureFile:
    """A journal on disk. ``keep`` returns when everything written so far is durable."""

    def __init__(self, path: Path, note: str) -> None:
        """Begin at the end of ``path``, which only its owner may read: results carry names. Raises
        OSError."""
        self.path = path
        self._file: IO[str] = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a")
        self._failed = False
        self._note = note
        self._began = monotonic()
        _sync_folder(path.parent)

    def begin(self) -> None:
        """A new connection; times count from here."""
        self._began = monotonic()
        self._write(f"{MAGIC} {self._note}\n")

    def received(self, data: bytes) -> None:
        """Bytes from the reader. Raises OSError."""
        self._write(f"{monotonic() - self._began:.6f} < {data.hex()}\n")

    def sent(self, data: bytes) -> None:
        """Bytes to the reader. Raises OSError."""
        self._write(f"{monotonic() - self._began:.6f} > {data.hex()}\n")

    def keep(self) -> None:
        """Make it durable. Raises OSError, also when something before could not be written."""
        if self._failed:
            raise OSError("an earlier write failed")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Make it durable and let go. Raises OSError."""
        with self._file:
            self.keep()

    def _write(self, line: str) -> None:
        try:
            self._file.write(line)
            self._file.flush()
        except OSError:
            self._failed = True
            raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def new_capture(path: Path) -> IO[str]:
    """A new file for captures, which only its owner may read. Raises OSError, also when it is there."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii")


def captured(note: str, passages: Iterable[tuple[float, Literal["in", "out"], bytes]]) -> str:
    """One connection as a capture has it: what passed, with its seconds; ``in`` is from the reader."""
    lines = [f"{MAGIC} {note}"]
    lines += [f"{at:.6f} {'<' if way == 'in' else '>'} {data.hex()}" for at, way, data in passages]
    return "\n".join(lines) + "\n"


def read_capture(path: Path, profile: Profile) -> Iterator[tuple[float, bytes] | None]:
    """What the reader sent, with its seconds; None where a connection begins.

    Bare bytes may begin in mid-session, such as the frames of one message as the log keeps them. Raises
    OSError, CaptureError (``capture.damaged``, params file and line)."""
    data = path.read_bytes()
    yield None
    if not data.startswith(MAGIC.encode()):
        yield 0.0, on_the_line(data, profile)
        return
    for number, line in enumerate(data.decode("ascii", "replace").splitlines(), 1):
        if line.startswith("#"):
            yield None
        elif found := _parse(path, number, line):
            yield found


def _parse(path: Path, number: int, line: str) -> tuple[float, bytes] | None:
    try:
        seconds, way, digits = line.split(" ")
        chunk = float(seconds), bytes.fromhex(digits)
    except ValueError as error:
        raise CaptureError("capture.damaged", file=str(path), line=number) from error
    return chunk if way == "<" else None
