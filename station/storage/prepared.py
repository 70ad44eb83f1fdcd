"""Statements compiled once: every step an officer takes waits for them, and one result runs twenty."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Insert, SelectBase, Table
from sqlalchemy.dialects import sqlite

DIALECT = sqlite.dialect()

Row = Mapping[str, Any]


class PreparedInsert:
    """One INSERT of whole rows. ``columns`` are those every row gives a value for; all of them by default."""

    def __init__(self, statement: Insert, *columns: str) -> None:
        table = statement.table
        names = columns or tuple(column.name for column in table.columns)
        compiled = statement.compile(dialect=DIALECT, column_keys=list(names))
        self._sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())

    def run(self, connection: Connection, *rows: Row) -> None:
        """Inserts the rows in the connection's transaction. SQLite's own errors are raised as they are."""
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(self._sql, [tuple(row[name] for name in self._names) for row in rows])
        finally:
            cursor.close()


class PreparedSelect:
    """One SELECT of columns that SQLite returns as they are. ``rows`` and ``first`` take its bound names."""

    def __init__(self, statement: SelectBase) -> None:
        compiled = statement.compile(dialect=DIALECT)
        self._sql = str(compiled)
        self._names = tuple(compiled.positiontup or ())
        self._fixed = compiled.params
        self._columns = tuple(statement.selected_columns.keys())

    def rows(self, connection: Connection, **asked: str | int | bytes | None) -> list[tuple[Any, ...]]:
        """Every row, fetched whole. SQLite's own errors are raised as they are."""
        given = {**self._fixed, **asked}
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._sql, [given[name] for name in self._names])
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def first(self, connection: Connection, **asked: str | int | bytes | None) -> tuple[Any, ...] | None:
        """The first row, or None."""
        return next(iter(self.rows(connection, **asked)), None)

    def named(self, connection: Connection, **asked: str | int | bytes | None) -> list[dict[str, Any]]:
        """Every row by the names of its columns."""
        return [dict(zip(self._columns, row, strict=True)) for row in self.rows(connection, **asked)]


def put(table: Table) -> PreparedInsert:
    """Insert, or replace everything but the key."""
    statement = sqlite.insert(table)
    key = {column.name for column in table.primary_key}
    rest = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
    return PreparedInsert(statement.on_conflict_do_update(index_elements=sorted(key), set_=rest))
