"""A link may have been forwarded: what it changed of the addresses diverts no mail unseen (S4.1-6).

A person is asked to look, and until he has settled that, or a week is over, mails go to the
address that was first before as well as to the new one.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.models import Case, MailAddress, Task
from tracker.models.task import TaskKind
from tracker.writers import addresses
from tracker.writers.addresses import Cause

NEW_ADDRESS = "本人用链接登记了新邮箱，请向本人核实"
OTHER_FIRST = "本人用链接改了首选邮箱，请向本人核实"
GIVEN_UP = "本人用链接要求停用邮箱，请核实后在个案的邮箱中办理"
# Settling the last task of these kinds ends the watch.
WATCHED = (TaskKind.NEW_ADDRESS.value, TaskKind.OTHER_FIRST.value)
WATCH = timedelta(days=7)


def watch(desk: Desk, former: MailAddress | None, now_first: MailAddress) -> None:
    """Have mails go to the address that was first before, too, for a week."""
    if former is None or former is now_first:
        return
    former.also_until = max(desk.now + WATCH, former.also_until or desk.now)
    why = f"{WATCH.days} 天内或核实以前，邮件仍同时发到这里"
    addresses.note(desk.session, former, Cause(why, desk.now))


def end_watch(desk: Desk, task: Task) -> None:
    """A person has looked: once no such task of the person's is open, the order stands alone."""
    if task.kind not in WATCHED:
        return
    person_id = task.case.person_id
    desk.session.flush()
    others = (
        sa.select(Task.id)
        .join(Case, Case.id == Task.case_id)
        .where(
            Case.person_id == person_id,
            Task.settled_at.is_(None),
            Task.kind.in_(WATCHED),
        )
    )
    if desk.session.scalar(others.limit(1)) is not None:
        return
    desk.session.execute(
        sa.update(MailAddress)
        .where(MailAddress.person_id == person_id, MailAddress.also_until.is_not(None))
        .values(also_until=None)
    )
