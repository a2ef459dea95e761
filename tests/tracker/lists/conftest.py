"""A school of 20,000 cases on each database: enough for planners to choose what they choose at size."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.bench.cohort import fill
from tests.databases import empty_postgres, migrate
from tracker.desk import Actor
from tracker.models import Staff

PEOPLE = 20_000


@dataclass(frozen=True)
class School:
    """The database, and who looks at its list."""

    engine: sa.Engine
    session: Session

    def actor(self, login: str) -> Actor:
        """The account of that name."""
        staff = self.session.scalars(sa.select(Staff).filter_by(login=login)).one()
        return Actor(staff.as_role, staff)


@pytest.fixture(scope="package", params=["sqlite", "sqlite analysed", "postgresql"])
def school(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[School]:
    """SQLite chooses by other rules once ANALYZE has counted: both must hold."""
    url = _url(request, tmp_path_factory.mktemp("school") / "school.sqlite3")
    engine = sa.create_engine(url)
    fill(engine, PEOPLE, colleges=10, branches=40)
    if request.param == "sqlite analysed":
        with engine.begin() as connection:
            connection.execute(sa.text("ANALYZE"))
    with Session(engine) as session:
        yield School(engine, session)
    engine.dispose()


def _url(request: pytest.FixtureRequest, path: Path) -> str:
    if request.param == "postgresql":
        url = empty_postgres(request.getfixturevalue("postgres_server"), "school")
        migrate(url)
        return url
    shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"
