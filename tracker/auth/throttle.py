"""Guessing is slowed down by counting failures in the database, so that all web processes share it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLColumnExpression

from tracker.models import LoginAttempt

WINDOW = timedelta(minutes=15)
PER_LOGIN = 5
PER_ADDRESS = 30


class Wait(NamedTuple):
    """Whole minutes until another try may be made, and whether the whole address waits."""

    minutes: int
    of_address: bool


def find_wait(session: Session, login: str, address: str, now: datetime) -> Wait | None:
    """Whether and why a try has to wait; None when it may be made now.

    An account waits after so many failures. An address waits only after failures on so many
    different accounts: one person who mistypes keeps nobody behind the same address out.
    """
    own = sa.select(LoginAttempt.at).where(LoginAttempt.login == login)
    last = sa.func.max(LoginAttempt.at, type_=LoginAttempt.at.type)
    different = sa.select(last).where(LoginAttempt.address == address).group_by(LoginAttempt.login)
    of_login = _wait(session, own, LoginAttempt.at, PER_LOGIN, now)
    of_address = _wait(session, different, last, PER_ADDRESS, now)
    longest = max(of_login, of_address)
    if not longest:
        return None
    return Wait(math.ceil(longest.total_seconds() / 60), of_address > of_login)


def _wait(
    session: Session,
    failures: sa.Select[tuple[datetime]],
    at: SQLColumnExpression[datetime],
    allowed: int,
    now: datetime,
) -> timedelta:
    """Until the oldest of the last `allowed` failures leaves the window."""
    query = failures.where(LoginAttempt.at > now - WINDOW).order_by(at.desc()).limit(allowed)
    found = session.scalars(query).all()
    return found[-1] + WINDOW - now if len(found) == allowed else timedelta(0)


def note_failure(session: Session, login: str, address: str, now: datetime) -> None:
    """Count one failure; failures that no window can see any more are dropped."""
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at < now - 2 * WINDOW))
    session.add(LoginAttempt(login=login[:40], address=address[:60], at=now))


def forget_failures(session: Session, login: str) -> None:
    """A right password clears the account's failures, not those of the address."""
    session.execute(sa.delete(LoginAttempt).where(LoginAttempt.login == login))
