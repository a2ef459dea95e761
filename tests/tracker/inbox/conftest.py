"""What the tests of the doors share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.tracker.inbox.talking import Talk
from tracker.config import Settings
from tracker.inbox.doors.listener import listening


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The test's database as a door uses it."""
    engine = sa.create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def port(settings: Settings, engine: Engine) -> Iterator[int]:
    """A listener in this process, by the test's settings."""
    with listening(settings, engine) as port:
        yield port


@pytest.fixture
def talk(port: int) -> Iterator[Talk]:
    """A bare connection to the listener, greeted."""
    with Talk(port) as talk:
        yield talk
