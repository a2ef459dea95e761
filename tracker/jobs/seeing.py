"""Who sees a job, and how it stands for the one who waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from tracker.clock import database_now
from tracker.desk import Actor, Desk
from tracker.jobs.kinds import Kind, UnknownKind, get_kind
from tracker.models.job import Job, JobState

# A worker looks for jobs every second: who waits longer has others before him, or no worker.
PATIENCE = timedelta(seconds=20)
# A page that asks again by itself keeps its reader logged in: not for ever.
WATCHED = timedelta(hours=1)


class NoSuchJob(LookupError):
    """The job does not exist, or not for this actor: both look alike from outside."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A job as its page shows it.

    `ahead` is how many are before it, `nobody_works` that it waits in vain, `silent` that it runs
    and its lease has ended: it broke off, or holds SQLite's write lock for long.
    """

    job: Job
    kind: Kind | None
    elapsed: timedelta
    ahead: int
    nobody_works: bool
    silent: bool

    @property
    def label(self) -> str:
        """What the job is called."""
        return self.kind.label if self.kind else "任务"

    @property
    def watched(self) -> bool:
        """Whether its page asks again by itself."""
        return self.job.under_way and self.elapsed < WATCHED


def visible_jobs(actor: Actor) -> ColumnElement[bool]:
    """A job is seen by whoever asked for it and by the department."""
    if actor.staff is None:
        return sa.false()
    return sa.true() if actor.role is Role.DEPARTMENT else Job.staff_id == actor.staff.id


def job_for(desk: Desk, actor: Actor, job_id: int, *, lock: bool = False) -> Job:
    """Fetch and authorise in one call. Raises NoSuchJob."""
    query = sa.select(Job).where(Job.id == job_id, visible_jobs(actor))
    found = desk.session.scalar(query.with_for_update(of=Job) if lock else query)
    if found is None:
        raise NoSuchJob(job_id)
    return found


def standing_of(session: Session, job: Job) -> Standing:
    """How a job stands now."""
    moment = database_now(session)
    waiting = job.state is JobState.WAITING
    ahead = _ahead(session, job) if waiting else 0
    return Standing(
        job,
        _find_kind(job.kind),
        (job.finished_at or moment) - (job.started_at or job.asked_at),
        ahead,
        waiting and moment - job.asked_at > PATIENCE and not _anybody_works(session, moment),
        job.state is JobState.RUNNING
        and job.leased_until is not None
        and job.leased_until <= moment,
    )


def _find_kind(name: str) -> Kind | None:
    try:
        return get_kind(name)
    except UnknownKind:
        return None


def _ahead(session: Session, job: Job) -> int:
    before = (
        sa.select(sa.func.count())
        .select_from(Job)
        .where(Job.state.in_((JobState.WAITING, JobState.RUNNING)), Job.id < job.id)
    )
    return session.scalar(before) or 0


def _anybody_works(session: Session, moment: datetime) -> bool:
    alive = sa.exists().where(Job.state == JobState.RUNNING, Job.leased_until > moment)
    return bool(session.scalar(sa.select(alive)))
