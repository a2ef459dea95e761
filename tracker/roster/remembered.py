"""Headings somebody gave a meaning before: a college's own, else the department's."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.desk import Actor, Desk
from tracker.models import RememberedHeading
from tracker.roster.aliases import Field


def remembered_headings(desk: Desk, actor: Actor) -> dict[str, Field | None]:
    """Bare heading -> field, None for "do not read"; a college's word outweighs the department's."""
    home = actor.staff.college_id if actor.staff else None
    query = sa.select(RememberedHeading).where(
        RememberedHeading.college_id.is_(None) | (RememberedHeading.college_id == home)
    )
    rows = sorted(desk.session.scalars(query), key=lambda row: row.college_id is not None)
    known = set(Field)
    return {
        row.heading: Field(row.field) if row.field else None
        for row in rows
        if not row.field or row.field in known
    }
