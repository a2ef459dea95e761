"""Claims jobs by lease: a job belongs to one worker until its lease ends, whatever happens to it.

A heartbeat renews the lease while the job runs, and every commit of the job renews it too, in the
same transaction (`fence`): so a job that is at work is never taken, and one that was taken all the
same, because its worker stood still, can commit nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate, Update
from sqlalchemy.sql.elements import ColumnElement

from tracker.clock import database_now
from tracker.jobs.kinds import known_kinds
from tracker.jobs.progress import LeaseLost, Told
from tracker.models.claiming import claiming
from tracker.models.db import begin_writing
from tracker.models.job import Job, JobState

# Longer than any stretch in which a library keeps the heartbeat from its turn.
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3

BROKEN_OFF = (
    f"执行中断了 {MOST_ATTEMPTS} 次，没有完成（服务器在处理途中停止，或内存不足）。"
    "请重新提交；若再次中断，请把任务号告诉系统管理员。"
)
CALLED_OFF = "已取消，没有完成。"


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is needed to run one job and to mark it."""

    worker: str
    id: int
    kind: str
    subject_id: int
    staff_id: int
    role: str


_COLUMNS = (Job.id, Job.kind, Job.subject_id, Job.staff_id, Job.role)


def claim_next(session: Session, worker: str, lease: timedelta = LEASE) -> Claimed | None:
    """Claim the oldest job that waits or whose lease has ended; None if there is none. Commits.

    On SQLite the write lock is taken before the rows are read; on PostgreSQL a row that another
    worker is claiming is skipped. Either way no job is claimed by two. What broke off too often,
    or was to be cancelled, is ended here: nobody else is left to do it.
    """
    due = session.scalar(sa.select(sa.exists().where(_open(database_now(session)))))
    session.rollback()
    if not due:
        return None
    begin_writing(session)
    moment = database_now(session)
    for ending in _end_lost(moment):
        session.execute(ending)
    row = session.execute(_claim(worker, moment, lease)).one_or_none()
    session.commit()
    return Claimed(worker, *row) if row else None


def held(claimed: Claimed) -> ColumnElement[bool]:
    """The job, as long as it is this worker's; an ended lease that nobody took is still his."""
    return sa.and_(
        Job.id == claimed.id, Job.worker == claimed.worker, Job.state == JobState.RUNNING
    )


def renew(session: Session, claimed: Claimed, told: Told | None, lease: timedelta = LEASE) -> bool:
    """Renew the lease within the caller's transaction, with the newest word if there is one.

    False if another worker has the job by now.
    """
    values: dict[str, Any] = {"leased_until": database_now(session) + lease}
    return _changed(session, held(claimed), values | (told.columns if told else {}))


def fence(claimed: Claimed, lease: timedelta = LEASE) -> Callable[[Session], None]:
    """What each writing transaction of a job does last, before it commits. Raises LeaseLost."""

    def before_commit(session: Session) -> None:
        writing = session.connection().get_execution_options().get("writing", False)
        if writing and not renew(session, claimed, None, lease):
            raise LeaseLost

    return before_commit


def give_back(session: Session, claimed: Claimed) -> bool:
    """Let the job wait again, as if never begun: it was the worker that had to end. Commits."""
    begin_writing(session)
    values = {
        "state": JobState.WAITING,
        "worker": "",
        "leased_until": None,
        "attempts": Job.attempts - 1,
    }
    given = _changed(session, held(claimed), values)
    session.commit()
    return given


def end_leases(session: Session, worker: str) -> None:
    """End the leases of a worker that is known to be dead, so that nobody waits for them. Commits."""
    begin_writing(session)
    of_dead = sa.and_(Job.worker == worker, Job.state == JobState.RUNNING)
    _changed(session, of_dead, {"leased_until": database_now(session)})
    session.commit()


def finish(session: Session, claimed: Claimed, state: JobState, message: str, told: Told) -> bool:
    """Mark what became of a job. Commits. False if another worker has it by now."""
    begin_writing(session)
    values = told.columns | _ended(state, message, database_now(session))
    kept = _changed(session, held(claimed), values)
    session.commit()
    return kept


def _changed(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    change = sa.update(Job).where(which).values(values)
    found = session.execute(
        change.returning(Job.id).execution_options(synchronize_session=False)
    ).all()
    return len(found) > 0


def _ended(state: JobState, message: str, moment: datetime) -> dict[str, Any]:
    return {"state": state, "message": message, "finished_at": moment, "leased_until": None}


def _lost(moment: datetime) -> ColumnElement[bool]:
    return sa.and_(
        Job.state == JobState.RUNNING, Job.leased_until <= moment, Job.kind.in_(known_kinds())
    )


def _open(moment: datetime) -> ColumnElement[bool]:
    waiting = sa.and_(Job.state == JobState.WAITING, Job.kind.in_(known_kinds()))
    return sa.or_(waiting, _lost(moment))


def _end_lost(moment: datetime) -> tuple[Update, Update]:
    cancelled = sa.update(Job).where(_lost(moment), Job.cancel_asked)
    failed = sa.update(Job).where(_lost(moment), Job.attempts >= MOST_ATTEMPTS)
    return (
        cancelled.values(_ended(JobState.CANCELLED, CALLED_OFF, moment)).execution_options(
            synchronize_session=False
        ),
        failed.values(_ended(JobState.FAILED, BROKEN_OFF, moment)).execution_options(
            synchronize_session=False
        ),
    )


def _claim(worker: str, moment: datetime, lease: timedelta) -> ReturningUpdate[Any]:
    values = {
        "state": JobState.RUNNING,
        "worker": worker,
        "leased_until": moment + lease,
        "attempts": Job.attempts + 1,
        "started_at": sa.func.coalesce(Job.started_at, moment),
        "phase": "",
        "done": 0,
        "total": 0,
    }
    return claiming(Job.id, _open(moment), (Job.id,), values, _COLUMNS)
