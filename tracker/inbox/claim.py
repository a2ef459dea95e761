"""Claims mails that came in by lease: one mail belongs to one worker until its lease ends.

One at a time, so that a mail which kills its worker is the only one that is blamed for it: `tries`
counts the claims that never came to an end, and after three of them the mail is put aside as broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from tracker.clock import database_now
from tracker.inbox.standing import standing_filing
from tracker.inbox.words import InboxState
from tracker.models.claiming import claiming
from tracker.models.db import begin_writing
from tracker.models.incoming import IncomingMail

# Longer than the slowest mail takes: the steps that only read are given a minute (`chain`).
LEASE = timedelta(minutes=10)
MOST_TRIES = 3
# Failures of the database, all at the same mail.
MOST_HINDERED = 5
# What a database needs to come back.
PAUSE = timedelta(minutes=1)

BROKEN_OFF = (
    f"处理时中断了 {MOST_TRIES} 次（服务器在处理途中停止，或内存不足）。原件完好，可以重新处理。"
)


# By these words people know that a filed mail could not be read once more.
READ_AGAIN = "再次处理没有完成，仍按上次的结果"


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
    for row in session.scalars(_broken_off(moment)):
        _end(session, row, "worker", BROKEN_OFF)
    session.flush()
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
    row.claimed_by, row.lease_until, row.tries, row.hindered = "", None, 0, 0


def mark_broken(session: Session, claimed: ClaimedMail, step: str, why: str) -> None:
    """Keep the mail as broken, with the step and what was wrong. Commits; nothing if it was lost.

    A mail that is filed and was read once more stays filed, with the failure among its findings.
    """
    begin_writing(session)
    row = session.scalar(sa.select(IncomingMail).where(_held(claimed)).with_for_update())
    if row is not None:
        _end(session, row, step, why)
    session.commit()


def give_back(
    session: Session, claimed: ClaimedMail, step: str, why: str, pause: timedelta = PAUSE
) -> None:
    """Let the mail wait again, as if never begun: it was the database that failed. Commits.

    Each time a little longer. Where it fails for the same mail again and again, and others are
    read meanwhile, the mail is broken after all.
    """
    moment = database_now(session)
    begin_writing(session)
    row = session.scalar(sa.select(IncomingMail).where(_held(claimed)).with_for_update())
    if row is not None:
        row.hindered += 1
        if row.hindered >= MOST_HINDERED:
            _end(session, row, step, why)
        else:
            row.claimed_by, row.lease_until, row.tries = "", None, max(row.tries - 1, 0)
            row.next_try_at = moment + pause * row.hindered
    session.commit()


def ended_in_vain(session: Session, claimed: ClaimedMail) -> None:
    """A reading came to its end and was not wanted any more: it is no try. Commits."""
    begin_writing(session)
    waits = (IncomingMail.state == InboxState.WAITING, IncomingMail.tries > 0)
    change = sa.update(IncomingMail).where(IncomingMail.id == claimed.id, *waits)
    once_less = change.values(tries=IncomingMail.tries - 1)
    session.execute(once_less.execution_options(synchronize_session=False))
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


def _broken_off(moment: datetime) -> sa.Select[tuple[IncomingMail]]:
    due = sa.select(IncomingMail).where(_due(moment), IncomingMail.tries >= MOST_TRIES)
    locked = due.with_for_update(skip_locked=True, of=IncomingMail)
    return locked.execution_options(populate_existing=True)


def _end(session: Session, row: IncomingMail, step: str, why: str) -> None:
    """Put a mail that cannot be read among the broken ones.

    One that is filed keeps its place: what is told of it is from the last reading that ended.
    """
    filing = standing_filing(session, row.id)
    row.claimed_by, row.lease_until = "", None
    if filing is None:
        row.state, row.failed_step, row.failed_with = InboxState.BROKEN, step, why
        return
    row.state, row.case_id, row.tries, row.hindered = InboxState.FILED, filing.case_id, 0, 0
    row.findings = [*row.findings, f"{READ_AGAIN}：{why}"]


def _claim(worker: str, moment: datetime, lease: timedelta) -> ReturningUpdate[tuple[int]]:
    return claiming(
        IncomingMail.id,
        _due(moment),
        (IncomingMail.next_try_at, IncomingMail.id),
        {"claimed_by": worker, "lease_until": moment + lease, "tries": IncomingMail.tries + 1},
        (IncomingMail.id,),
    )
