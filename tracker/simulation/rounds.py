"""What a worker does by itself, and when it is next due: the same rounds, in the same order.

A further round of the worker is one row in `ROUNDS`; the column that says when it has work again is
one row in `MOMENTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker import clock
from tracker.actions.expiry import expire_due
from tracker.actions.refused_mails import follow_refused
from tracker.desk import Desk
from tracker.models import CasePlan, Mail, MailState
from tracker.outbox.send import Sender, send_due


def _at_desk(verb: Callable[[Desk], int]) -> Callable[[Sender], int]:
    """A verb that wants a desk, where a sender works."""
    return lambda sender: verb(Desk(sender.session, sender.settings, clock.now()))


ROUNDS: tuple[Callable[[Sender], int], ...] = (
    _at_desk(expire_due),
    send_due,
    _at_desk(follow_refused),
)

_WAITING = (MailState.PENDING, MailState.SENDING)
# What is left out when nobody asks for the mails to staff.
STAFF_ROUNDS: tuple[Callable[[Sender], int], ...] = ()
# Column -> of which rows.
MOMENTS = MappingProxyType[InstrumentedAttribute[datetime | None], sa.ColumnElement[bool]](
    {
        CasePlan.next_at: CasePlan.next_at.is_not(None),
        Mail.next_try_at: Mail.state.in_(_WAITING),
    }
)


def rounds(*, digests: bool) -> tuple[Callable[[Sender], int], ...]:
    """What is done at each moment."""
    return (*ROUNDS, *STAFF_ROUNDS) if digests else ROUNDS


def next_due(session: Session) -> datetime | None:
    """The earliest moment at which a round has anything to do."""
    found = [
        session.scalar(sa.select(sa.func.min(column)).where(which))
        for column, which in MOMENTS.items()
    ]
    session.rollback()
    return min((one for one in found if one is not None), default=None)
