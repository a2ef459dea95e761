"""What the tests of the outbox share: an application, a server, a sender."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from tests.databases import bare_app
from tests.tracker.outbox.servers import Played, serving
from tracker.config import Settings
from tracker.models import db
from tracker.outbox.send import Sender


@pytest.fixture
def server() -> Iterator[Played]:
    """A server that takes every mail, until the test has it do otherwise."""
    with serving(Played()) as played:
        yield played


@pytest.fixture
def settings(settings: Settings, server: Played) -> Settings:
    """Settings whose mail server is the test's, and which hold up nothing."""
    return replace(
        settings, smtp_host="127.0.0.1", smtp_port=server.port, mail_domain_limits={"*": 100_000}
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application in whose context mails are sent."""
    app = bare_app(settings.database_url)
    app.config["SETTINGS"] = settings
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def sender(app: Flask, sessions: sessionmaker[Session], settings: Settings) -> Iterator[Sender]:
    """A worker's sender with a session of its own."""
    with sessions() as session:
        yield Sender(app, session, settings)
