"""What stands in the database after a door has worked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.models.incoming import ImapMailbox, IncomingArrival, IncomingRaw


def stored(session: Session) -> list[bytes]:
    """The raw bytes of all mails, in the order in which they came."""
    session.rollback()
    return list(session.scalars(select(IncomingRaw.data).order_by(IncomingRaw.id)))


def envelopes(session: Session) -> list[tuple[str | None, list[str]]]:
    """Sender and recipients of every arrival."""
    query = select(IncomingArrival.sender, IncomingArrival.recipients)
    return [(row[0], row[1]) for row in session.execute(query.order_by(IncomingArrival.id))]


def uids(session: Session) -> list[int | None]:
    """The number of every arrival in its mailbox."""
    return list(session.scalars(select(IncomingArrival.uid).order_by(IncomingArrival.id)))


def mailbox(session: Session) -> ImapMailbox:
    """The one mailbox there is."""
    session.expire_all()
    return session.scalars(select(ImapMailbox)).one()
