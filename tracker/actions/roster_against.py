"""What stands against taking an import back, each with the people concerned (S4.1-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from machines.refusals import Refusal
from machines.roles import Role
from tracker.actions.roster import RULE
from tracker.actions.roster_changes import as_stored
from tracker.desk import Actor, Desk
from tracker.models import Case, Correction, Mail, Person, RosterImport, RosterWrite
from tracker.models.db import in_batches
from tracker.models.roster import Written

WHERE = "导入名册"
_NAMED = 5


def what_stands_against(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """Whatever happened since that an undo would lose; the caller holds the cases' locks."""
    if found.done_at is None:
        return
    yield from _moved(desk, found)
    yield from _reminded(desk, found)
    yield from _used(desk, found)
    yield from _overwritten(desk, found)
    yield from _entered(desk, found)


def not_now(desk: Desk, found: RosterImport, reason: str, actor: Actor) -> Iterator[Refusal]:
    """What stands against it whatever happened to the cases."""
    if found.undone_at is not None:
        yield _no("这次导入已经撤销过了")
    elif found.done_at is None:
        yield _no("还没有导入，没有可撤销的内容")
    elif found.account.get("writes") and not _has_record(desk, found):
        yield _no("这次导入早于撤销功能，没有留下撤销所需的记录；请在个案中更正")
    if not reason.strip():
        yield _no("请写明为什么撤销", "reason")
    if not may_undo(found, actor):
        yield _no("只有上传或确认导入的人、本学院组织员和党委组织部可以撤销")


def _has_record(desk: Desk, found: RosterImport) -> bool:
    query = sa.select(RosterWrite.id).filter_by(import_id=found.id).limit(1)
    return desk.session.scalar(query) is not None


def may_undo(found: RosterImport, actor: Actor) -> bool:
    """Whoever uploaded or confirmed it, his college's organizer, and the department."""
    if actor.staff_id is not None and actor.staff_id in (found.staff_id, found.done_by_id):
        return True
    importer, staff = found.staff, actor.staff
    if actor.role is Role.ORGANIZER and importer is not None and staff is not None:
        return importer.college_id == staff.college_id
    return actor.role is Role.DEPARTMENT


def _moved(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """The import left each case in a version; whatever happened since has counted it up."""
    query = (
        sa.select(RosterWrite.case_id, RosterWrite.case_version, Case.version, Person.name)
        .join(Case, Case.id == RosterWrite.case_id)
        .join(Person, Person.id == Case.person_id)
        .where(RosterWrite.import_id == found.id, Case.version != RosterWrite.case_version)
        .order_by(RosterWrite.id)
    )
    moved = desk.session.execute(query).all()
    later = _later(desk, found, [row.case_id for row in moved])
    otherwise: list[str] = []
    waiting: dict[int, list[str]] = defaultdict(list)
    for row in moved:
        since = {at: by for at, by in later[row.case_id].items() if at > row.case_version}
        if len(since) == row.version - row.case_version:
            waiting[since[max(since)]].append(row.name)
        else:
            otherwise.append(row.name)
    for import_id in sorted(waiting, reverse=True):
        names = _some(waiting[import_id])
        yield _no(f"{names}后来又由名册 {import_id} 号更新，请先撤销名册 {import_id} 号")
    if otherwise:
        yield _no(f"{_some(otherwise)}的个案在导入后已经办理过，不能整批撤销；请在个案中更正")


def _reminded(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """A reminder counts no version up, but whoever was written to knows of his case."""
    query = (
        sa.select(Person.name)
        .join(Case, Case.person_id == Person.id)
        .join(RosterWrite, RosterWrite.case_id == Case.id)
        .join(Mail, Mail.case_id == Case.id)
        .where(
            RosterWrite.import_id == found.id,
            RosterWrite.what == Written.CASE,
            Mail.reminder_id.is_not(None),
        )
        .order_by(RosterWrite.id)
    )
    if names := list(desk.session.scalars(query)):
        yield _no(f"已按期限向{_some(names)}发过提醒邮件，不能整批撤销；请在个案中更正")


def _later(
    desk: Desk, found: RosterImport, case_ids: Sequence[int]
) -> defaultdict[int, dict[int, int]]:
    """Case -> version -> the other import, still standing, that left the case in it."""
    told: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for batch in in_batches(case_ids):
        query = (
            sa.select(RosterWrite.case_id, RosterWrite.case_version, RosterWrite.import_id)
            .join(RosterImport, RosterImport.id == RosterWrite.import_id)
            .where(
                RosterWrite.case_id.in_(batch),
                RosterWrite.import_id != found.id,
                RosterImport.undone_at.is_(None),
            )
        )
        for case_id, version, import_id in desk.session.execute(query):
            told[case_id][version] = import_id
    return told


def _used(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """People, values and addresses that a case opened by somebody else since rests on."""
    own = sa.select(RosterWrite.case_id).where(
        RosterWrite.import_id == found.id, RosterWrite.case_id.is_not(None)
    )
    query = (
        sa.select(Person.name)
        .join(Case, Case.person_id == Person.id)
        .join(RosterWrite, RosterWrite.person_id == Person.id)
        .where(
            RosterWrite.import_id == found.id,
            RosterWrite.what != Written.CASE,
            Case.withdrawn_at.is_(None),
            Case.id.not_in(own),
            sa.or_(RosterWrite.what == Written.PERSON, Case.opened_at >= found.done_at),
        )
        .order_by(RosterWrite.id)
    )
    if names := list(desk.session.scalars(query)):
        reason = "另有不是这次导入建立的个案，要用到这次导入的信息"
        yield _no(f"{_some(names)}{reason}，不能整批撤销；请在个案中更正，或先撤销建立它的那份名册")


def _overwritten(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """A value that somebody changed since would be lost."""
    changed = [
        person.name
        for write, person in values_of(desk, found)
        if as_stored(getattr(person, write.field)) != write.new
    ]
    if changed:
        yield _no(f"{_some(changed)}的信息在导入后又有更正，不能整批撤销")


def _entered(desk: Desk, found: RosterImport) -> Iterator[Refusal]:
    """A correction that was typed into the national system stands there already."""
    query = sa.select(Correction.id).where(
        Correction.roster_import_id == found.id, Correction.entered_at.is_not(None)
    )
    if desk.session.scalar(query.limit(1)) is not None:
        yield _no("这次导入的更正已有录入全国系统的，不能整批撤销；请在个案中更正")


def values_of(desk: Desk, found: RosterImport) -> Iterator[tuple[RosterWrite, Person]]:
    """The values the import wrote on people, in the order written."""
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


def _some(all_names: Iterable[str]) -> str:
    names = list(dict.fromkeys(all_names))
    few = "、".join(names[:_NAMED])
    return few if len(names) <= _NAMED else f"{few}等 {len(names)} 人"


def _no(missing: str, field: str | None = None) -> Refusal:
    return Refusal(missing, RULE, Role.ORGANIZER, WHERE, field)
