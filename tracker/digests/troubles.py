"""Mails to staff that were refused or came back: whether anybody is still at the address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.digests.outbox import withdraw_waiting
from tracker.inbox.bounces import of_reply
from tracker.inbox.findings import ReportedRecipient
from tracker.inbox.words import says_dead
from tracker.models import Staff, StaffMail
from tracker.models.db import writing


def note_refused(session: Session, mail_id: int, words: str, moment: datetime) -> None:
    """The server refused the recipient while the mail was handed over. Commits."""
    with writing(session):
        mail = session.get_one(StaffMail, mail_id)
        note_returned(session, mail, (of_reply(mail.to_address, words),), moment)


def note_returned(
    session: Session, mail: StaffMail, told: Iterable[ReportedRecipient], moment: datetime
) -> None:
    """A mail came back. Where nobody is there, nothing goes to that address any more.

    Within the caller's transaction. An address that was changed meanwhile is another one.
    """
    own = [one for one in told if one.address.lower() == mail.to_address.lower()]
    if mail.returned_at is None:
        mail.returned_at = moment
        mail.returned_why = own[0].reason.label if own else "原因不明"
    dead = next((one for one in own if says_dead(one.reason, one.permanent)), None)
    staff = session.get_one(Staff, mail.staff_id, with_for_update=True)
    if dead is not None and staff.mail_address.lower() == mail.to_address.lower():
        staff.mail_trouble = dead.reason.label
        staff.next_digest_at = None
        withdraw_waiting(session, staff, staff.mail_trouble)
