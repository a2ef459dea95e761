"""A demo database is thrown away whole, and a new one can be made in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import empty_postgres, migrate
from tracker.demo.wiping import wipe


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    server = request.getfixturevalue("postgres_server")
    return empty_postgres(server, f"wiped{abs(hash(str(tmp_path))) % 10**10}")


def test_a_wiped_database_is_empty_and_is_migrated_anew(url: str) -> None:
    migrate(url)
    engine = sa.create_engine(url)
    tables = set(sa.inspect(engine).get_table_names())

    wipe(engine)

    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
    migrate(url)
    assert set(sa.inspect(engine).get_table_names()) == tables
    engine.dispose()
