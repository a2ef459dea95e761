"""How fast each provider is sent to, over all workers: slots booked ahead in the database.

A few mails may go at once, then one after each gap, so that no minute holds more than the limit.
What is booked is counted when a mail is claimed; a claim that is given back costs its slots.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.clock import database_now
from tracker.models.db import writing
from tracker.models.mail import DomainPace
from tracker.outbox.providers import limit_of

MINUTE = 60_000_000
UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` mails at once, then one each `gap`."""

    burst: int
    gap: timedelta

    def free(self, booked_until: datetime | None, now: datetime) -> int:
        """How many may be sent now."""
        ahead = booked_until - now if booked_until and booked_until > now else timedelta()
        return max((self.burst * self.gap - ahead) // self.gap, 0)

    def booked(self, booked_until: datetime | None, now: datetime, taken: int) -> datetime:
        """Until when slots are booked once so many are taken."""
        start = booked_until if booked_until and booked_until > now else now
        return start + taken * self.gap

    def opening_at(self, moment: datetime) -> datetime:
        """What to book so that a single mail may go at that moment, and none before."""
        return moment + (self.burst - 1) * self.gap


@cache
def pace_for(limit: int) -> Pace:
    """The pace that keeps every minute, wherever it begins, to `limit` mails."""
    burst = max(limit // 10, 1)
    return Pace(burst, timedelta(microseconds=math.ceil(MINUTE / (limit - burst + 1))))


def pace_of(limits: Mapping[str, int], provider: str) -> Pace | None:
    """The pace of a provider; None where it has no limit."""
    limit = limit_of(limits, provider)
    return pace_for(limit) if limit is not None else None


@dataclass(frozen=True, slots=True)
class Booked:
    """What lies ahead of one provider: slots taken, and until when it is closed."""

    until: datetime
    closed_until: datetime | None


def booked_ahead(session: Session, now: datetime) -> dict[str, Booked]:
    """Every provider of which slots are taken or that is closed."""
    rows = session.execute(
        sa.select(DomainPace.domain, DomainPace.booked_until, DomainPace.closed_until).where(
            sa.or_(DomainPace.booked_until > now, DomainPace.closed_until > now)
        )
    )
    return {domain: Booked(until, closed) for domain, until, closed in rows.tuples()}


def free_slots(pace: Pace | None, booked: Booked | None, now: datetime) -> int:
    """How many mails a provider may be sent now; without a pace as many as there are."""
    if booked and booked.closed_until and booked.closed_until > now:
        return 0
    if pace is None:
        return UNLIMITED
    return pace.free(booked.until if booked else None, now)


def book(session: Session, booked: Mapping[str, datetime]) -> None:
    """Write what is booked by provider; what another has booked further stays."""
    if booked:
        rows = [{"domain": domain, "booked_until": until} for domain, until in booked.items()]
        session.execute(_writing(session, "booked_until"), rows)


def slow_down(session: Session, provider: str, pause: timedelta, limits: Mapping[str, int]) -> None:
    """Send nothing to a provider for a while, and one mail first after it. Commits."""
    pace = pace_of(limits, provider)
    with writing(session):
        opens = database_now(session) + pause
        until = pace.opening_at(opens) if pace else opens
        row = {"domain": provider, "booked_until": until, "closed_until": opens}
        session.execute(_writing(session, "booked_until", "closed_until"), [row])


def _writing(session: Session, *names: str) -> Insert:
    """Insert or move these instants on, never back: two workers write the same row."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    adding = dialect.insert(DomainPace)
    later = {
        name: sa.case(
            (getattr(DomainPace, name) > adding.excluded[name], getattr(DomainPace, name)),
            else_=adding.excluded[name],
        )
        for name in names
    }
    moving: Insert = adding.on_conflict_do_update(index_elements=[DomainPace.domain], set_=later)
    return moving
