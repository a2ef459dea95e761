"""Real databases for the tests: a migrated SQLite file to copy, and a PostgreSQL server of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate, downgrade, upgrade

from tracker.config import ROOT
from tracker.models import db

MIGRATIONS = str(ROOT / "migrations")


def bare_app(url: str) -> Flask:
    """An application with nothing but the models and the migrations on `url`."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS)
    return app


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, from wherever it stands."""
    app = bare_app(url)
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision=revision)
        db.engine.dispose()


def unmigrate(url: str, revision: str = "base") -> None:
    """Take the migrations after `revision` back, by default every one."""
    app = bare_app(url)
    with app.app_context():
        try:
            downgrade(directory=MIGRATIONS, revision=revision)
        finally:
            db.engine.dispose()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest migration; tests work on copies."""
    path = tmp_path_factory.mktemp("migrated") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    path = tmp_path / "tracker.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise RuntimeError("PostgreSQL's server is not installed: run `make packages`")
    return found[-1].parent


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The server of all tests of a process."""
    with postgres() as url:
        yield url


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server in a folder of its own, stopped and removed afterwards.

    It listens on a Unix socket only. The server refuses to run as root, so root lends it to the
    account that Debian's package made.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(*command: str) -> None:
        user = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **user)

    binaries, data = _binaries(), folder / "data"
    run(f"{binaries}/initdb", "-D", str(data), "-U", "tracker", "-A", "trust", "-E", "UTF8")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=40"
    log = str(folder / "log")
    run(f"{binaries}/pg_ctl", "-D", str(data), "-l", log, "-w", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://tracker@/postgres?host={folder}"
    finally:
        run(f"{binaries}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database that tests copy from."""
    _create(postgres_server, "template_tracker")
    migrate(_named(postgres_server, "template_tracker"))
    return "template_tracker"


@pytest.fixture
def postgres_url(
    postgres_server: str, migrated_postgres: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    """A fresh migrated PostgreSQL database, dropped afterwards."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    _create(postgres_server, name, template=migrated_postgres)
    yield _named(postgres_server, name)
    _execute(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def empty_postgres(server: str, name: str) -> str:
    """A new database without any table."""
    _create(server, name)
    return _named(server, name)


def _named(server: str, name: str) -> str:
    return server.replace("@/postgres?", f"@/{name}?")


def _create(server: str, name: str, template: str | None = None) -> None:
    source = f' TEMPLATE "{template}"' if template else ""
    _execute(server, f'CREATE DATABASE "{name}"{source}')


def _execute(server: str, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
