"""What on this machine stands in the way of a shift, and how to mend it. Looks only; changes nothing."""

import grp
import locale
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from station.services.clock import SYNCHRONISED

MIN_FREE_MB = 500
MIN_COLUMNS, MIN_ROWS = 80, 24
WANTED_COLUMNS, WANTED_ROWS = 100, 30


class State(StrEnum):
    """How a check came out; neither a warning nor what could not be looked at stands in the way."""

    OK = "ok"
    NOT_LOOKED_AT = "not_looked_at"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``doctor.NAME.STATE`` in the locale files has the words."""

    name: str
    state: State
    params: Mapping[str, str | int] = field(default_factory=dict)


def examine(root: Path | None = None) -> Iterator[Check]:
    """Every check in turn; ``root`` is the home whose disk and files are looked at, if there is one."""
    yield _python()
    yield _sqlite(root)
    yield _ports()
    yield _port_thieves()
    yield _font()
    yield _encoding()
    yield _terminal()
    yield _clock()
    yield _disk(root)
    if root is not None:
        yield _keys(root)


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    state = State.OK if (3, 11) <= sys.version_info < (3, 14) else State.WARNING
    return Check("python", state, {"version": version})


def _sqlite(root: Path | None) -> Check:
    """Whether the mode the evidence needs (DELETE journal, EXTRA) really holds on this disk."""
    with tempfile.TemporaryDirectory(dir=root if root is not None and root.is_dir() else None) as folder:
        connection = sqlite3.connect(Path(folder) / "probe.db")
        try:
            journal = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
            connection.execute("PRAGMA synchronous=EXTRA")
            synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
        finally:
            connection.close()
    good = journal == "delete" and synchronous == 3
    params = {"version": sqlite3.sqlite_version, "journal": journal, "synchronous": synchronous}
    return Check("sqlite", State.OK if good else State.PROBLEM, params)


def _ports() -> Check:
    """Whether this user may open serial ports: those there are, or by being in the group dialout."""
    ports = sorted([*Path("/dev").glob("ttyUSB*"), *Path("/dev").glob("ttyACM*")])
    closed = [port.name for port in ports if not os.access(port, os.R_OK | os.W_OK)]
    if closed:
        return Check("ports", State.PROBLEM, {"ports": ", ".join(closed), "user": _user()})
    if not ports and not _in_group("dialout"):
        return Check("ports", State.WARNING, {"ports": "-", "user": _user()})
    return Check("ports", State.OK, {"ports": ", ".join(port.name for port in ports) or "-", "user": _user()})


def _user() -> str:
    return os.environ.get("USER") or str(os.getuid())


def _in_group(name: str) -> bool:
    if os.geteuid() == 0:
        return True
    try:
        return grp.getgrnam(name).gr_gid in os.getgroups()
    except KeyError:
        return False


def _port_thieves() -> Check:
    """Programs known to take a reader's port seconds after it is plugged in."""
    running = {_read(path / "comm").strip() for path in Path("/proc").iterdir() if path.name.isdigit()}
    thieves = sorted(running & {"brltty", "ModemManager"})
    state = State.WARNING if thieves else State.OK
    return Check("port_thieves", state, {"programs": ", ".join(thieves) or "-"})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _font() -> Check:
    if shutil.which("fc-list") is None:
        return Check("font", State.WARNING, {"font": "-"})
    found = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, timeout=20, check=False
    ).stdout.splitlines()
    return (
        Check("font", State.OK, {"font": found[0]}) if found else Check("font", State.PROBLEM, {"font": "-"})
    )


def _encoding() -> Check:
    encoding = locale.getpreferredencoding(False)
    state = State.OK if encoding.lower().replace("-", "") == "utf8" else State.PROBLEM
    return Check("encoding", state, {"encoding": encoding})


def _terminal() -> Check:
    """The terminal that this is printed on. COLUMNS may be set where there is none, and says nothing then."""
    columns, rows = shutil.get_terminal_size(fallback=(0, 0))
    params: dict[str, str | int] = {"columns": columns, "rows": rows, "term": os.environ.get("TERM", "-")}
    if sys.__stdout__ is None or not sys.__stdout__.isatty() or not columns or not rows:
        return Check("terminal", State.NOT_LOOKED_AT)
    if params["term"] == "linux" or columns < MIN_COLUMNS or rows < MIN_ROWS:
        return Check("terminal", State.PROBLEM, params)
    roomy = columns >= WANTED_COLUMNS and rows >= WANTED_ROWS
    return Check("terminal", State.OK if roomy else State.WARNING, params)


def _clock() -> Check:
    return Check("clock", State.OK if SYNCHRONISED.exists() else State.WARNING)


def _disk(root: Path | None) -> Check:
    free_mb = shutil.disk_usage(root if root is not None and root.exists() else Path.cwd()).free // 1_000_000
    return Check("disk", State.OK if free_mb >= MIN_FREE_MB else State.PROBLEM, {"free_mb": free_mb})


def _keys(root: Path) -> Check:
    """Whether a key file can be read by anyone but its owner."""
    loose = [
        path.name for path in (root / "keys").rglob("*") if path.is_file() and path.stat().st_mode & 0o077
    ]
    return Check("keys", State.PROBLEM if loose else State.OK, {"files": ", ".join(sorted(loose)) or "-"})
