"""The mails that came in for a case: on its page, in its history, beside a task, under a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from machines.mails import MAILS, Answer
from tracker.desk import Actor, Desk
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import Case, ContactEntry, IncomingMail, Mail
from tracker.models.listed_cases import lists_case
from tracker.permissions import SORTERS, visible_incoming

# The page shows the newest of each; all stand in the list of the case's mails.
NEWEST = 5
# Mails that nobody has sorted yet: more than these are looked at in their own list.
MOST_HELD = 10

OUR_SIDE = joinedload(IncomingMail.mail).options(defer(Mail.text), defer(Mail.html))


@dataclass(frozen=True, slots=True)
class CameIn:
    """What the case page shows, each newest first: letters of people, and what programs sent.

    `count` is of all that are filed, `letters` of the former.
    """

    filed: Sequence[IncomingMail]
    automatic: Sequence[IncomingMail]
    letters: int
    count: int
    perhaps: Sequence[IncomingMail]


def read_came_in(desk: Desk, actor: Actor, case: Case) -> CameIn:
    """The mails filed to a case, and those held that may be its own."""
    mine = (IncomingMail.case_id == case.id, IncomingMail.state == InboxState.FILED)
    letter = IncomingMail.kind == IncomingKind.REPLY
    letters = sa.func.count(IncomingMail.id).filter(letter)
    counts = sa.select(sa.func.count(IncomingMail.id), letters).where(*mine)
    count, written = desk.session.execute(counts).one()
    filed = desk.session.scalars(_newest(*mine, letter).limit(NEWEST)).all() if written else ()
    rest = _newest(*mine, IncomingMail.kind.is_distinct_from(IncomingKind.REPLY)).limit(NEWEST)
    automatic = desk.session.scalars(rest).all() if count > written else ()
    return CameIn(filed, automatic, written, count, _perhaps(desk, actor, case))


def mails_of_entries(desk: Desk, actor: Actor, case: Case) -> Mapping[int, IncomingMail]:
    """For each entry of the case that tells of a mail which the actor may see: that mail."""
    query = (
        sa.select(ContactEntry.id, IncomingMail)
        .join(IncomingMail, IncomingMail.id == ContactEntry.incoming_id)
        .where(ContactEntry.case_id == case.id, visible_incoming(actor))
        .options(OUR_SIDE)
    )
    return dict(desk.session.execute(query).tuples().all())


def came_back_for(desk: Desk, actor: Actor, mail: Mail) -> Sequence[IncomingMail]:
    """Answers, notices and automatic replies to one of our mails, oldest first."""
    query = (
        sa.select(IncomingMail)
        .where(IncomingMail.mail_id == mail.id, visible_incoming(actor))
        .order_by(IncomingMail.received_at, IncomingMail.id)
    )
    return desk.session.scalars(query).all()


def why_his(mail: IncomingMail) -> str:
    """The signs by which the mail is the case's it was filed to, in one line."""
    own = (one for one in mail.candidates if one.get("case_id") == mail.case_id)
    return "；".join(str(reason) for one in own for reason in one.get("reasons", ()))


def answers_of(mail: IncomingMail) -> tuple[Answer, ...]:
    """The answers that our mail had offered."""
    kind = MAILS.get(mail.mail.kind) if mail.mail else None
    return kind.answers if kind else ()


def _perhaps(desk: Desk, actor: Actor, case: Case) -> Sequence[IncomingMail]:
    if actor.role not in SORTERS:
        return ()
    named = lists_case(IncomingMail.candidates, sa.literal(case.id))
    held = _newest(IncomingMail.state == InboxState.HELD, named).limit(MOST_HELD)
    return desk.session.scalars(held).all()


def _newest(*wanted: sa.ColumnElement[bool]) -> sa.Select[tuple[IncomingMail]]:
    query = (
        sa.select(IncomingMail)
        .where(*wanted)
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
    )
    return query.options(OUR_SIDE)
