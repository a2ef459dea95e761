"""What every test may ask for: settings, a migrated database, a session, a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from tracker.clock import SHANGHAI
from tracker.config import Settings, load_settings
from tracker.desk import Desk

pytest_plugins = ["tests.databases"]

# A Tuesday in the week after leaving: letters are out, nothing is due yet.
NOW = datetime(2024, 7, 2, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The database of the test; modules that run on both override it with a parameter."""
    return sqlite_url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Development settings in a folder of the test's own."""
    return load_settings(
        {"TRACKER_DATA_DIR": str(tmp_path / "var"), "TRACKER_DATABASE_URL": database_url}
    )


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on the test's database, as many as wanted."""
    engine = sa.create_engine(database_url)
    yield sessionmaker(engine)
    engine.dispose()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One session."""
    with sessions() as one:
        yield one


@pytest.fixture
def desk(session: Session, settings: Settings) -> Desk:
    """A desk at 10 o'clock on 2024-07-02 in Shanghai."""
    return Desk(session, settings, NOW)
