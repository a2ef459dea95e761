"""The database object and the column types every model shares."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from machines.words import Word

AT_ONCE = 500
Value = TypeVar("Value")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base, with constraint names that migrations can rely on."""

    metadata = sa.MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

__all__ = ["Base", "Instant", "begin_writing", "db", "word"]


class Instant(TypeDecorator[datetime]):
    """A point in time: aware datetimes in, UTC stored, aware UTC datetimes out."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a naive datetime: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the stored instant its zone back."""
        return value.replace(tzinfo=UTC) if value is not None else None


def word(kind: type[Word], name: str | None = None) -> sa.Enum:
    """A column for a closed word list: stores the value and lets the database refuse others."""
    return sa.Enum(
        kind,
        values_callable=lambda words: [w.value for w in words],
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name or kind.__name__.lower(),
        validate_strings=True,
    )


def where_known(table: str, column: str) -> sa.Index:
    """An index of the rows that name something, for a column that most rows leave empty."""
    known = sa.text(f"{column} IS NOT NULL")
    name = f"ix_{table}_{column}"
    return sa.Index(name, column, sqlite_where=known, postgresql_where=known)


@event.listens_for(Engine, "connect")
def set_sqlite_pragmas(connection: Any, _record: Any) -> None:
    """WAL, FULL and foreign keys on every SQLite connection: a commit is durable and checked.

    The driver's own BEGIN is switched off, so that `begin_on_sqlite` decides when a lock is taken.
    """
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


@event.listens_for(Engine, "begin")
def begin_on_sqlite(connection: sa.Connection) -> None:
    """Take the write lock at once where a verb is about to write; read freely otherwise."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def begin_writing(session: Session) -> None:
    """Start a verb's transaction: what was read before is read again under the write lock."""
    session.rollback()
    session.connection(execution_options={"writing": True})


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """One verb's transaction: all of it committed at the end, or none of it."""
    begin_writing(session)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def in_batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in portions that a statement can bind.

    SQLite binds at most 32,766 values to a statement; some builds still keep to 999.
    """
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
