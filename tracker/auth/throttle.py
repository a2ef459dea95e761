"""Guessing is slowed down by counting failures in the database, so that all web processes share it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from tracker.models import LoginAttempt

WINDOW = timedelta(minutes=15)
PER_LOGIN = 5
PER_ADDRESS = 30


def minutes_to_wait(session: Session, login: str, address: str, now: datetime) -> int:
    """Whole minutes until another try may be made; 0 when it may be made now."""
    waits = (
        _wait(session, LoginAttempt.login == login, PER_LOGIN, now),
        _wait(session, LoginAttempt.address == address, PER_ADDRESS, now),
    )
    return math.ceil(max(waits).total_seconds() / 60)


def _wait(session: Session, whose: ColumnElement[bool], allowed: int, now: datetime) -> timedelta:
    """Until the oldest of the last `allowed` failures leaves the window."""
    failures = session.scalars(
        sa.select(LoginAttempt.at)
        .where(whose, LoginAttempt.at > now - WINDOW)
        .order_by(LoginAttempt.at.desc())
        .limit(allowed)
    ).all()
    if len(failures) < allowed:
        return timedelta(0)
    return failures[-1] + WINDOW - now


def note_failure(session: Session, login: str, address: str, now: datetime) -> None:
    """Count one failure; failures that no window can see any more are dropped."""
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at < now - 2 * WINDOW))
    session.add(LoginAttempt(login=login[:40], address=address[:60], at=now))


def forget_failures(session: Session, login: str) -> None:
    """A right password clears the account's failures, not those of the address."""
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.login == login))
