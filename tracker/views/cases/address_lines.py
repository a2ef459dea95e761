"""The mail addresses of a case's person as its page shows them, with what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.inbox.words import IncomingKind
from tracker.models import (
    AddressChange,
    Case,
    IncomingMail,
    KnownSender,
    Mail,
    MailAddress,
    MailState,
    Staff,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an address's history."""

    at: datetime
    label: str
    why: str
    who: str
    incoming_id: int | None


@dataclass(frozen=True, slots=True)
class AddressLine:
    """One address as the card shows it: how it stands, since when, and what became of it."""

    row: MailAddress
    label: str
    tone: str
    since: datetime
    first: bool
    history: list[Line]
    trouble: Line | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the card and refused: nothing has to be typed again."""

    address: str = ""
    reason: str = ""
    first: bool = True
    ticked: frozenset[str] = frozenset()
    faults: dict[str, str] = field(default_factory=dict)


def read_addresses(desk: Desk, case: Case) -> list[AddressLine]:
    """The addresses of the person, those in use first, each with its history, newest first."""
    rows = case.person.addresses
    history: dict[int, list[Line]] = defaultdict(list)
    troubles: dict[int, Line] = {}
    query = (
        sa.select(AddressChange, Staff.name, IncomingMail.kind)
        .outerjoin(Staff, Staff.id == AddressChange.staff_id)
        .outerjoin(IncomingMail, IncomingMail.id == AddressChange.incoming_id)
        .where(AddressChange.address_id.in_([row.id for row in rows]))
        .order_by(AddressChange.id.desc())
    )
    for change, name, kind in desk.session.execute(query):
        label = change.state.label if change.active else f"未使用 · {change.state.label}"
        who = name or ("来信" if change.incoming_id else "")
        line = Line(change.at, label, change.why, who, change.incoming_id)
        history[change.address_id].append(line)
        if kind is IncomingKind.BOUNCE:
            troubles.setdefault(change.address_id, line)
    usable = [row for row in rows if row.usable]
    return [
        AddressLine(
            row,
            *_standing(row),
            since=history[row.id][0].at if history[row.id] else row.added_at,
            first=usable[:1] == [row],
            history=history[row.id],
            trouble=_still(desk, case, row, troubles.get(row.id)),
        )
        for row in sorted(rows, key=lambda one: not one.usable)
    ]


def _still(desk: Desk, case: Case, row: MailAddress, trouble: Line | None) -> Line | None:
    """What last came back from an address in use, until he answered from it or a mail got there."""
    if trouble is None or not row.usable:
        return None
    if row.worked_at is not None and row.worked_at > trouble.at:
        return None
    got_there = sa.select(Mail.id).where(
        Mail.case_id == case.id,
        sa.func.lower(Mail.to_address) == row.address.lower(),
        Mail.state == MailState.SENT,
        Mail.sent_at > trouble.at,
    )
    return None if desk.session.scalar(got_there.limit(1)) is not None else trouble


def read_senders(desk: Desk, case: Case) -> Sequence[KnownSender]:
    """The addresses remembered of mails that came in, oldest first."""
    query = sa.select(KnownSender).where(
        KnownSender.person_id == case.person_id, KnownSender.ended_at.is_(None)
    )
    return desk.session.scalars(query.order_by(KnownSender.id)).all()


def _standing(row: MailAddress) -> tuple[str, str]:
    """How an address stands, and the tone of its badge."""
    if row.asked_at is not None:
        return "等待本人确认", "waiting"
    if not row.active:
        return "已停用", "done"
    return row.state.label, "late" if not row.usable else ""
