"""Looks at each colleague when it is due: claims by lease, composes, writes what there is to say.

Every working day each colleague with a mail address is looked at once, whatever his rhythm; what
is due by then is decided by the policy and the rhythm of that moment. Nothing to say, no mail.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from machines.policy import Policy
from tracker.clock import database_now
from tracker.desk import Actor, Desk
from tracker.digests.compose import compose_digest, compose_receipts
from tracker.digests.found import Looking
from tracker.digests.outbox import write_to_staff
from tracker.digests.receipts import receipts_due, report_on
from tracker.digests.sections import look
from tracker.digests.slots import Hours, newest_slot
from tracker.models import Cohort, Staff, StaffMailKind
from tracker.models.db import writing
from tracker.outbox.compose import Composed
from tracker.waits.workdays import calendar_of

log = logging.getLogger(__name__)

LIMIT = 50
LEASE = timedelta(minutes=10)
# One that cannot be composed must not be tried every second, nor stand before the others.
PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One mail that a look found to be written."""

    kind: StaffMailKind
    slot: datetime
    composed: Composed


def do_due_digests(desk: Desk, worker: str, *, limit: int = LIMIT, lease: timedelta = LEASE) -> int:
    """Look at up to `limit` colleagues whose turn it is, a commit each; gives how many.

    A colleague whose digest cannot be composed is put an hour on and stops no other.
    """
    claimed = _claim(desk, worker, limit, lease)
    for staff_id in claimed:
        try:
            _look_at(desk, worker, staff_id)
        except Exception as error:
            desk.session.rollback()
            # Its words may hold what a case says, so the class has to do.
            log.error("digest of account %s: %s, again later", staff_id, type(error).__name__)
            _put_off(desk, worker, staff_id)
    return len(claimed)


def hours_of(desk: Desk) -> Hours:
    """When mails to staff leave: by the newest cohort's policy and the calendar of now."""
    newest = desk.session.scalar(sa.select(Cohort).order_by(Cohort.year.desc()).limit(1))
    policy = newest.policy.policy if newest is not None else Policy()
    return Hours(calendar_of(desk.session), policy.mails_from, policy.mails_until)


def due_for(desk: Desk, staff: Staff, hours: Hours) -> Sequence[Due]:
    """The mails that are due for a colleague now; only reads."""
    since = staff.digests_until or desk.now
    actor, due = Actor(staff.as_role, staff), []
    receipts = receipts_due(desk, staff.as_role, since, hours)
    if receipts is not None and (reports := report_on(desk, actor, receipts.cohorts)):
        composed = compose_receipts(desk, staff, reports)
        due.append(Due(StaffMailKind.RECEIPTS, receipts.slot, composed))
    slot = newest_slot(staff.digest_rhythm, desk.now, hours)
    if slot is not None and slot > since and (told := look(Looking(desk, actor))):
        due.append(Due(StaffMailKind.DIGEST, slot, compose_digest(desk, staff, told)))
    return due


def _claim(desk: Desk, worker: str, limit: int, lease: timedelta) -> Sequence[int]:
    """The keys of colleagues who are this worker's now. Takes no lock when nobody is due."""
    session = desk.session
    due = (Staff.next_digest_at <= desk.now, Staff.active.is_(True))
    if session.scalar(sa.select(Staff.id).where(*due).limit(1)) is None:
        session.rollback()
        return ()
    with writing(session):
        moment = database_now(session)
        free = sa.or_(Staff.digest_lease_until.is_(None), Staff.digest_lease_until <= moment)
        query = sa.select(Staff.id).where(*due, free).order_by(Staff.next_digest_at, Staff.id)
        keys = session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()
        if keys:
            session.execute(
                sa.update(Staff)
                .where(Staff.id.in_(keys))
                .values(digest_claimed_by=worker, digest_lease_until=moment + lease)
                .execution_options(synchronize_session=False)
            )
    return keys


def _look_at(desk: Desk, worker: str, staff_id: int) -> None:
    """Compose without any lock; write, if the claim still stands, in one transaction."""
    hours = hours_of(desk)
    staff = _held(desk, worker, staff_id)
    now_open = hours.open_at(desk.now)
    due = due_for(desk, staff, hours) if staff is not None and now_open else ()
    desk.session.rollback()
    with writing(desk.session):
        staff = _held(desk, worker, staff_id, locked=True)
        if staff is None:
            return
        for one in due:
            write_to_staff(desk, staff, one.kind, one.slot, one.composed)
        if now_open:
            staff.digests_until = desk.now
        _let_go(staff, hours.next_after(desk.now))


def _held(desk: Desk, worker: str, staff_id: int, *, locked: bool = False) -> Staff | None:
    """The colleague, if he is still this worker's and still to be written to."""
    query = sa.select(Staff).where(
        Staff.id == staff_id,
        Staff.digest_claimed_by == worker,
        Staff.next_digest_at.is_not(None),
        Staff.mail_address != "",
        Staff.active.is_(True),
    )
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return desk.session.scalar(query)


def _put_off(desk: Desk, worker: str, staff_id: int) -> None:
    with writing(desk.session):
        staff = _held(desk, worker, staff_id, locked=True)
        if staff is not None:
            _let_go(staff, desk.now + PAUSE)


def _let_go(staff: Staff, next_at: datetime) -> None:
    staff.next_digest_at = next_at
    staff.digest_claimed_by, staff.digest_lease_until = "", None
