"""A bounce that may be forged: its words stand in the ledger, a person looks, and nothing changes."""

from __future__ import annotations

import sqlalchemy as sa

from machines.mails import get_mail
from machines.words import Channel, Direction, Grade
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.moves import finish
from tracker.desk import CLOCK, Desk
from tracker.models import Case, ContactEntry, IncomingMail, Mail, Task
from tracker.writers.tasks import open_task

# By these words an open task is known.
LOOK = "收到一封不能采信的退信，邮箱没有改动，请查看来信并核实"


def keep_doubtful(
    desk: Desk, case: Case, incoming: IncomingMail, mail: Mail, why: str, said: str
) -> tuple[ContactEntry | None, Task | None]:
    """The ledger's line with the words `said`, and a task, within the caller's transaction.

    The line does not name the mail: for all that is known it arrived (D-15). What comes a second
    time about the same mail is shown with the mail and adds nothing.
    """
    if _told_before(desk, case, incoming, mail):
        return None, None
    order = ContactOrder(
        at=min(incoming.received_at, desk.now),
        channel=Channel.MAIL,
        direction=Direction.IN,
        grade=Grade.FAILED,
        address=mail.to_address,
        said=f"不能采信的退信（{why}）：{said}",
    )
    entry = append_entry(desk, case, order, CLOCK, incoming_id=incoming.id)
    task = _task(desk, case, mail, entry, why)
    finish(desk, case, unmoved=True)
    return entry, task


def _told_before(desk: Desk, case: Case, incoming: IncomingMail, mail: Mail) -> bool:
    others = sa.select(IncomingMail.id).where(
        IncomingMail.mail_id == mail.id, IncomingMail.id != incoming.id
    )
    query = sa.select(ContactEntry.id).where(
        ContactEntry.case_id == case.id,
        ContactEntry.incoming_id.in_(others),
        ContactEntry.direction == Direction.IN,
        ContactEntry.grade == Grade.FAILED,
    )
    return desk.session.scalar(query.limit(1)) is not None


def _task(desk: Desk, case: Case, mail: Mail, entry: ContactEntry, why: str) -> Task | None:
    same = sa.select(Task.id).where(
        Task.case_id == case.id, Task.settled_at.is_(None), Task.text.startswith(LOOK)
    )
    if desk.session.scalar(same.limit(1)) is not None:
        return None
    label = get_mail(mail.kind).label
    text = f"{LOOK}（D-15）：“{label}”{mail.to_address}，{why}"
    task = open_task(desk, case, text, entry)
    desk.session.flush()
    return task
