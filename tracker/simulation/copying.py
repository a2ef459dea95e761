"""A temporary SQLite copy of the live database, read through a connection that cannot write."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate, upgrade

from tracker.config import ROOT
from tracker.models import db
from tracker.simulation.question import BadQuestion

AT_ONCE = 2000
# Column -> why the engine does without it. From SQLite pages are copied whole, these among them.
LEFT_OUT = {
    "uploaded_file.data": "a file is named in facts, never opened by a verb of the clock",
    "incoming_raw.data": "what came in was read already, or is left unread: no mail comes in here",
    "incoming_arrival.head": "headers of that mail",
    "mail.raw": "the bytes of a mail that left; its words are kept beside it",
    "staff.password_hash": "nobody logs in",
    "staff.session_salt": "nobody is logged in",
}


def copy_database(engine: sa.Engine, target: Path) -> Path:
    """Copy all data to a new SQLite file at `target`, readable by nobody else; gives `target`.

    Raises BadQuestion where there is no such database, or no room for its copy.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        if engine.dialect.name == "sqlite":
            _copy_file(Path(engine.url.database or ""), target)
        else:
            _copy_tables(engine, target)
    except (sqlite3.Error, sa.exc.SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BadQuestion(
            f"复制数据时出错：{reason}。请确认数据库可读，临时文件夹 {target.parent.parent} 有足够空间"
        ) from error
    return target


def _copy_file(live: Path, target: Path) -> None:
    """SQLite's own online backup, page by page, within one read transaction."""
    if not live.is_file():
        raise BadQuestion(f"没有数据库文件 {live}")
    with _reading(live) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


@contextmanager
def _reading(live: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, and that leaves no file beside the live one.

    A database that is open anywhere has its log beside it. Where there is none nobody writes, and
    opening it otherwise would make one that belongs to whoever asked, not to the server; should
    somebody begin to write meanwhile, the copy is not trusted.
    """
    log, before = Path(f"{live}-wal"), live.stat()
    at_rest = not log.exists()
    path = f"file:{quote(str(live.absolute()))}?mode=ro{'&immutable=1' if at_rest else ''}"
    with closing(sqlite3.connect(path, uri=True)) as connection:
        connection.execute("PRAGMA query_only=ON")
        yield connection
    after = live.stat()
    unchanged = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    if at_rest and (log.exists() or not unchanged):
        raise BadQuestion("复制期间数据库有人写入，请再试一次")


def _copy_tables(engine: sa.Engine, target: Path) -> None:
    """Every table, read in one snapshot that the server itself keeps from writing."""
    _make_schema(target)
    reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with (
        engine.connect().execution_options(**reading) as live,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("PRAGMA foreign_keys=OFF")
        copy.execute("BEGIN")
        for table in db.metadata.tables.values():
            _copy_table(live, table, copy)
        copy.execute("COMMIT")


def _copy_table(live: sa.Connection, table: sa.Table, copy: sqlite3.Connection) -> None:
    dialect = sa.create_engine("sqlite://").dialect
    columns = [_wanted(column) for column in table.columns]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    insert = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
    written = [
        column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns
    ]
    # What a migration wrote into the fresh file stands among the rows that come.
    copy.execute(f'DELETE FROM "{table.name}"')
    found = live.execution_options(yield_per=AT_ONCE).execute(sa.select(*columns))
    for rows in found.partitions():
        copy.executemany(insert, [_as_stored(row, written) for row in rows])


def _as_stored(row: Any, written: list[Any]) -> list[Any]:
    return [write(value) if write else value for value, write in zip(row, written, strict=True)]


def _wanted(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if f"{column.table}.{column.name}" not in LEFT_OUT:
        return column
    nothing = b"" if isinstance(column.type, sa.LargeBinary) else "-"
    value = None if column.nullable else nothing
    return sa.literal(value, column.type).label(column.name)


def _make_schema(target: Path) -> None:
    """The newest schema by the migrations themselves, triggers and indexes included."""
    app = Flask("copy")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{target}"
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    quiet = logging.getLogger("alembic.runtime.migration")
    level = quiet.level
    quiet.setLevel(logging.WARNING)
    try:
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            db.engine.dispose()
    finally:
        quiet.setLevel(level)
