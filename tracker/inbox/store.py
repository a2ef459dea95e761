"""Stores what arrives: the raw bytes first, so that a door may say "taken" once this is committed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.inbox.fingerprint import fingerprint, head_of
from tracker.inbox.words import Door, InboxState
from tracker.models.incoming import IncomingArrival, IncomingMail, IncomingRaw

# A head is some kilobytes; what has no end is kept whole among the raw bytes, not here again.
HEAD_BYTES = 256 * 1024
_PLACED = (InboxState.FILED, InboxState.SET_ASIDE)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as one door has it.

    `at` is an aware datetime. `sender` and `recipients` are the envelope's: "" is the null sender,
    None says that this door knows no envelope. The last three name a mail in a mailbox.
    """

    door: Door
    at: datetime
    raw: bytes = field(repr=False)
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    mailbox_id: int | None = None
    uid_validity: int | None = None
    uid: int | None = None


def store_arrival(session: Session, arrival: Arrival) -> tuple[int, bool]:
    """Store a mail, or note that one came again; gives its id and whether it is new.

    Joins the caller's transaction, begun with `begin_writing`; only after its commit may a door
    acknowledge. Of two processes that store the same mail at once the second waits and takes the
    first's. A mail that comes again for further recipients goes back to the chain, since
    whose it is may be told by them alone; one that has its place, in a case or aside, keeps it.
    """
    known_by = fingerprint(arrival.raw)
    incoming_id = _add_mail(session, known_by, arrival)
    if incoming_id is not None:
        _add_raw(session, incoming_id, arrival.raw)
        _add_arrival(session, incoming_id, arrival)
        return incoming_id, True
    known = _known_mail(session, known_by)
    before = _recipients_so_far(session, known.id)
    _add_arrival(session, known.id, arrival)
    if not before.issuperset(_folded(arrival.recipients)) and known.state not in _PLACED:
        _put_back(session, known.id, arrival.at)
    return known.id, False


def _add_mail(session: Session, known_by: str, arrival: Arrival) -> int | None:
    """The id of the new row; None where the mail is known."""
    values = {
        "fingerprint": known_by,
        "size": len(arrival.raw),
        "received_at": arrival.at,
        "next_try_at": arrival.at,
    }
    adding = _insert(session, IncomingMail).values(values)
    return session.scalar(
        adding.on_conflict_do_nothing(index_elements=["fingerprint"]).returning(IncomingMail.id)
    )


def _known_mail(session: Session, known_by: str) -> sa.Row[Any]:
    """The row of the mail, locked: nobody files it while its state is looked at."""
    query = sa.select(IncomingMail.id, IncomingMail.state)
    known = query.where(IncomingMail.fingerprint == known_by).with_for_update()
    return session.execute(known).one()


def _add_raw(session: Session, incoming_id: int, raw: bytes) -> None:
    values = {"id": incoming_id, "sha256": hashlib.sha256(raw).hexdigest(), "data": raw}
    session.execute(sa.insert(IncomingRaw).values(values))


def _add_arrival(session: Session, incoming_id: int, arrival: Arrival) -> None:
    """Note the arrival; a mail of a mailbox that was read before is noted once."""
    values = {
        "incoming_id": incoming_id,
        "door": arrival.door,
        "at": arrival.at,
        "sender": None if arrival.sender is None else _storable(arrival.sender),
        "recipients": [_storable(address) for address in arrival.recipients],
        "head": head_of(arrival.raw)[:HEAD_BYTES],
        "mailbox_id": arrival.mailbox_id,
        "uid_validity": arrival.uid_validity,
        "uid": arrival.uid,
    }
    session.execute(_insert(session, IncomingArrival).values(values).on_conflict_do_nothing())


def _recipients_so_far(session: Session, incoming_id: int) -> set[str]:
    query = sa.select(IncomingArrival.recipients).filter_by(incoming_id=incoming_id)
    return {address for known in session.scalars(query) for address in _folded(known)}


def _put_back(session: Session, incoming_id: int, at: datetime) -> None:
    """Let the chain read it again; whoever reads it just now has not seen all and loses it.

    How often it broke a worker stays known.
    """
    session.execute(
        sa.update(IncomingMail)
        .where(IncomingMail.id == incoming_id)
        .values(state=InboxState.WAITING, claimed_by="", lease_until=None, next_try_at=at)
    )


def _folded(addresses: list[str] | tuple[str, ...]) -> set[str]:
    return {_storable(address).lower() for address in addresses}


def _storable(address: str) -> str:
    """The address as any database can keep it: servers hand over what is no text, too."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", address)


def _insert(session: Session, table: type) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
