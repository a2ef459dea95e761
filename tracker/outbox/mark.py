"""Marks what became of a mail, with its line in the contact ledger, in one commit (S4.4-5, D-15).

The next mail of the batch is put in flight by the same commit: one commit a mail, and at any
moment at most one mail of a worker is in doubt.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.words import Channel, Direction, Grade, LetterStatus
from tracker.clock import database_now
from tracker.models.contact import ContactEntry
from tracker.models.db import begin_writing
from tracker.models.letter import Letter
from tracker.models.mail import Mail, MailState
from tracker.outbox.claim import LEASE, Claimed, begin_sending
from tracker.outbox.outcome import Outcome

# An attempt is evidence whatever became of it; only what the server took counts as handed over.
_GRADES = MappingProxyType(
    {
        MailState.SENT: Grade.HANDED_OVER,
        MailState.FAILED: Grade.FAILED,
        MailState.UNKNOWN: Grade.FAILED,
    }
)

# Made once: with one mail a commit, building the statement would cost as much as running it.
_ROW = Mail.__table__
_MARK = (
    sa.update(Mail.__table__)  # type: ignore[arg-type]
    .where(
        _ROW.c.id == sa.bindparam("of_mail"),
        _ROW.c.claimed_by == sa.bindparam("of_worker"),
        _ROW.c.state == MailState.SENDING,
    )
    .values(
        state=sa.bindparam("new_state"),
        tries=_ROW.c.tries + 1,
        claimed_by="",
        lease_until=None,
        last_error=sa.bindparam("new_error"),
        raw=sa.bindparam("new_raw"),
        sent_at=sa.bindparam("new_sent_at"),
        next_try_at=sa.func.coalesce(
            sa.bindparam("new_try_at", type_=_ROW.c.next_try_at.type), _ROW.c.next_try_at
        ),
        follow_up_at=sa.bindparam("new_follow_up_at"),
    )
)
_LIVE_LETTER = (
    sa.select(sa.func.max(Letter.id))
    .where(Letter.case_id == sa.bindparam("of_case"), Letter.status == LetterStatus.LIVE)
    .scalar_subquery()
)
_ENTRY = sa.insert(ContactEntry.__table__).values(  # type: ignore[arg-type]
    channel=Channel.MAIL,
    direction=Direction.OUT,
    answered_by="",
    next_step="",
    letter_id=_LIVE_LETTER,
    **{
        name: sa.bindparam(name)
        for name in ("case_id", "at", "recorded_at", "grade", "address", "said", "mail_id")
    },
)


def mark(
    session: Session,
    worker: str,
    mail: Claimed,
    outcome: Outcome,
    pauses: tuple[int, ...],
    following: Claimed | None = None,
    lease: timedelta = LEASE,
) -> tuple[MailState | None, bool]:
    """Record the outcome, begin the following mail, commit.

    Gives the state the mail is in, None where the lease was lost to another worker, and whether
    the following mail is in flight. A mail that has been tried once more than there are pauses
    has failed for good. What follows from a refusal is left to `tracker.actions.refused_mails`,
    which finds the mail by its `follow_up_at`.
    """
    begin_writing(session)
    moment = database_now(session)
    state = outcome.state
    if state is MailState.PENDING and mail.tries >= len(pauses):
        state = MailState.FAILED
    kept = _update(session, worker, mail, outcome, state, pauses, moment)
    if kept and state in _GRADES:
        session.connection().execute(_ENTRY, _entry(mail, outcome, state, moment))
    begun = following is not None and begin_sending(session, worker, following, lease)
    session.commit()
    return (state if kept else None), begun


def _update(
    session: Session,
    worker: str,
    mail: Claimed,
    outcome: Outcome,
    state: MailState,
    pauses: tuple[int, ...],
    moment: datetime,
) -> bool:
    again = state is MailState.PENDING
    values = {
        "of_mail": mail.id,
        "of_worker": worker,
        "new_state": state,
        "new_error": outcome.error,
        "new_raw": outcome.raw,
        "new_sent_at": moment if state is MailState.SENT else None,
        "new_try_at": moment + timedelta(seconds=pauses[mail.tries]) if again else None,
        "new_follow_up_at": moment if state is MailState.FAILED and outcome.returned else None,
    }
    return session.connection().execute(_MARK, values).rowcount == 1


def _entry(
    mail: Claimed, outcome: Outcome, state: MailState, moment: datetime
) -> dict[str, object]:
    return {
        "case_id": mail.case_id,
        "at": moment,
        "recorded_at": moment,
        "grade": _GRADES[state],
        "address": mail.to_address,
        "said": _said(mail, outcome, state),
        "mail_id": mail.id,
        "of_case": mail.case_id,
    }


def _said(mail: Claimed, outcome: Outcome, state: MailState) -> str:
    match state:
        case MailState.FAILED:
            return f"{mail.subject}（未能送出：{outcome.error}）"
        case MailState.UNKNOWN:
            return f"{mail.subject}（结果不明，未自动重发：{outcome.error}）"
    return mail.subject
