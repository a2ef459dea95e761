"""Claims mails by lease: a row belongs to one worker until its lease ends, whatever happens to it.

A claimed mail stays pending until its turn comes; only the one in flight is `sending`. So a worker
that is killed leaves at most one mail in doubt, and the rest as if never touched. `claims` counts
how often a send was begun or about to be, `tries` how often one came to an end: where they differ
on a sent mail, it may have left twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from tracker.clock import database_now
from tracker.models.db import begin_writing
from tracker.models.mail import Mail, MailState
from tracker.outbox.turns import whose_turn

BATCH = 50
# Longer than any one mail can take: every answer of the server is waited for a minute at most.
LEASE = timedelta(minutes=10)
NO_LIMITS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is needed to send one mail and to mark it."""

    id: int
    case_id: int
    kind: str
    to_name: str
    to_address: str
    to_domain: str
    subject: str
    text: str
    html: str
    message_id: str
    token: str
    thread: str
    incoming_id: int | None
    made_at: datetime
    tries: int

    @property
    def reply_token(self) -> str:
        """By which an answer finds back."""
        return self.token

    @property
    def case_tag(self) -> str:
        """The tag at the end of the subject, without its brackets."""
        return self.subject.rpartition("[")[2].rstrip("]")


_COLUMNS = (
    Mail.id,
    Mail.case_id,
    Mail.kind,
    Mail.to_name,
    Mail.to_address,
    Mail.to_domain,
    Mail.subject,
    Mail.text,
    Mail.html,
    Mail.message_id,
    Mail.token,
    Mail.thread,
    Mail.incoming_id,
    Mail.made_at,
    Mail.tries,
)

_ROW = Mail.__table__
_BEGIN = (
    sa.update(Mail.__table__)  # type: ignore[arg-type]
    .where(
        _ROW.c.id == sa.bindparam("of_mail"),
        _ROW.c.claimed_by == sa.bindparam("of_worker"),
        _ROW.c.state == MailState.PENDING,
    )
    .values(state=MailState.SENDING, lease_until=sa.bindparam("new_lease"))
)


def claim_due(
    session: Session,
    worker: str,
    *,
    limit: int = BATCH,
    lease: timedelta = LEASE,
    limits: Mapping[str, int] = NO_LIMITS,
) -> list[Claimed]:
    """Claim up to `limit` mails whose turn it is, and begin the first. Commits.

    `limits` are mails a minute by provider. On SQLite the write lock is taken before the rows are
    read, on PostgreSQL a lock that every claim takes: no mail and no slot goes to two workers.
    """
    begin_writing(session)
    moment = database_now(session)
    ids = whose_turn(session, moment, limit, limits)
    rows = session.execute(_claim(ids, worker, moment, lease)).all() if ids else []
    claimed = sorted((Claimed(*row) for row in rows), key=lambda mail: mail.id)
    if claimed:
        begin_sending(session, worker, claimed[0], lease)
    session.commit()
    return claimed


def begin_sending(session: Session, worker: str, mail: Claimed, lease: timedelta = LEASE) -> bool:
    """Put a claimed mail in flight with a fresh lease; False if another worker has it by now."""
    values = {
        "of_mail": mail.id,
        "of_worker": worker,
        "new_lease": database_now(session) + lease,
    }
    return session.connection().execute(_BEGIN, values).rowcount == 1


def begin_alone(session: Session, worker: str, mail: Claimed, lease: timedelta = LEASE) -> bool:
    """Put a mail in flight that the mail before it could not. Commits."""
    begin_writing(session)
    begun = begin_sending(session, worker, mail, lease)
    session.commit()
    return begun


def release(session: Session, worker: str) -> None:
    """Give back what was claimed and not begun, so that any worker may take it at once. Commits."""
    begin_writing(session)
    session.execute(
        sa.update(Mail)
        .where(Mail.claimed_by == worker, Mail.state == MailState.PENDING)
        .values(claimed_by="", lease_until=database_now(session))
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _claim(
    ids: Sequence[int], worker: str, moment: datetime, lease: timedelta
) -> ReturningUpdate[Any]:
    # A lease that ended on a pending mail was never begun: that claim does not count.
    begun = sa.or_(Mail.state == MailState.SENDING, Mail.lease_until.is_(None))
    return (
        sa.update(Mail)
        .where(
            Mail.id.in_(ids),
            # Marked by its slow worker while we waited for its row: then it is not ours.
            Mail.state.in_((MailState.PENDING, MailState.SENDING)),
            Mail.next_try_at <= moment,
            sa.or_(Mail.lease_until.is_(None), Mail.lease_until <= moment),
        )
        .values(
            state=MailState.PENDING,
            claimed_by=worker,
            lease_until=moment + lease,
            claims=sa.case((begun, Mail.claims + 1), else_=Mail.claims),
        )
        .returning(*_COLUMNS)
        .execution_options(synchronize_session=False)
    )
