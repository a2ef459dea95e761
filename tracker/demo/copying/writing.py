"""Writes many rows of a table at once: by COPY into PostgreSQL, prepared inserts into SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import sqlalchemy as sa

from tracker.demo.copying.tables import has_own_key
from tracker.models import db


class Writer(Protocol):
    """Takes rows, table by table, those referred to first; a batch is kept by `commit`."""

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add the rows."""

    def commit(self) -> None:
        """Keep what was written."""


class _Sqlite:
    def __init__(self, connection: Any) -> None:
        self._connection = connection
        connection.execute("BEGIN")

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def commit(self) -> None:
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")


class _Postgres:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def commit(self) -> None:
        self._connection.commit()


@contextmanager
def bulk_writer(engine: sa.Engine) -> Iterator[Writer]:
    """A writer on a connection of its own.

    Rows of a table may name others of the same batch that come later, and a database under
    construction need not survive a fall of the power: SQLite checks neither meanwhile. Raises
    BrokenReferences at the end if a row then refers to nothing.
    """
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    try:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("PRAGMA cache_size=-400000")
            yield _Sqlite(connection)
            connection.execute("COMMIT")
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                raise BrokenReferences
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.execute("SET synchronous_commit = off")
            yield _Postgres(connection)
            _set_sequences(connection)
            connection.commit()
            connection.execute("ANALYZE")
            connection.commit()
    finally:
        # The pragmas go with the connection; nobody else gets it from the pool.
        pooled.invalidate()


class BrokenReferences(Exception):
    """A row refers to one that is not there."""


def _set_sequences(connection: Any) -> None:
    """What is added later counts on from the highest key."""
    for table in db.metadata.sorted_tables:
        if has_own_key(table):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'),"
                f' (SELECT max(id) FROM "{table.name}")) '
                f'WHERE EXISTS (SELECT 1 FROM "{table.name}")'
            )
