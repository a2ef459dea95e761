"""What the tests of the doors share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.tracker.inbox.doors.dovecot import ACCOUNT, PASSWORD, Dovecot, dovecot
from tests.tracker.inbox.doors.talking import Talk
from tracker.config import Settings
from tracker.inbox.doors.fetching import Fetcher
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


@pytest.fixture(scope="module")
def one_server() -> Iterator[Dovecot]:
    """The mailbox server of a module."""
    with dovecot() as server:
        yield server


@pytest.fixture
def server(one_server: Dovecot) -> Dovecot:
    """The same, with an inbox that is empty."""
    one_server.delete(list(one_server.flags()))
    return one_server


@pytest.fixture
def imap_settings(settings: Settings, server: Dovecot) -> Settings:
    """Settings whose mailbox is the test's."""
    return replace(
        settings,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_username=ACCOUNT,
        imap_password=PASSWORD,
        imap_tls="none",
        imap_every_seconds=7,
    )


@pytest.fixture
def make_fetcher(session: Session, imap_settings: Settings) -> Iterator[Callable[..., Fetcher]]:
    """Makes readers of that mailbox, with some settings changed; they are ended afterwards."""
    made: list[Fetcher] = []

    def make(**changed: Any) -> Fetcher:
        made.append(Fetcher(session, replace(imap_settings, **changed)))
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.end()


@pytest.fixture
def fetcher(make_fetcher: Callable[..., Fetcher]) -> Fetcher:
    """A reader of that mailbox."""
    return make_fetcher()
