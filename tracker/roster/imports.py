"""Earlier imports: who may see them, and their verdicts as the screens read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, object_session, selectinload
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from machines.words import Word
from tracker.desk import Actor, Desk
from tracker.models import Case, RosterFile, RosterImport, RosterVerdict, Staff
from tracker.permissions import reach_of
from tracker.roster.verdicts import Record, Ruling

RECENT = 20


class Also(Word):
    """Further ways to look through the rows, besides their ruling."""

    UNDECIDED = "undecided", "待选择"
    CAUTIONED = "cautioned", "有提醒"
    NO_MAIL = "no_mail", "无邮箱"


Part = Ruling | Also


class NoSuchImport(LookupError):
    """The import does not exist, or not for this actor."""


def visible_imports(actor: Actor) -> ColumnElement[bool]:
    """A roster is seen by whoever uploaded it, by his college's organizer and by the department.

    Who looks after branches sees it no longer once it tells of cases that are not theirs.
    """
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
            strange = sa.not_(sa.and_(sa.true(), *reach_of(actor).covers()))
            told = sa.select(RosterVerdict.id).join(Case, Case.id == RosterVerdict.case_id)
            others = told.where(RosterVerdict.import_id == RosterImport.id, strange).exists()
            return (RosterImport.staff_id == staff.id) & ~others


def import_for(desk: Desk, actor: Actor, import_id: int) -> RosterImport:
    """Fetch and authorise in one call. Raises NoSuchImport."""
    query = sa.select(RosterImport).where(RosterImport.id == import_id, visible_imports(actor))
    found = desk.session.scalar(query)
    if found is None:
        raise NoSuchImport(import_id)
    return found


def recent_imports(desk: Desk, actor: Actor) -> Sequence[RosterImport]:
    """The newest imports the actor may see."""
    return desk.session.scalars(
        sa.select(RosterImport)
        .where(visible_imports(actor))
        .order_by(RosterImport.id.desc())
        .limit(RECENT)
        .options(
            joinedload(RosterImport.cohort),
            joinedload(RosterImport.staff),
            selectinload(RosterImport.files).joinedload(RosterFile.upload),
        )
    ).all()


def rows_in(
    roster: RosterImport, part: Part | None = None, *, start: int = 0, limit: int | None = None
) -> list[Record]:
    """The people's records in the files' order, each with the `case_id` there is by now."""
    return list(_rows(roster, part, start, limit))


def _rows(
    roster: RosterImport, part: Part | None, start: int, limit: int | None
) -> Iterator[Record]:
    session = object_session(roster)
    if session is None:
        raise ValueError("an import without a session has no rows")
    query = sa.select(RosterVerdict).where(*_of(roster, part)).order_by(RosterVerdict.position)
    for verdict in session.scalars(query.offset(start).limit(limit)):
        yield verdict.record | {"case_id": verdict.case_id}


def _of(roster: RosterImport, part: Part | None) -> Iterator[ColumnElement[bool]]:
    yield RosterVerdict.import_id == roster.id
    match part:
        case Also.UNDECIDED:
            yield RosterVerdict.undecided.is_(True)
        case Also.CAUTIONED:
            yield RosterVerdict.cautioned.is_(True)
        case Also.NO_MAIL:
            yield RosterVerdict.no_mail.is_(True)
        case Ruling():
            yield RosterVerdict.ruling == part.value


def count_of(roster: RosterImport, part: Part) -> int:
    """How many people one way of looking shows."""
    session = object_session(roster)
    query = sa.select(sa.func.count()).select_from(RosterVerdict).where(*_of(roster, part))
    return (session.scalar(query) or 0) if session else 0


def counts_of(roster: RosterImport) -> Mapping[Ruling, int]:
    """How many people got each ruling; every ruling is named."""
    counted = roster.account.get("rulings", {})
    return {ruling: counted.get(ruling.value, 0) for ruling in Ruling}
