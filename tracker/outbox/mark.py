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
from tracker.models.contact import ContactEntry
from tracker.models.db import begin_writing
from tracker.models.letter import Letter
from tracker.models.mail import Mail, MailState
from tracker.outbox.claim import LEASE, Claimed, begin_sending, database_now
from tracker.outbox.outcome import Outcome

# An attempt is evidence whatever became of it; only what the server took counts as handed over.
_GRADES = MappingProxyType(
    {
        MailState.SENT: Grade.HANDED_OVER,
        MailState.FAILED: Grade.FAILED,
        MailState.UNKNOWN: Grade.FAILED,
    }
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
    has failed for good.
    """
    begin_writing(session)
    moment = database_now(session)
    state = outcome.state
    if state is MailState.PENDING and mail.tries >= len(pauses):
        state = MailState.FAILED
    kept = _update(session, worker, mail, outcome, state, pauses, moment)
    if kept and state in _GRADES:
        session.execute(sa.insert(ContactEntry).values(_entry(mail, outcome, state, moment)))
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
    values = {
        "state": state,
        "tries": Mail.tries + 1,
        "claimed_by": "",
        "lease_until": None,
        "last_error": outcome.error,
        "raw": outcome.raw,
    }
    if state is MailState.SENT:
        values["sent_at"] = moment
    if state is MailState.PENDING:
        values["next_try_at"] = moment + timedelta(seconds=pauses[mail.tries])
    marked = session.scalar(
        sa.update(Mail)
        .where(Mail.id == mail.id, Mail.claimed_by == worker, Mail.state == MailState.SENDING)
        .values(values)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return marked is not None


def _entry(
    mail: Claimed, outcome: Outcome, state: MailState, moment: datetime
) -> dict[str, object]:
    letter = (
        sa.select(sa.func.max(Letter.id))
        .where(Letter.case_id == mail.case_id, Letter.status == LetterStatus.LIVE)
        .scalar_subquery()
    )
    return {
        "case_id": mail.case_id,
        "at": moment,
        "recorded_at": moment,
        "channel": Channel.MAIL,
        "direction": Direction.OUT,
        "grade": _GRADES[state],
        "address": mail.to_address,
        "answered_by": "",
        "said": _said(mail, outcome, state),
        "next_step": "",
        "mail_id": mail.id,
        "letter_id": letter,
    }


def _said(mail: Claimed, outcome: Outcome, state: MailState) -> str:
    match state:
        case MailState.FAILED:
            return f"{mail.subject}（未能送出：{outcome.error}）"
        case MailState.UNKNOWN:
            return f"{mail.subject}（结果不明，未自动重发：{outcome.error}）"
    return mail.subject
