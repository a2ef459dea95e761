"""What the tests of jobs share: an application, an asker, a way to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from machines.roles import Role
from tests.databases import bare_app
from tests.factories import make_staff
from tests.tracker.jobs.tiny import declare_tiny
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask
from tracker.models import Job, db
from tracker.models.db import begin_writing

declare_tiny()


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application in whose context jobs are run."""
    app = bare_app(settings.database_url)
    app.config["SETTINGS"] = settings
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def actor(session: Session) -> Actor:
    """Who asks: an account of the department."""
    staff = make_staff(session, Role.DEPARTMENT)
    session.commit()
    return Actor(Role.DEPARTMENT, staff)


@pytest.fixture
def asked(desk: Desk, actor: Actor) -> Callable[..., Job]:
    """Ask for a tiny job and commit."""

    def do(name: str, subject_id: int = 1) -> Job:
        begin_writing(desk.session)
        job = ask(desk, f"tiny.{name}", subject_id, actor)
        desk.session.commit()
        return job

    return do
