"""Claims mails that came in by lease: one mail belongs to one worker until its lease ends.

One at a time, so that a mail which kills its worker is the only one that is blamed for it: `tries`
counts the claims that never came to an end, and after three of them the mail is put aside as broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from tracker.clock import database_now
from tracker.inbox.words import InboxState
from tracker.models.db import begin_writing
from tracker.models.incoming import IncomingMail

# Longer than the slowest mail takes: the steps that only read are given a minute (`chain`).
LEASE = timedelta(minutes=10)
MOST_TRIES = 3
# What a database needs to come back.
PAUSE = timedelta(minutes=1)

BROKEN_OFF = (
    f"处理时中断了 {MOST_TRIES} 次（服务器在处理途中停止，或内存不足）。原件完好，可以重新处理。"
)


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """One mail, and whose it is for now."""

    worker: str
    id: int


class LeaseLost(Exception):
    """Another worker, or a user, has the mail by now: nothing may be written for it here."""


def claim_next(session: Session, worker: str, lease: timedelta = LEASE) -> ClaimedMail | None:
    """Claim the mail that waits longest; None if there is none. Commits.

    On SQLite the write lock is taken before the rows are read; on PostgreSQL a row that another
    worker is claiming is skipped. Either way no mail is claimed by two. What was begun too often
    is marked as broken here: nobody else is left to do it.
    """
    due = session.scalar(sa.select(sa.exists().where(_due(database_now(session)))))
    session.rollback()
    if not due:
        return None
    begin_writing(session)
    moment = database_now(session)
    session.execute(_end_broken_off(moment))
    claimed = session.scalars(_claim(worker, moment, lease)).one_or_none()
    session.commit()
    return None if claimed is None else ClaimedMail(worker, claimed)


def claim_this(session: Session, worker: str, incoming_id: int) -> ClaimedMail | None:
    """Claim one mail by its id, whenever it was to be read; None where it does not wait. Commits."""
    begin_writing(session)
    moment = database_now(session)
    free = sa.and_(IncomingMail.id == incoming_id, _unclaimed(moment))
    values = {"claimed_by": worker, "lease_until": moment + LEASE, "tries": IncomingMail.tries + 1}
    change = sa.update(IncomingMail).where(free).values(values).returning(IncomingMail.id)
    found = session.scalars(change.execution_options(synchronize_session=False)).one_or_none()
    session.commit()
    return None if found is None else ClaimedMail(worker, found)


def hold(session: Session, claimed: ClaimedMail) -> IncomingMail:
    """The row, locked, as long as it is this worker's. Raises LeaseLost.

    A lease that ended without anybody taking the mail is still his.
    """
    found = session.scalar(
        sa.select(IncomingMail).where(_held(claimed)).with_for_update(of=IncomingMail)
    )
    if found is None:
        raise LeaseLost(claimed.id)
    return found


def let_go(row: IncomingMail) -> None:
    """End the claim within the caller's transaction: the try came to its end."""
    row.claimed_by, row.lease_until, row.tries = "", None, 0


def mark_broken(session: Session, claimed: ClaimedMail, step: str, why: str) -> None:
    """Keep the mail as broken, with the step and what was wrong. Commits; nothing if it was lost."""
    values: dict[str, Any] = {
        "state": InboxState.BROKEN,
        "failed_step": step,
        "failed_with": why,
        "claimed_by": "",
        "lease_until": None,
    }
    _change(session, claimed, values)


def give_back(session: Session, claimed: ClaimedMail, pause: timedelta = PAUSE) -> None:
    """Let the mail wait again, as if never begun: it was the database that failed. Commits."""
    values = {
        "claimed_by": "",
        "lease_until": None,
        "tries": IncomingMail.tries - 1,
        "next_try_at": database_now(session) + pause,
    }
    _change(session, claimed, values)


def _change(session: Session, claimed: ClaimedMail, values: dict[str, Any]) -> None:
    begin_writing(session)
    change = sa.update(IncomingMail).where(_held(claimed)).values(values)
    session.execute(change.execution_options(synchronize_session=False))
    session.commit()


def _held(claimed: ClaimedMail) -> ColumnElement[bool]:
    return sa.and_(
        IncomingMail.id == claimed.id,
        IncomingMail.claimed_by == claimed.worker,
        IncomingMail.state == InboxState.WAITING,
    )


def _due(moment: datetime) -> ColumnElement[bool]:
    return sa.and_(_unclaimed(moment), IncomingMail.next_try_at <= moment)


def _unclaimed(moment: datetime) -> ColumnElement[bool]:
    unleased = sa.or_(IncomingMail.lease_until.is_(None), IncomingMail.lease_until <= moment)
    return sa.and_(IncomingMail.state == InboxState.WAITING, unleased)


def _end_broken_off(moment: datetime) -> sa.Update:
    return (
        sa.update(IncomingMail)
        .where(_due(moment), IncomingMail.tries >= MOST_TRIES)
        .values(
            state=InboxState.BROKEN,
            failed_step="worker",
            failed_with=BROKEN_OFF,
            claimed_by="",
            lease_until=None,
        )
        .execution_options(synchronize_session=False)
    )


def _claim(worker: str, moment: datetime, lease: timedelta) -> ReturningUpdate[tuple[int]]:
    due = (
        sa.select(IncomingMail.id)
        .where(_due(moment))
        .order_by(IncomingMail.next_try_at, IncomingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
        # Without this PostgreSQL may run the limited query more than once.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return (
        sa.update(IncomingMail)
        .where(IncomingMail.id.in_(sa.select(due.c.id)))
        .values(claimed_by=worker, lease_until=moment + lease, tries=IncomingMail.tries + 1)
        .returning(IncomingMail.id)
        .execution_options(synchronize_session=False)
    )
