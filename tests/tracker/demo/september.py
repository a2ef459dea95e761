"""A demo made on a database of the test's own, and what the tests look at in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tracker import create_app
from tracker.config import load_settings
from tracker.demo import make_demo
from tracker.models import Case, Track

TODAY = date(2026, 9, 15)


def make(folder: Path, url: str, people: int, seed: int = 7) -> Flask:
    """The demo of so many people as it stands on 2026-09-15."""
    settings = load_settings(
        {
            "TRACKER_DATA_DIR": str(folder),
            "TRACKER_DATABASE_URL": url,
            "TRACKER_LOG_LEVEL": "WARNING",
        }
    )
    app = create_app(settings)
    make_demo(app, TODAY, people=people, seed=seed)
    return app


def states(session: Session) -> dict[str, set[str]]:
    """Track -> the states in which somebody stands."""
    found: dict[str, set[str]] = {}
    for name, state in session.execute(sa.select(Track.name, Track.state).distinct()):
        found.setdefault(name, set()).add(state)
    return found


def all_of(session: Session, column: Any) -> list[Any]:
    """Every value of a column that is not empty."""
    return list(session.scalars(sa.select(column).where(column.is_not(None))))


def cases(session: Session) -> list[Case]:
    """All cases in the order of their keys."""
    return list(session.scalars(sa.select(Case).order_by(Case.id)))
