"""Open tasks that began with a graduate's answer "I need help": they go before all other work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from machines.mails import HELP, MAILS
from tracker.desk import Actor, Desk
from tracker.models import AnswerLink, Case, ContactEntry, IncomingMail, Mail, Task
from tracker.permissions import visible_cases

# More than these are worked off from the top.
MOST = 20

# By which number each mail offers help.
OFFERED = [
    (kind.name, answer.number)
    for kind in MAILS.values()
    for answer in kind.answers
    if answer.label == HELP
]


def cries_for(desk: Desk, actor: Actor) -> Sequence[Task]:
    """The open cries for help that wait for the actor, the oldest first."""
    query = (
        sa.select(Task)
        .join(Task.case)
        .where(Task.role == actor.role.value, _open(), is_cry(), visible_cases(actor))
        .order_by(Task.id)
        .limit(MOST)
        .options(contains_eager(Task.case).joinedload(Case.person))
        .options(contains_eager(Task.case).joinedload(Case.cohort))
        .options(joinedload(Task.entry))
    )
    return desk.session.scalars(query).all()


def cases_crying(desk: Desk, case_ids: Iterable[int]) -> set[int]:
    """Those of some cases in which a cry for help is open."""
    ids = list(case_ids)
    query = sa.select(Task.case_id).where(Task.case_id.in_(ids), _open(), is_cry())
    return set(desk.session.scalars(query)) if ids else set()


def is_cry() -> sa.ColumnElement[bool]:
    """Whether the answer that opened a task was a cry for help, by link or by mail."""
    by_link = sa.exists().where(
        AnswerLink.case_id == Task.case_id,
        AnswerLink.entry_id == Task.entry_id,
        sa.tuple_(AnswerLink.kind, AnswerLink.answer).in_(OFFERED),
    )
    by_mail = sa.exists().where(
        ContactEntry.id == Task.entry_id,
        IncomingMail.id == ContactEntry.incoming_id,
        Mail.id == IncomingMail.mail_id,
        sa.tuple_(Mail.kind, IncomingMail.answer).in_(OFFERED),
    )
    return sa.or_(by_link, by_mail)


def _open() -> sa.ColumnElement[bool]:
    return Task.settled_at.is_(None)
