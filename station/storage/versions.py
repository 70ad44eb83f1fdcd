"""Which form a database has, and bringing an older one up to ours. A newer one is refused, not guessed at."""

from pathlib import Path

from sqlalchemy import Connection, inspect, select
from sqlalchemy.dialects.sqlite import insert

from station.domain.errors import StationError
from station.storage.projected import PROJECTION_VERSION
from station.storage.schema import SCHEMA_VERSION, version

EVIDENCE = "schema"
PROJECTIONS = "projections"
OURS = {EVIDENCE: SCHEMA_VERSION, PROJECTIONS: PROJECTION_VERSION}
"""What a database that needs nothing done says of itself."""

_ALL = select(version.c.part, version.c.number)
_INSERT = insert(version)
_SET = _INSERT.on_conflict_do_update(index_elements=["part"], set_={"number": _INSERT.excluded.number})


def found(connection: Connection) -> dict[str, int]:
    """Version by part; empty for a database that holds nothing yet."""
    if not inspect(connection).has_table(version.name):
        return {}
    return {row.part: row.number for row in connection.execute(_ALL)}


def record(connection: Connection, part: str, number: int) -> None:
    """Notes that ``part`` now has the form ``number``."""
    connection.execute(_SET, {"part": part, "number": number})


def bring_up(connection: Connection) -> None:
    """Runs the missing steps in the caller's transaction; ``storage.newer_version`` if ours is older."""
    number = found(connection).get(EVIDENCE, 0)
    if number > SCHEMA_VERSION:
        raise StationError("storage.newer_version", found=number, known=SCHEMA_VERSION)
    if number < SCHEMA_VERSION:
        _upgrade(connection)
        record(connection, EVIDENCE, SCHEMA_VERSION)


def _upgrade(connection: Connection) -> None:
    # Imported here: a start with an up-to-date database must not pay for Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
