"""The one place that reads the clock; days are days in Asia/Shanghai (D-2)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

SHANGHAI = ZoneInfo("Asia/Shanghai")

_moved: ContextVar[datetime | None] = ContextVar("moved clock", default=None)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _moved.get() or datetime.now(UTC)


def is_moved() -> bool:
    """Whether this runs at another moment than the wall clock's."""
    return _moved.get() is not None


def database_now(session: Session) -> datetime:
    """The database's own clock, which all workers share; SQLite's is the machine's."""
    if is_moved():
        return now()
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.scalars(sa.select(sa.func.clock_timestamp())).one()
        return moment.astimezone(UTC)
    return now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment`: the demo's histories are made on the days they tell of."""
    token = _moved.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def day_of(moment: datetime) -> date:
    """The day of a moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def at_noon(day: date) -> datetime:
    """Noon of a day in Asia/Shanghai: a moment that belongs to no other day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
