"""An import taken back as the one event it was, while no case of it has moved (S4.1-1).

Nothing of the record goes: the import, its files, its verdicts and the opened cases' histories
stay; the cases are withdrawn, and people nobody knew before are left with their names alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.records import Noted, line_on_case, note_on_case
from tracker.actions.roster import RULE, refuse_role
from tracker.actions.roster_changes import as_stored
from tracker.desk import Actor, Desk
from tracker.lists import index_cases, shelve_cases
from tracker.models import (
    Case,
    Correction,
    MailAddress,
    MoveRecord,
    Person,
    RosterImport,
    RosterWrite,
    Track,
)
from tracker.models.db import writing
from tracker.models.roster import Written
from tracker.roster.comparing import PERSON_FIELDS
from tracker.writers.many import add_many, add_many_for_keys

WHERE = "导入名册"
_NAMED = 5
_AT_ONCE = 500


def undo_roster(desk: Desk, import_id: int, reason: str, actor: Actor) -> RosterImport:
    """Take the import back; commits. Raises Refused with all that stands against it.

    Branches it made stay: somebody may have been named to them, and they can be renamed.
    """
    refuse_role(actor)
    with writing(desk.session):
        query = sa.select(RosterImport).filter_by(id=import_id).with_for_update(of=RosterImport)
        found = desk.session.scalars(query).one()
        _lock_cases(desk, found)
        refusals = [
            *_not_now(desk, found, reason, actor),
            *_moved(desk, found),
            *_overwritten(desk, found),
            *_entered(desk, found),
        ]
        if refusals:
            raise Refused(*refusals)
        _withdraw_cases(desk, found, actor)
        _restore_values(desk, found, actor)
        _remove_addresses(desk, found)
        _forget_people(desk, found)
        _shelve(desk, found)
        found.undone_at, found.undone_by_id = desk.now, actor.staff_id
        found.undo_reason = reason.strip()
    return found


def _not_now(desk: Desk, found: RosterImport, reason: str, actor: Actor) -> Iterator[Refusal]:
    if found.undone_at is not None:
        yield _no("这次导入已经撤销过了")
    elif found.done_at is None:
        yield _no("还没有导入，没有可撤销的内容")
    elif found.account.get("writes") and not _has_record(desk, found):
        yield _no("这次导入早于撤销功能，没有留下撤销所需的记录；请在个案中更正")
    if not reason.strip():
        yield _no("请写明为什么撤销", "reason")
    if not may_undo(found, actor):
        yield _no("只有导入的人、本学院组织员和党委组织部可以撤销")


def _has_record(desk: Desk, found: RosterImport) -> bool:
    query = sa.select(RosterWrite.id).filter_by(import_id=found.id).limit(1)
    return desk.session.scalar(query) is not None


def may_undo(found: RosterImport, actor: Actor) -> bool:
    """Whoever imported it, his college's organizer, and the department."""
    if found.staff_id is not None and found.staff_id == actor.staff_id:
        return True
    importer, staff = found.staff, actor.staff
    if actor.role is Role.ORGANIZER and importer is not None and staff is not None:
        return importer.college_id == staff.college_id
    return actor.role is Role.DEPARTMENT


def _lock_cases(desk: Desk, found: RosterImport) -> None:
    """Where rows are locked a move under way is waited for, and then stands against the undo."""
    query = (
        sa.select(Case.id)
        .where(Case.id.in_(sa.select(RosterWrite.case_id).filter_by(import_id=found.id)))
        .order_by(Case.id)
    )
    desk.session.execute(query.with_for_update(of=Case)).all()


def _moved(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """The import left each case in a version; whatever happened since has counted it up."""
    query = (
        sa.select(Person.name)
        .select_from(RosterWrite)
        .join(Case, Case.id == RosterWrite.case_id)
        .join(Person, Person.id == Case.person_id)
        .where(RosterWrite.import_id == found.id, Case.version != RosterWrite.case_version)
        .order_by(RosterWrite.id)
    )
    if names := list(dict.fromkeys(desk.session.scalars(query))):
        yield _no(f"{_some(names)}的个案在导入后已经办理过，不能整批撤销；请在个案中更正")


def _overwritten(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """A value that somebody changed since would be lost."""
    changed = [
        person.name
        for write, person in _values(desk, found)
        if as_stored(getattr(person, write.field)) != write.new
    ]
    if changed:
        yield _no(f"{_some(list(dict.fromkeys(changed)))}的信息在导入后又有更正，不能整批撤销")


def _entered(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """A correction that was typed into the national system stands there already."""
    query = sa.select(Correction.id).where(
        Correction.roster_import_id == found.id, Correction.entered_at.is_not(None)
    )
    if desk.session.scalar(query.limit(1)) is not None:
        yield _no("这次导入的更正已有录入全国系统的，不能整批撤销；请在个案中更正")


def _values(desk: Desk, found: RosterImport) -> Iterator[tuple[RosterWrite, Person]]:
    query = (
        sa.select(RosterWrite, Person)
        .join(Person, Person.id == RosterWrite.person_id)
        .where(
            RosterWrite.import_id == found.id,
            RosterWrite.what == Written.VALUE,
            RosterWrite.field != "",
        )
        .order_by(RosterWrite.id)
    )
    yield from ((write, person) for write, person in desk.session.execute(query))


def _some(names: Sequence[str]) -> str:
    few = "、".join(names[:_NAMED])
    return few if len(names) <= _NAMED else f"{few}等 {len(names)} 人"


def _no(missing: str, field: str | None = None) -> Refusal:
    return Refusal(missing, RULE, Role.ORGANIZER, WHERE, field)


def _withdraw_cases(desk: Desk, found: RosterImport, actor: Actor) -> None:
    """The opened cases leave every list, with a line that says why; their history stays."""
    opened = sa.select(RosterWrite.case_id).filter_by(import_id=found.id, what=Written.CASE)
    columns = (Case.id, Case.person_id, Case.kind, Case.policy_version_id, Case.version)
    query = sa.select(*columns, Person.name).join(Person, Person.id == Case.person_id)
    cases = desk.session.execute(query.where(Case.id.in_(opened)).order_by(Case.id)).all()
    ids = [case.id for case in cases]
    gone = {"withdrawn_at": desk.now, "closed_at": desk.now, "next_due_on": None}
    for batch in _batches(ids):
        withdrawn = (
            sa.update(Case).where(Case.id.in_(batch)).values(version=Case.version + 1, **gone)
        )
        desk.session.execute(withdrawn)
        desk.session.execute(sa.update(Track).where(Track.case_id.in_(batch)).values(due_on=None))
    words = ("withdraw", f"撤销名册导入 {found.id} 号", (RULE,))
    after = [Noted(case.id, case.kind, case.policy_version_id, case.version + 1) for case in cases]
    lines = (line_on_case(desk, noted, actor, *words) for noted in after)
    add_many(desk.session, MoveRecord, lines)
    # Somebody the system knew before may come in again: one person, one case a cohort.
    made = set(_ids(desk, found, Written.PERSON))
    known = [case for case in cases if case.person_id not in made]
    names = [{"name": case.name} for case in known]
    stand_ins = add_many_for_keys(desk.session, Person, names, by=("name",))
    for case, stand_in in zip(known, stand_ins, strict=True):
        desk.session.execute(sa.update(Case).filter_by(id=case.id).values(person_id=stand_in))


def _restore_values(desk: Desk, found: RosterImport, actor: Actor) -> None:
    for write, person in list(_values(desk, found)):
        column = Person.__table__.c[write.field]
        dated = write.old is not None and isinstance(column.type, sa.Date)
        setattr(person, write.field, date.fromisoformat(write.old or "") if dated else write.old)
    query = (
        sa.select(Case)
        .join(RosterWrite, RosterWrite.case_id == Case.id)
        .where(RosterWrite.import_id == found.id, RosterWrite.what == Written.VALUE)
        .order_by(Case.id)
    )
    for case in desk.session.scalars(query).all():
        case.version += 1
        note_on_case(desk, case, actor, "roster", f"撤销名册导入 {found.id} 号的更新", (RULE,))
    desk.session.execute(sa.delete(Correction).filter_by(roster_import_id=found.id))
    desk.session.flush()


def _remove_addresses(desk: Desk, found: RosterImport) -> None:
    same = sa.and_(
        MailAddress.person_id == RosterWrite.person_id, MailAddress.address == RosterWrite.new
    )
    added = (
        sa.select(MailAddress.id)
        .join(RosterWrite, same)
        .where(RosterWrite.import_id == found.id, RosterWrite.what == Written.ADDRESS)
    )
    desk.session.execute(sa.delete(MailAddress).where(MailAddress.id.in_(added)))


def _forget_people(desk: Desk, found: RosterImport) -> None:
    """People nobody knew before: their numbers are free again, for the corrected roster."""
    emptied = {field.value: None for field in PERSON_FIELDS if field.value != "name"}
    for batch in _batches(_ids(desk, found, Written.PERSON)):
        desk.session.execute(sa.update(Person).where(Person.id.in_(batch)).values(emptied))


def _shelve(desk: Desk, found: RosterImport) -> None:
    """Off the lists, and known people back to what finds them."""
    written = sa.select(Case.id).where(RosterWrite.import_id == found.id)
    concerned = sa.union(
        written.join(RosterWrite, RosterWrite.person_id == Case.person_id),
        written.join(RosterWrite, RosterWrite.case_id == Case.id),
    )
    ids = desk.session.scalars(concerned).all()
    shelve_cases(desk.session, ids)
    index_cases(desk.session, ids)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _ids(desk: Desk, found: RosterImport, what: Written) -> list[int]:
    query = sa.select(RosterWrite.person_id).filter_by(import_id=found.id, what=what)
    return [one for one in desk.session.scalars(query.order_by(RosterWrite.id)) if one is not None]
