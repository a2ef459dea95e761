"""Two people on one case: the second is told what changed since his page was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.roles import Role
from tracker.models import Case, ContactEntry, MoveRecord


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened meanwhile: when, by whom, what."""

    at: datetime
    who: str
    what: str


class Stale(Exception):
    """The case moved since the page was made. Nothing was written; nothing typed is lost."""

    def __init__(self, version: int, since: tuple[Change, ...]) -> None:
        super().__init__("the case has changed")
        self.version = version
        self.since = since


def refuse_stale(session: Session, case: Case, version: int | None) -> None:
    """Raise Stale when the page's version is not the case's. None means: not from a page."""
    if version is not None and version != case.version:
        raise Stale(case.version, changes_since(session, case, version))


def changes_since(session: Session, case: Case, version: int) -> tuple[Change, ...]:
    """The moves and contacts of a case after that version, oldest first."""
    moves = session.scalars(
        sa.select(MoveRecord).filter_by(case_id=case.id).where(MoveRecord.case_version > version)
    )
    contacts = session.scalars(
        sa.select(ContactEntry)
        .filter_by(case_id=case.id)
        .where(ContactEntry.case_version > version)
    )
    found = [
        *(Change(m.at, m.staff.name if m.staff else Role(m.role).label, m.label) for m in moves),
        *(
            Change(
                c.recorded_at, c.staff.name if c.staff else "本人", f"联系记录：{c.channel.label}"
            )
            for c in contacts
        ),
    ]
    return tuple(sorted(found, key=lambda change: change.at))
