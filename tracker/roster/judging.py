"""Each row of a sheet judged against what the database knows: reads only, and says everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from machines.words import MEMBERS, kind_of
from tracker.desk import Actor, Desk
from tracker.models import Branch, Case, Cohort, Person
from tracker.roster.aliases import Field
from tracker.roster.cells import as_text
from tracker.roster.comparing import (
    Complaint,
    addresses_of,
    changes_of,
    find_person,
    mail_cautions,
    no_mail,
    too_long,
)
from tracker.roster.directory import Directory, NoBranch, read_directory
from tracker.roster.known import Known, look_up
from tracker.roster.row import BadRow, Caution, RosterRow, fault_at, read_rows
from tracker.roster.sheet import Sheet, SheetRow
from tracker.roster.values import MembershipStatus
from tracker.roster.verdicts import Change, Plan, Ruling, Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet and its rows as typed people: the part that needs no database."""

    sheet: Sheet
    rows: tuple[tuple[SheetRow, RosterRow | BadRow], ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """What every row is held against."""

    sheet: Sheet
    known: Known
    directory: Directory


def read_people(sheet: Sheet, leaves_on: date) -> Reading:
    """The sheet's rows, each beside what it says; `leaves_on` is the cohort's day of leaving."""
    rows = read_rows(sheet, leaves_on=leaves_on)
    return Reading(sheet, tuple(zip(sheet.rows, rows, strict=True)))


def judge(
    desk: Desk, cohort: Cohort, reading: Reading, actor: Actor, *, lock: bool = False
) -> list[Verdict]:
    """A verdict for every row, in the sheet's order; `lock` as in `look_up`."""
    people = [row for _, row in reading.rows if isinstance(row, RosterRow)]
    known = look_up(desk, cohort, people, actor, lock=lock)
    bench = Bench(reading.sheet, known, read_directory(desk, actor))
    return [
        _unread(cells, row) if isinstance(row, BadRow) else _judged(bench, cells, row)
        for cells, row in reading.rows
    ]


def _unread(cells: SheetRow, row: BadRow) -> Verdict:
    return Verdict(
        number=row.number,
        name=row.name,
        student_no=as_text(cells.cells.get(Field.STUDENT_NO, "")),
        ruling=Ruling.REFUSED,
        faults=row.faults,
    )


def _judged(bench: Bench, cells: SheetRow, row: RosterRow) -> Verdict:
    """Refused with all faults together, or granted with the plan of what to write."""
    person, complaint = find_person(row, bench.known)
    case = bench.known.cases.get(person.id) if person else None
    complaints = [complaint] if complaint else []
    complaints += [*too_long(row), *_twice(bench, row, person)]
    branch: Branch | None = None
    if unseen := list(_out_of_sight(bench, row, person, case)):
        # What else could be wrong would be told by comparing with a case he may not see.
        complaints += unseen
    else:
        complaints += _about_status(row, case)
        try:
            branch = _branch(bench, row, case)
        except NoBranch as none:
            complaints.append((none.field, none.reason, none.cure))
    if complaints or branch is None:
        faults = tuple(fault_at(cells, bench.sheet, *complaint) for complaint in complaints)
        return Verdict(
            number=row.number,
            name=row.name,
            student_no=row.student_no or "",
            ruling=Ruling.REFUSED,
            faults=faults,
        )
    return _granted(bench, cells, Plan(row, person, case, branch, addresses_of(row, person)))


def _twice(bench: Bench, row: RosterRow, person: Person | None) -> Iterator[Complaint]:
    """One row may give the ID number and another the 学号 of one person."""
    if person is None:
        return
    first = bench.known.met.setdefault(person.id, row.number)
    if first != row.number:
        field = Field.ID_NUMBER if row.id_number else Field.STUDENT_NO
        yield field, f"与第 {first} 行是同一个人", "一人只留一行"


def _out_of_sight(
    bench: Bench, row: RosterRow, person: Person | None, case: Case | None
) -> Iterator[Complaint]:
    """A person with a case the importer may not see: his data are that case's data too."""
    colleges = bench.known.out_of_sight.get(person.id) if person else None
    if not colleges:
        return
    elsewhere = colleges != {bench.directory.college_id}
    cohort = "本届" if case is not None and case.branch_id not in bench.directory.own else ""
    field = Field.ID_NUMBER if row.id_number else Field.STUDENT_NO
    if elsewhere:
        yield field, f"此人在其他学院{cohort}已有个案", "请由党委组织部导入"
    else:
        yield field, f"此人在本学院其他支部{cohort}已有个案", "请由学院组织员导入"


def _about_status(row: RosterRow, case: Case | None) -> Iterator[Complaint]:
    """What the person is: never changed by an import; activists have no dates of a member."""
    stated = row.member_kind
    if row.membership_status is MembershipStatus.SUSPENDED:
        cure = "不按转接办理；请先与党委组织部核实党籍"
        yield Field.MEMBERSHIP_STATUS, "党籍已停止", cure
    if stated is None and case is None:
        cure = "请填正式党员、预备党员、入党积极分子、入党申请人或暂停考察"
        yield Field.MEMBER_KIND, "没有写人员类别，不知道按哪种个案办理", cure
    elif stated is not None and case is not None and stated is not case.status:
        reason = f"个案中是{case.status.label}，名册写{stated.label}"
        yield Field.MEMBER_KIND, reason, "请核对名册；转正等身份变化在个案中办理，导入不改"
    if stated is not None and stated not in MEMBERS:
        for field in (Field.JOINED_ON, Field.REGULARISED_ON, Field.PROBATION_ENDS_ON):
            if getattr(row, field.value) is not None:
                yield field, f"{stated.label}不应有{field.label}", "请核对人员类别，或清空这一格"
    elif case is not None and row.abroad is not None and row.abroad is not case.abroad:
        reason = f"个案中{'已' if case.abroad else '未'}按出国（境）办理，名册与此不同"
        yield Field.ABROAD, reason, "请核对名册；出国（境）在个案中办理，导入不改"


def _branch(bench: Bench, row: RosterRow, case: Case | None) -> Branch:
    """The branch of the case there is, or of the one to be opened. Raises NoBranch."""
    if case is None:
        return bench.directory.branch_of(row)
    if row.branch is not None:
        bench.directory.branch_of(row)
    else:
        bench.directory.college_of(row)
    return case.branch


def _granted(bench: Bench, cells: SheetRow, plan: Plan) -> Verdict:
    row, person, case = plan.row, plan.person, plan.case
    hidden = person is not None and person.id not in bench.known.in_sight
    changes = changes_of(row, person, cells.cells.keys(), hidden=hidden) if person else []
    if person is not None and plan.addresses:
        had = person.mail_addresses
        new = "、".join(plan.addresses)
        changes.append(Change(Field.EMAIL, "、".join(had) or None, new, hidden=hidden))
    if case is None:
        ruling = Ruling.NEW
        kind = kind_of(row.member_kind, abroad=bool(row.abroad)) if row.member_kind else None
    else:
        ruling, kind = Ruling.CHANGED if changes else Ruling.UNCHANGED, case.kind
    return Verdict(
        number=row.number,
        name=row.name,
        student_no=row.student_no or (person and person.student_no) or "",
        ruling=ruling,
        kind=kind.label if kind else "",
        branch=plan.branch.name,
        changes=tuple(changes),
        cautions=(*row.cautions, *_cautions(bench, plan, changes)),
        no_mail=no_mail(row, person),
        plan=plan,
    )


def _cautions(bench: Bench, plan: Plan, changes: list[Change]) -> Iterator[Caution]:
    row, person, case = plan.row, plan.person, plan.case
    changed = {change.field for change in changes}
    if person is not None and case is None:
        yield Caution(Field.NAME, "此人已在系统中，将为其在本届新建个案")
    for field in (Field.NAME, Field.STUDENT_NO):
        if any(c.field is field and c.old is not None for c in changes):
            yield Caution(field, f"{field.label}与系统不同，请核对是不是同一个人")
    if case is not None:
        yield from _against_case(bench, row, case, changed)
    yield from mail_cautions(row, person)


def _against_case(
    bench: Bench, row: RosterRow, case: Case, changed: set[Field]
) -> Iterator[Caution]:
    """What the row says of the case, which an import leaves alone."""
    if row.branch is not None and bench.directory.branch_of(row).id != case.branch_id:
        yield Caution(Field.BRANCH, f"个案在“{case.branch.name}”，导入不改支部")
    if case.id not in bench.known.probation_ends:
        return
    ends_on = bench.known.probation_ends[case.id]
    if row.probation_ends_on is not None and row.probation_ends_on != ends_on:
        message = f"个案中是 {ends_on or '空'}，导入不改；请在个案中核对"
        yield Caution(Field.PROBATION_ENDS_ON, message)
    elif Field.JOINED_ON in changed:
        yield Caution(Field.JOINED_ON, "预备期满日期不随之改变，请在个案中核对")
