"""What SQLite reports when it cannot do its work, as errors a person can act on.

Codes: https://www.sqlite.org/rescode.html (primary code = the low byte).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from station.domain.errors import SpecimenState, StationError

IO_FAILED = "storage.io_failed"
DAMAGED = "storage.damaged"

_MEANING = {
    sqlite3.SQLITE_BUSY: ("storage.locked", SpecimenState.UNAFFECTED),
    sqlite3.SQLITE_LOCKED: ("storage.locked", SpecimenState.UNAFFECTED),
    sqlite3.SQLITE_READONLY: ("storage.read_only", SpecimenState.GOOD),
    sqlite3.SQLITE_PERM: ("storage.cannot_open", SpecimenState.UNAFFECTED),
    sqlite3.SQLITE_CANTOPEN: ("storage.cannot_open", SpecimenState.UNAFFECTED),
    sqlite3.SQLITE_FULL: ("storage.disk_full", SpecimenState.GOOD),
    sqlite3.SQLITE_IOERR: (IO_FAILED, SpecimenState.UNKNOWN),
    sqlite3.SQLITE_CORRUPT: (DAMAGED, SpecimenState.UNKNOWN),
    sqlite3.SQLITE_NOTADB: (DAMAGED, SpecimenState.UNKNOWN),
}


def station_error(failure: BaseException | None) -> StationError | None:
    """The error to show for a failure of SQLite; None for our own mistakes (a constraint, bad SQL)."""
    if not isinstance(failure, sqlite3.Error):
        return None
    # Errors the sqlite3 module raises by itself (a closed connection) carry no code.
    primary = getattr(failure, "sqlite_errorcode", 0) & 0xFF
    if primary not in _MEANING:
        return None
    code, specimen = _MEANING[primary]
    return StationError(code, specimen=specimen, detail=failure.sqlite_errorname)


@contextmanager
def translated() -> Iterator[None]:
    """Turns SQLite's failures inside the block into ``StationError``; our own mistakes pass unchanged."""
    try:
        yield
    except DBAPIError as error:
        if (known := station_error(error.orig)) is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        if (known := station_error(error)) is None:
            raise
        raise known from error
