"""What a worker does by itself, and when it is next due: the same rounds, in the same order.

A further round of the worker is one row in a `Rounds`, and so is each column that says when there
is work for it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker import clock
from tracker.actions.refused_mails import follow_refused
from tracker.desk import Desk
from tracker.digests.rounds import tell_staff
from tracker.models import CasePlan, Mail, MailState, Staff, StaffMail
from tracker.outbox.send import Sender, send_due
from tracker.waits.engine import do_due

Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


def _at_desk(verb: Callable[[Desk], int]) -> Callable[[Sender], int]:
    """A verb that wants a desk, where a sender works."""
    return lambda sender: verb(Desk(sender.session, sender.settings, clock.now()))


def _do_due(sender: Sender) -> int:
    """The engine, under the sender's name."""
    return do_due(Desk(sender.session, sender.settings, clock.now()), sender.name)


_WAITING = (MailState.PENDING, MailState.SENDING)


@dataclass(frozen=True, slots=True)
class Rounds:
    """What is done in turn, and where it is written when there is more to do: column, which rows."""

    each: tuple[Callable[[Sender], int], ...]
    moments: tuple[tuple[Moment, sa.ColumnElement[bool]], ...]


OF_CASES = Rounds(
    (_do_due, send_due, _at_desk(follow_refused)),
    (
        (CasePlan.next_at, CasePlan.next_at.is_not(None)),
        (Mail.next_try_at, Mail.state.in_(_WAITING)),
    ),
)
OF_STAFF = Rounds(
    (tell_staff,),
    (
        (Staff.next_digest_at, sa.and_(Staff.next_digest_at.is_not(None), Staff.active)),
        (StaffMail.next_try_at, StaffMail.state.in_(_WAITING)),
    ),
)


def rounds(*, digests: bool) -> tuple[Rounds, ...]:
    """All of them, or without the mails to staff."""
    return (OF_CASES, OF_STAFF) if digests else (OF_CASES,)


def next_due(session: Session, chosen: tuple[Rounds, ...]) -> datetime | None:
    """The earliest moment at which one of them has anything to do."""
    found = [
        session.scalar(sa.select(sa.func.min(column)).where(which))
        for one in chosen
        for column, which in one.moments
    ]
    session.rollback()
    return min((one for one in found if one is not None), default=None)
