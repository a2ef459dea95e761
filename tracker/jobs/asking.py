"""Asking for long work, finding what came of it, and calling it off."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.clock import database_now
from tracker.desk import Actor, Desk
from tracker.jobs.kinds import get_kind
from tracker.jobs.seeing import job_for
from tracker.models.db import begin_writing
from tracker.models.job import Job, JobState

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
CALLED_OFF = "已取消，没有开始执行。"


def ask(desk: Desk, kind: str, subject_id: int, actor: Actor) -> Job:
    """Ask for a job within the caller's transaction, which commits it with what it is about.

    While one of this kind on this subject waits or runs, that one is given. Raises UnknownKind,
    and ValueError for an actor who is no staff member.
    """
    name = get_kind(kind).name
    if actor.staff_id is None:
        raise ValueError("only staff ask for jobs")
    values = {
        "kind": name,
        "subject_id": subject_id,
        "staff_id": actor.staff_id,
        "role": actor.role.value,
        "asked_at": database_now(desk.session),
        "state": JobState.WAITING,
    }
    adding = _insert(desk.session).values(values).on_conflict_do_nothing().returning(Job)
    while True:
        job = desk.session.scalar(adding) or _under_way(desk.session, name, subject_id)
        # Between the two statements the one under way may have ended: then ours finds room.
        if job is not None:
            return job


def newest(session: Session, kind: str, subject_id: int) -> Job | None:
    """The job last asked for, whatever became of it."""
    query = sa.select(Job).filter_by(kind=kind, subject_id=subject_id)
    return session.scalar(query.order_by(Job.id.desc()).limit(1))


def ask_cancel(desk: Desk, job_id: int, actor: Actor) -> Job:
    """Call a waiting job off at once, ask a running one to end, leave an ended one; commit.

    Raises NoSuchJob for whoever may not see it.
    """
    begin_writing(desk.session)
    try:
        job = job_for(desk, actor, job_id, lock=True)
        if job.state is JobState.WAITING:
            job.state, job.message = JobState.CANCELLED, CALLED_OFF
            job.finished_at = database_now(desk.session)
        job.cancel_asked = job.cancel_asked or job.state in UNDER_WAY
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return job


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Job)
    return sqlite.insert(Job)


def _under_way(session: Session, kind: str, subject_id: int) -> Job | None:
    query = sa.select(Job).filter_by(kind=kind, subject_id=subject_id)
    return session.scalar(query.where(Job.state.in_(UNDER_WAY)))
