"""An import taken back as the one event it was, while no case of it has moved (S4.1-1).

Nothing of the record goes: the import, its files, its verdicts and the opened cases' histories
stay; the cases are withdrawn, and people nobody knew before are left with their names alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from machines.refusals import Refused
from tracker.actions.records import Noted, line_on_case, note_on_case
from tracker.actions.roster import RULE, locked_import, refuse_role
from tracker.actions.roster_against import not_now, values_of, what_stands_against
from tracker.actions.roster_changes import READ_BY_WAITS
from tracker.desk import Actor, Desk
from tracker.lists import index_cases, shelve_cases
from tracker.models import (
    Case,
    Cohort,
    Correction,
    MailAddress,
    MoveRecord,
    Person,
    RosterImport,
    RosterWrite,
    Track,
)
from tracker.models.db import in_batches, writing
from tracker.models.roster import Written
from tracker.roster.comparing import PERSON_FIELDS
from tracker.roster.files import Tell, quiet
from tracker.waits.planning import replan
from tracker.waits.settling import forget_plans
from tracker.writers.addresses import forget_rows
from tracker.writers.many import add_many, add_many_for_keys


def undo_roster(
    desk: Desk, import_id: int, reason: str, actor: Actor, tell: Tell = quiet
) -> RosterImport:
    """Take the import back; commits. Raises Refused with all that stands against it.

    Branches it made stay: somebody may have been named to them, and they can be renamed.
    """
    refuse_role(actor)
    tell("等待写入", 0, 0)
    with writing(desk.session):
        found = locked_import(desk, import_id)
        _lock_cases(desk, found)
        tell("核对个案", 0, 0)
        if refusals := [
            *not_now(desk, found, reason, actor),
            *what_stands_against(desk, found),
        ]:
            raise Refused(*refusals)
        tell("撤回个案", 0, 0)
        _withdraw_cases(desk, found, actor)
        tell("恢复信息", 0, 0)
        _restore_values(desk, found, actor)
        _remove_addresses(desk, found)
        _forget_people(desk, found)
        tell("整理列表", 0, 0)
        _shelve(desk, found)
        found.undone_at, found.undone_by_id = desk.now, actor.staff_id
        found.undo_reason = reason.strip()
    return found


def _lock_cases(desk: Desk, found: RosterImport) -> None:
    """Where rows are locked a move under way is waited for, and then stands against the undo.

    So is an import into whatever cohort, which may open a case for somebody this one brought in.
    """
    cohorts = sa.select(Cohort.id).order_by(Cohort.id).with_for_update()
    desk.session.execute(cohorts).all()
    query = (
        sa.select(Case.id)
        .where(Case.id.in_(sa.select(RosterWrite.case_id).filter_by(import_id=found.id)))
        .order_by(Case.id)
    )
    desk.session.execute(query.with_for_update(of=Case)).all()


def _withdraw_cases(desk: Desk, found: RosterImport, actor: Actor) -> None:
    """The opened cases leave every list, with a line that says why; their history stays."""
    opened = sa.select(RosterWrite.case_id).filter_by(import_id=found.id, what=Written.CASE)
    columns = (Case.id, Case.person_id, Case.kind, Case.policy_version_id, Case.version)
    query = sa.select(*columns, Person.name).join(Person, Person.id == Case.person_id)
    cases = desk.session.execute(query.where(Case.id.in_(opened)).order_by(Case.id)).all()
    ids = [case.id for case in cases]
    gone = {"withdrawn_at": desk.now, "closed_at": desk.now, "next_due_on": None}
    for batch in in_batches(ids):
        withdrawn = (
            sa.update(Case).where(Case.id.in_(batch)).values(version=Case.version + 1, **gone)
        )
        desk.session.execute(withdrawn)
        desk.session.execute(sa.update(Track).where(Track.case_id.in_(batch)).values(due_on=None))
    forget_plans(desk, ids)
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
    due_anew: set[int] = set()
    for write, person in list(values_of(desk, found)):
        if write.field in READ_BY_WAITS:
            due_anew.add(person.id)
        column = Person.__table__.c[write.field]
        dated = write.old is not None and isinstance(column.type, sa.Date)
        setattr(person, write.field, date.fromisoformat(write.old or "") if dated else write.old)
    query = (
        sa.select(Case)
        .join(RosterWrite, RosterWrite.case_id == Case.id)
        .where(RosterWrite.import_id == found.id, RosterWrite.what == Written.VALUE)
        .order_by(Case.id)
    )
    cases = desk.session.scalars(query).all()
    _carry_on(desk, found, [case.id for case in cases])
    for case in cases:
        if case.person_id in due_anew:
            replan(desk, case)
        case.version += 1
        note_on_case(desk, case, actor, "roster", f"撤销名册导入 {found.id} 号的更新", (RULE,))
    desk.session.execute(sa.delete(Correction).filter_by(roster_import_id=found.id))
    desk.session.flush()


def _carry_on(desk: Desk, found: RosterImport, case_ids: Sequence[int]) -> None:
    """Earlier imports find these cases as they left them: with this one goes what it counted.

    The import and its undo count one each, so what others recorded moves on by two; whatever else
    happened to a case still lies between.
    """
    for batch in in_batches(case_ids):
        others = sa.update(RosterWrite).where(
            RosterWrite.case_id.in_(batch), RosterWrite.import_id != found.id
        )
        desk.session.execute(others.values(case_version=RosterWrite.case_version + 2))


def _remove_addresses(desk: Desk, found: RosterImport) -> None:
    same = sa.and_(
        MailAddress.person_id == RosterWrite.person_id, MailAddress.address == RosterWrite.new
    )
    added = (
        sa.select(MailAddress.id)
        .join(RosterWrite, same)
        .where(RosterWrite.import_id == found.id, RosterWrite.what == Written.ADDRESS)
    )
    forget_rows(desk.session, added)


def _forget_people(desk: Desk, found: RosterImport) -> None:
    """People nobody knew before: their numbers are free again, for the corrected roster."""
    emptied = {field.value: None for field in PERSON_FIELDS if field.value != "name"}
    for batch in in_batches(_ids(desk, found, Written.PERSON)):
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


def _ids(desk: Desk, found: RosterImport, what: Written) -> list[int]:
    query = sa.select(RosterWrite.person_id).filter_by(import_id=found.id, what=what)
    return [one for one in desk.session.scalars(query.order_by(RosterWrite.id)) if one is not None]
