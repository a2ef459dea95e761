"""Runs one job: claims it, does it as the one who asked, marks what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from machines.refusals import Refused
from machines.roles import Role
from tracker import clock
from tracker.desk import Actor, Desk
from tracker.jobs.beating import Heartbeat, beating
from tracker.jobs.claim import CALLED_OFF, LEASE, Claimed, claim_next, fence, finish, give_back
from tracker.jobs.kinds import get_kind
from tracker.jobs.progress import Cancelled, LeaseLost, NotDone, Progress, Stopping
from tracker.logs import keep_details_out
from tracker.models import JobState, Staff, db
from tracker.outbox.send import worker_name

log = logging.getLogger(__name__)
keep_details_out(log)

CLOSED = "提交任务的账号已停用，任务没有执行。"
OTHER_ROLE = "提交任务的账号换了角色，任务没有执行。确有需要，请重新提交。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state a job ends in, and the message kept for the user."""

    state: JobState
    message: str


def run_waiting(app: Flask) -> int:
    """Run every job that waits, here and now; give their number. For tests and the demo."""
    number = 0
    with app.app_context():
        while run_next(app, worker_name()):
            number += 1
    return number


def run_next(
    app: Flask,
    worker: str,
    *,
    lease: timedelta = LEASE,
    inside: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> bool:
    """Run one job in the application's context; False if there was none.

    The work itself is done `inside` a context that may raise Stopping into it; then the job is
    given back, and Stopping raised again.
    """
    with Session(db.engine) as session:
        claimed = claim_next(session, worker, lease)
    if claimed is None:
        return False
    progress = Progress()
    try:
        with inside():
            outcome = _outcome(app, claimed, progress, lease)
    except LeaseLost:
        log.warning("job %s %s: lease lost", claimed.id, claimed.kind)
    except OperationalError:
        # The database was away or busy: once the lease has ended any worker tries again.
        log.exception("job %s %s: the database failed", claimed.id, claimed.kind)
    except Stopping:
        _give_back(claimed)
        raise
    else:
        _finish(claimed, outcome, progress)
    return True


def _give_back(claimed: Claimed) -> None:
    with Session(db.engine) as session:
        give_back(session, claimed)
    log.info("job %s %s: given back", claimed.id, claimed.kind)


def _finish(claimed: Claimed, outcome: Outcome, progress: Progress) -> None:
    with Session(db.engine) as session:
        kept = finish(session, claimed, outcome.state, outcome.message, progress.told)
    log.info("job %s %s: %s", claimed.id, claimed.kind, outcome.state if kept else "lease lost")


def _outcome(app: Flask, claimed: Claimed, progress: Progress, lease: timedelta) -> Outcome:
    """What became of the job, in words for the user; what must not be marked is raised."""
    try:
        return Outcome(JobState.DONE, _run(app, claimed, progress, lease))
    except Refused as refused:
        return Outcome(JobState.FAILED, "\n".join(str(reason) for reason in refused.refusals))
    except NotDone as not_done:
        return Outcome(JobState.FAILED, str(not_done))
    except Cancelled:
        return Outcome(JobState.CANCELLED, CALLED_OFF)
    except OperationalError:
        raise
    except Exception:
        log.exception("job %s %s failed", claimed.id, claimed.kind)
        return Outcome(
            JobState.FAILED,
            f"系统出错，任务 {claimed.id} 号没有完成。请稍后重新提交；"
            f"若仍然出错，请把任务号 {claimed.id} 告诉系统管理员。",
        )


def _run(app: Flask, claimed: Claimed, progress: Progress, lease: timedelta) -> str:
    kind = get_kind(claimed.kind)
    heartbeat = Heartbeat(db.engine, claimed, progress, lease)
    # The desk is left first: what the job locked is free before the heartbeat is waited for.
    with beating(heartbeat), _desk(app, claimed, lease) as desk:
        return kind.run(desk, claimed.subject_id, _actor(desk, claimed), progress)


@contextmanager
def _desk(app: Flask, claimed: Claimed, lease: timedelta) -> Iterator[Desk]:
    """A desk whose session commits only while the job is this worker's."""
    # Tests let the application's own clock stand.
    now = app.config.get("CLOCK", clock.now)
    with Session(db.engine) as session:
        event.listen(session, "before_commit", fence(claimed, lease))
        yield Desk(session, app.config["SETTINGS"], now())


def _actor(desk: Desk, claimed: Claimed) -> Actor:
    """The one who asked, as he is now. Raises NotDone if he may not act so any more."""
    staff = desk.session.get_one(Staff, claimed.staff_id)
    if not staff.active:
        raise NotDone(CLOSED)
    if staff.role != claimed.role:
        raise NotDone(OTHER_ROLE)
    return Actor(Role(staff.role), staff)
