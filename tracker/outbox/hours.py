"""Mails leave in the sending hours of their case's policy; what misses them waits for the morning.

A mail is written for the next sending moment. One that comes late, because it was tried in vain, its
provider takes few, or no worker ran, is put off when its turn would come at night.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.waits.hours import next_sending_moment
from tracker.clock import database_now
from tracker.models.case import Case
from tracker.models.cohort import PolicyVersion
from tracker.models.db import writing
from tracker.models.mail import Mail, MailState

_WAITING = (MailState.PENDING, MailState.SENDING)


def opening(case: Case, moment: datetime) -> datetime:
    """The moment itself, or when the case's sending hours next begin."""
    return next_sending_moment(moment, case.policy_version.policy)


def leaves_at(mail: Mail) -> datetime:
    """When a mail that waits is next tried, its sending hours kept."""
    return mail.next_try_at if mail.any_hour else opening(mail.case, mail.next_try_at)


def wait_for_morning(session: Session) -> int:
    """Put off every due mail whose case's sending hours are over, and give their number. Commits.

    Before a claim, so that whoever may leave at night finds its provider's slots free.
    """
    moment = database_now(session)
    due = (
        Mail.state.in_(_WAITING),
        Mail.any_hour.is_(False),
        Mail.next_try_at <= moment,
        sa.or_(Mail.lease_until.is_(None), Mail.lease_until <= moment),
    )
    if not session.scalar(sa.select(sa.exists().where(*due))):
        return 0
    closed = _closed(session, moment)
    if not closed:
        return 0
    put_off = 0
    with writing(session):
        for opens, versions in closed.items():
            cases = sa.select(Case.id).where(Case.policy_version_id.in_(versions))
            moved = session.connection().execute(
                sa.update(Mail).where(*due, Mail.case_id.in_(cases)).values(next_try_at=opens)
            )
            put_off += moved.rowcount
    return put_off


def _closed(session: Session, moment: datetime) -> dict[datetime, list[int]]:
    """The versions of policies whose hours are over, by when theirs next begin."""
    closed: dict[datetime, list[int]] = defaultdict(list)
    for version in session.scalars(sa.select(PolicyVersion)):
        opens = next_sending_moment(moment, version.policy)
        if opens > moment:
            closed[opens].append(version.id)
    return closed
