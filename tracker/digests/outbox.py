"""The mails to staff as rows: written with the look that composed them, claimed one by one.

As in the outbox to graduates, what is claimed belongs to one worker until its lease ends; one mail
of a worker is in doubt at most, and goes again with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.clock import database_now
from tracker.desk import Desk
from tracker.models import MailState, Staff, StaffMail, StaffMailKind
from tracker.models.db import begin_writing, writing
from tracker.outbox.claim import LEASE, NO_LIMITS
from tracker.outbox.compose import Composed
from tracker.outbox.outcome import Outcome
from tracker.outbox.pace import book, booked_ahead, free_slots, pace_of
from tracker.outbox.providers import provider_of
from tracker.outbox.turns import ONE_CLAIM_AT_A_TIME
from tracker.outbox.write import message_id_of, new_token

WITHDRAWN = "没有发出：{}"


@dataclass(frozen=True, slots=True)
class ClaimedForStaff:
    """What is needed to hand one mail over and to mark it; as `tracker.outbox.sendable` asks."""

    id: int
    kind: str
    to_name: str
    to_address: str
    to_domain: str
    subject: str
    text: str
    html: str
    message_id: str
    token: str
    made_at: datetime
    tries: int
    # It belongs to no case, and what is answered to it is no graduate's word.
    case_tag: str = ""
    reply_token: str = ""
    thread: str = ""
    incoming_id: int | None = None


_COLUMNS = (
    StaffMail.id,
    StaffMail.kind,
    StaffMail.to_name,
    StaffMail.to_address,
    StaffMail.to_domain,
    StaffMail.subject,
    StaffMail.text,
    StaffMail.html,
    StaffMail.message_id,
    StaffMail.token,
    StaffMail.made_at,
    StaffMail.tries,
)


def write_to_staff(
    desk: Desk, staff: Staff, kind: StaffMailKind, slot: datetime, composed: Composed
) -> StaffMail | None:
    """Add a mail within the caller's transaction; None where that slot's mail is there already."""
    there = sa.select(StaffMail.id).filter_by(staff_id=staff.id, kind=kind, slot=slot)
    if desk.session.scalar(there) is not None:
        return None
    token = new_token()
    mail = StaffMail(
        staff_id=staff.id,
        kind=kind,
        slot=slot,
        to_name=staff.name,
        to_address=staff.mail_address,
        to_domain=provider_of(staff.mail_address),
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        message_id=message_id_of(token, desk.settings.mail_from),
        token=token,
        next_try_at=desk.now,
        made_at=desk.now,
    )
    desk.session.add(mail)
    desk.session.flush()
    return mail


def withdraw_waiting(session: Session, staff: Staff, why: str) -> None:
    """What waits for this colleague is not sent any more; within the caller's transaction."""
    session.execute(
        sa.update(StaffMail)
        .where(StaffMail.staff_id == staff.id, StaffMail.state == MailState.PENDING)
        .values(state=MailState.FAILED, last_error=WITHDRAWN.format(why))
        .execution_options(synchronize_session=False)
    )


def claim_next(
    session: Session,
    worker: str,
    *,
    lease: timedelta = LEASE,
    limits: Mapping[str, int] = NO_LIMITS,
) -> ClaimedForStaff | None:
    """Claim the oldest due mail of a provider that takes one now, and begin it. Commits."""
    with writing(session):
        moment = database_now(session)
        if session.get_bind().dialect.name == "postgresql":
            # The slots of a provider are the same as of mails to graduates.
            session.execute(ONE_CLAIM_AT_A_TIME)
        mail_id = _whose_turn(session, moment, limits)
        if mail_id is None:
            return None
        row = session.execute(
            sa.update(StaffMail)
            .where(StaffMail.id == mail_id, *_due(moment))
            .values(
                state=MailState.SENDING,
                claimed_by=worker,
                lease_until=moment + lease,
                claims=StaffMail.claims + 1,
            )
            .returning(*_COLUMNS)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        return ClaimedForStaff(*row) if row is not None else None


def mark(
    session: Session, worker: str, mail: ClaimedForStaff, outcome: Outcome, pauses: tuple[int, ...]
) -> MailState | None:
    """Record what became of a mail and commit; None where another worker has it by now."""
    begin_writing(session)
    moment = database_now(session)
    state = outcome.state
    if state is MailState.PENDING and mail.tries >= len(pauses):
        state = MailState.FAILED
    values = {
        "state": state,
        "tries": StaffMail.tries + 1,
        "claimed_by": "",
        "lease_until": None,
        "last_error": outcome.error,
        "sent_at": moment if state is MailState.SENT else None,
    }
    if state is MailState.PENDING:
        values["next_try_at"] = moment + timedelta(seconds=pauses[mail.tries])
    kept = session.execute(
        sa.update(StaffMail)
        .where(
            StaffMail.id == mail.id,
            StaffMail.claimed_by == worker,
            StaffMail.state == MailState.SENDING,
        )
        .values(values)
        .returning(StaffMail.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.commit()
    return state if kept is not None else None


def _whose_turn(session: Session, moment: datetime, limits: Mapping[str, int]) -> int | None:
    """The key of the mail to take, its slot booked within the caller's transaction."""
    oldest = sa.func.min(StaffMail.id)
    query = sa.select(StaffMail.to_domain, oldest).where(*_due(moment))
    waiting = session.execute(query.group_by(StaffMail.to_domain).order_by(oldest)).tuples().all()
    ahead = booked_ahead(session, moment) if waiting else {}
    for domain, mail_id in waiting:
        pace, booked = pace_of(limits, domain), ahead.get(domain)
        if free_slots(pace, booked, moment) > 0:
            if pace:
                until = booked.until if booked else None
                book(session, {domain: pace.booked(until, moment, 1)})
            return mail_id
    return None


def _due(moment: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Literal words: with bound ones no database knows that the partial index serves."""
    waits: list[sa.ColumnElement[str]] = [
        sa.literal_column("'pending'"),
        sa.literal_column("'sending'"),
    ]
    return (
        StaffMail.state.in_(waits),
        StaffMail.next_try_at <= moment,
        sa.or_(StaffMail.lease_until.is_(None), StaffMail.lease_until <= moment),
    )
