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

# By these words open tasks are known, so that nothing is asked twice and the event finds them.
ALL_BACK = "所有邮箱均退信，请打电话联系本人"
CONFIRM = "请核实来信邮箱"
REPLIED_TO = "答复“"


def settle_reached(desk: Desk, case: Case, entry: ContactEntry) -> None:
    """A two-way contact: nobody has to be called any more because his mails came back (D-15)."""
    how = "本人已经邮件中的链接答复"
    if entry.channel is Channel.MAIL:
        how = f"本人已从 {entry.address} 来信"
    elif entry.channel is not Channel.LINK:
        how = f"已与本人联系上（{entry.channel.label}）"
    _settle(desk, case, how, Task.text.startswith(ALL_BACK))


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
    earlier = Task.text.startswith(REPLIED_TO), ~Task.text.contains(CONFIRM)
    _settle(desk, case, how, Task.entry_id.in_(of_prompt), *earlier)


def settle_receipt(desk: Desk, case: Case, entry_id: int, staff_id: int | None) -> None:
    """The slip in the mail was filed as the receipt: that was what the mail asked for."""
    asked = Task.entry_id == entry_id, ~Task.text.contains(CONFIRM)
    _settle(desk, case, "来信附件已登记为回执", *asked, staff_id=staff_id)


def _settle(
    desk: Desk, case: Case, how: str, *which: ColumnElement[bool], staff_id: int | None = None
) -> None:
    open_ones = sa.select(Task).where(Task.case_id == case.id, Task.settled_at.is_(None), *which)
    for task in desk.session.scalars(open_ones):
        task.settled_at, task.settled_by_id, task.outcome = desk.now, staff_id, how
