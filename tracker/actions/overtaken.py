"""Tasks that a later event has made pointless are settled by that event, in its transaction.

Whoever calls this has locked the case and finishes it, so that it stands on its shelf again.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from machines.mails import Answer
from machines.words import Channel
from tracker.desk import Desk
from tracker.models import AnswerLink, Case, ContactEntry, Mail, Task
from tracker.models.task import CONFIRMING, TaskKind


def settle_reached(desk: Desk, case: Case, entry: ContactEntry) -> None:
    """A two-way contact: nobody has to be called any more because his mails came back (D-15)."""
    how = "本人已经邮件中的链接答复"
    if entry.channel is Channel.MAIL:
        how = f"本人已从 {entry.address} 来信"
    elif entry.channel is not Channel.LINK:
        how = f"已与本人联系上（{entry.channel.label}）"
    _settle(desk, case, how, Task.kind == TaskKind.ALL_BACK)


def settle_earlier_answers(
    desk: Desk, case: Case, link: AnswerLink, answer: Answer, entry: ContactEntry
) -> None:
    """The prompt was answered: what people should have made of earlier mails to it is settled."""
    of_prompt = (
        sa.select(ContactEntry.id)
        .join(Mail, Mail.id == ContactEntry.mail_id)
        .where(
            ContactEntry.case_id == case.id,
            ContactEntry.id < entry.id,
            ContactEntry.incoming_id.is_not(None),
            Mail.kind == link.kind,
            Mail.move_id.is_(None) if link.move_id is None else Mail.move_id == link.move_id,
        )
    )
    how = f"本人之后答复：{answer.number} {answer.label}"
    # Whether the address is his is still to be asked, whatever he answered since.
    _settle(desk, case, how, Task.entry_id.in_(of_prompt), Task.kind == TaskKind.REPLY)


def settle_receipt(desk: Desk, case: Case, entry_id: int, staff_id: int | None) -> None:
    """The slip in the mail was filed as the receipt: that was what the mail asked for."""
    asked = Task.entry_id == entry_id, Task.kind.not_in(CONFIRMING)
    _settle(desk, case, "来信附件已登记为回执", *asked, staff_id=staff_id)


def _settle(
    desk: Desk, case: Case, how: str, *which: ColumnElement[bool], staff_id: int | None = None
) -> None:
    open_ones = sa.select(Task).where(Task.case_id == case.id, Task.settled_at.is_(None), *which)
    for task in desk.session.scalars(open_ones):
        task.settled_at, task.settled_by_id, task.outcome = desk.now, staff_id, how
