"""A bounce that may be forged: its words stand in the ledger, a person looks, and nothing changes."""

from __future__ import annotations

import sqlalchemy as sa

from machines.mails import get_mail
from machines.words import Channel, Direction, Grade
from tracker.actions.contacts import ContactOrder, append_entry
from tracker.actions.moves import finish
from tracker.desk import CLOCK, Desk
from tracker.models import Case, ContactEntry, IncomingMail, Mail, Task
from tracker.models.task import TaskKind
from tracker.writers.tasks import open_once

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
    text = f"{LOOK}（D-15）：“{get_mail(mail.kind).label}”{mail.to_address}，{why}"
    task = open_once(desk, case, text, entry, kind=TaskKind.DOUBTFUL_BOUNCE)
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
