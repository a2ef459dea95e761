"""Earlier imports: who may see them, and their verdicts as the screens read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from machines.words import Word
from tracker.desk import Actor, Desk
from tracker.models import RosterImport, Staff
from tracker.roster.verdicts import Record, Ruling

RECENT = 20


class Also(Word):
    """Further ways to look through the rows, besides their ruling."""

    CAUTIONED = "cautioned", "有提醒"
    NO_MAIL = "no_mail", "无邮箱"


class NoSuchImport(LookupError):
    """The import does not exist, or not for this actor."""


def visible_imports(actor: Actor) -> ColumnElement[bool]:
    """A roster is seen by whoever uploaded it, by his college's organizer and by the department."""
    staff = actor.staff
    if staff is None:
        return sa.false()
    match actor.role:
        case Role.DEPARTMENT:
            return sa.true()
        case Role.ORGANIZER | Role.COMMITTEE:
            colleagues = sa.select(Staff.id).where(Staff.college_id == staff.college_id)
            return RosterImport.staff_id.in_(colleagues)
        case _:
            return RosterImport.staff_id == staff.id


def import_for(desk: Desk, actor: Actor, import_id: int) -> RosterImport:
    """Fetch and authorise in one call. Raises NoSuchImport."""
    query = sa.select(RosterImport).where(RosterImport.id == import_id, visible_imports(actor))
    found = desk.session.scalar(query)
    if found is None:
        raise NoSuchImport(import_id)
    return found


def recent_imports(desk: Desk, actor: Actor) -> Sequence[RosterImport]:
    """The newest imports the actor may see, without their verdicts, which are long."""
    return desk.session.scalars(
        sa.select(RosterImport)
        .where(visible_imports(actor))
        .order_by(RosterImport.id.desc())
        .limit(RECENT)
        .options(
            defer(RosterImport.verdicts, raiseload=True),
            joinedload(RosterImport.cohort),
            joinedload(RosterImport.upload),
            joinedload(RosterImport.staff),
        )
    ).all()


def account_in(roster: RosterImport) -> Record:
    """What was read of the file as a whole."""
    return roster.verdicts[0]


def rows_in(roster: RosterImport, part: Ruling | Also | None = None) -> list[Record]:
    """The rows' records in the sheet's order: all, those of a ruling, or those to look at."""
    rows = roster.verdicts[1:]
    if part is None:
        return rows
    if part is Also.CAUTIONED:
        return [row for row in rows if row["cautions"]]
    if part is Also.NO_MAIL:
        return [row for row in rows if row["no_mail"]]
    return [row for row in rows if row["ruling"] == part.value]


def counts_of(roster: RosterImport) -> Mapping[Ruling, int]:
    """How many rows got each ruling; every ruling is named, and they add up to all rows."""
    found = Counter(row["ruling"] for row in rows_in(roster))
    return {ruling: found[ruling.value] for ruling in Ruling}
