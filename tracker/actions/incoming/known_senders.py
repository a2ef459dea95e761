"""Addresses from which a person writes, as staff confirmed: remembered for the next mail."""

from __future__ import annotations

import sqlalchemy as sa

from machines.refusals import Refused
from tracker.actions.incoming.lookup import no
from tracker.desk import Actor, Desk
from tracker.inbox.words import IncomingKind
from tracker.models import Case, IncomingFiling, IncomingMail, KnownSender


def refuse_unrememberable(desk: Desk, row: IncomingMail) -> None:
    """Raise Refused where the sender is no person's address."""
    if row.kind not in (IncomingKind.REPLY, IncomingKind.AUTOMATIC):
        raise Refused(no("退信和通知由邮件服务器发出，不能记为本人的邮箱", "remember"))
    if "@" not in row.from_address:
        raise Refused(no("来信没有写明发件邮箱，不能记住", "remember"))
    if row.from_address.lower() == desk.settings.mail_from.lower():
        raise Refused(no("这是本系统自己的发信邮箱，不能记为本人的邮箱", "remember"))


def remember_sender(
    desk: Desk, case: Case, row: IncomingMail, filing: IncomingFiling, actor: Actor
) -> KnownSender:
    """Remember the sender as the person's, within the caller's transaction; twice is once.

    The case's lock does not keep a colleague from doing the same on the person's other case: of two
    at once the second is told.
    """
    address = row.from_address.lower()
    known = desk.session.scalar(
        sa.select(KnownSender).filter_by(person_id=case.person_id, address=address)
    )
    if known is not None and known.ended_at is None:
        return known
    if known is None:
        known = KnownSender(person_id=case.person_id, address=address)
        desk.session.add(known)
    known.filing_id, known.staff_id = filing.id, actor.staff.id if actor.staff else 0
    known.at, known.ended_at = desk.now, None
    desk.session.flush()
    return known


def forget_senders(desk: Desk, filing: IncomingFiling) -> None:
    """End what that filing had remembered."""
    desk.session.execute(
        sa.update(KnownSender)
        .where(KnownSender.filing_id == filing.id, KnownSender.ended_at.is_(None))
        .values(ended_at=desk.now)
    )
