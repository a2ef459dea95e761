"""Mails that wait to be sorted go back to be read when their sender becomes somebody's, or nobody's."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.clock import database_now
from tracker.inbox.words import InboxState
from tracker.models import IncomingMail
from tracker.models.db import in_batches
from tracker.models.person import fold_address


def judge_anew(session: Session, addresses: Sequence[str], *, besides: int | None = None) -> None:
    """Have the chain judge the held mails from these addresses once more.

    Within the caller's transaction: whoever rolls it back leaves them as they were. One that a
    colleague is sorting at this moment is left to him.
    """
    for batch in in_batches(sorted({fold_address(one) for one in addresses if one})):
        held = sa.select(IncomingMail).where(
            IncomingMail.from_address.in_(batch), IncomingMail.state == InboxState.HELD
        )
        for row in session.scalars(held.with_for_update(skip_locked=True)):
            if row.id == besides:
                continue
            row.state, row.tries = InboxState.WAITING, 0
            row.claimed_by, row.lease_until = "", None
            row.next_try_at = database_now(session)
