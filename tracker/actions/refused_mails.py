"""Mails refused while they were handed over: the same follows as from a bounce (S4.4-5, D-15).

The outbox marks one mail a commit and leaves a `follow_up_at` with it; what follows is drawn here,
in the transaction that clears the mark. So a worker may end at any point: it is done once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from machines.words import Direction, Grade
from tracker.actions.bounces import draw_consequences, reason_words
from tracker.actions.moves import lock_case
from tracker.clock import database_now
from tracker.desk import Desk
from tracker.inbox.bounces import of_reply
from tracker.models import ContactEntry, Mail
from tracker.models.db import begin_writing, writing

log = logging.getLogger(__name__)

BATCH = 50
# One that fails must not be tried every second, nor stand before the others.
PAUSE = timedelta(minutes=5)


def follow_refused(desk: Desk, *, limit: int = BATCH) -> int:
    """Draw what follows from up to `limit` refused mails, a commit each; gives how many.

    What cannot be drawn is tried again later and stops no other.
    """
    due = desk.session.scalars(_due(database_now(desk.session)).limit(limit)).all()
    desk.session.rollback()
    for mail_id in due:
        try:
            with writing(desk.session):
                _follow(desk, mail_id)
        except Exception as error:
            # Its words may hold an address, so the class has to do.
            log.error("refused mail %s: %s, again later", mail_id, type(error).__name__)
            _postpone(desk.session, mail_id)
    return len(due)


def _due(moment: datetime) -> sa.Select[tuple[int]]:
    return sa.select(Mail.id).where(Mail.follow_up_at <= moment).order_by(Mail.follow_up_at)


def _follow(desk: Desk, mail_id: int) -> None:
    """The mail is locked before its case, as a mail sent once more by hand locks them.

    The key stays free meanwhile: whoever has the case's lock may write a line about the mail.
    """
    mail = desk.session.scalar(
        sa.select(Mail)
        .where(Mail.id == mail_id, Mail.follow_up_at.is_not(None))
        .with_for_update(key_share=True, skip_locked=True, of=Mail)
    )
    if mail is None:
        return
    mail.follow_up_at = None
    try:
        case = lock_case(desk.session, mail.case_id)
    except NoResultFound:
        return
    told = of_reply(mail.to_address, mail.last_error)
    why = f"发送时被退回：{reason_words(told)}"
    draw_consequences(desk, case, mail, told, _attempt(desk.session, mail), why)


def _attempt(session: Session, mail: Mail) -> ContactEntry | None:
    """The line that the outbox wrote with the failure: there is no second one for one attempt."""
    query = sa.select(ContactEntry).filter_by(
        mail_id=mail.id, direction=Direction.OUT, grade=Grade.FAILED
    )
    return session.scalars(query.order_by(ContactEntry.id.desc()).limit(1)).first()


def _postpone(session: Session, mail_id: int) -> None:
    begin_writing(session)
    session.execute(
        sa.update(Mail)
        .where(Mail.id == mail_id, Mail.follow_up_at.is_not(None))
        .values(follow_up_at=database_now(session) + PAUSE)
        .execution_options(synchronize_session=False)
    )
    session.commit()
