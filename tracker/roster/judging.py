"""Each person of the sheets judged against what the database knows: reads only, says everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from machines.words import MEMBERS, kind_of
from tracker.models import Branch, Case, Person
from tracker.roster.aliases import Field
from tracker.roster.cells import as_text
from tracker.roster.choices import Choices
from tracker.roster.comparing import (
    Complaint,
    addresses_of,
    changes_of,
    find_person,
    mail_cautions,
    no_mail,
    too_long,
)
from tracker.roster.derived import derivations, status_of
from tracker.roster.directory import Directory, Found, NewBranch, NoBranch, UnknownBranch
from tracker.roster.gathering import Gathered
from tracker.roster.known import Known
from tracker.roster.places import Part, Place
from tracker.roster.purpose import Purpose
from tracker.roster.row import Caution, RosterRow
from tracker.roster.values import MembershipStatus
from tracker.roster.verdicts import Change, Plan, Ruling, Verdict

_KIND_CURE = "请填正式党员、预备党员、入党积极分子、入党申请人或暂停考察"


@dataclass(slots=True)
class Bench:
    """What every person is held against, and what is noted on the way.

    `unknown`: branches nobody knows, with how many people name them; `branches`: those the
    sheets list people of, by purpose; `met`: people of the database that were met, by whom;
    `listed`: those that some roster lists.
    """

    known: Known
    directory: Directory
    choices: Choices
    unknown: Counter[UnknownBranch] = field(default_factory=Counter)
    branches: dict[Purpose, set[int]] = field(default_factory=dict)
    met: dict[int, Gathered] = field(default_factory=dict)
    listed: set[int] = field(default_factory=set)


def judge(bench: Bench, people: Iterable[Gathered | Part]) -> Iterator[Verdict]:
    """A verdict for everybody, in the order given."""
    for one in people:
        yield _unread(bench, one) if isinstance(one, Part) else _judged(bench, one)


def _unread(bench: Bench, part: Part) -> Verdict:
    """A row with faulty cells. Of a mere supplement it matters only for somebody of the roster."""
    row = part.row
    known = bench.known.find(row.id_number, row.student_no)
    here = known is not None and known.id in bench.known.cases
    apart = part.of.purpose is Purpose.SUPPLEMENT and not here
    if known is not None and part.of.purpose is not Purpose.SUPPLEMENT:
        bench.listed.add(known.id)
    return Verdict(
        places=(part.place,),
        name=row.name,
        student_no=as_text(part.cells.cells.get(Field.STUDENT_NO, "")),
        ruling=Ruling.APART if apart else Ruling.REFUSED,
        faults=getattr(row, "faults", ()),
    )


def _judged(bench: Bench, one: Gathered) -> Verdict:
    """Refused with all faults together, or granted with the plan of what to write."""
    person, complaint = find_person(one.row, bench.known)
    case = bench.known.cases.get(person.id) if person else None
    if one.purpose is Purpose.SUPPLEMENT and case is None:
        return _apart(one)
    if person is not None and one.purpose is not Purpose.SUPPLEMENT:
        bench.listed.add(person.id)
    complaints = [complaint] if complaint else []
    complaints += [*too_long(one.row), *_twice(bench, one, person)]
    found: Found | None = None
    if unseen := list(_out_of_sight(bench, one.row, person, case)):
        # What else could be wrong would be told by comparing with a case he may not see.
        complaints += unseen
    else:
        complaints += _about_status(one, case)
        try:
            found = _branch(bench, one, case)
        except NoBranch as none:
            complaints.append((none.field, none.reason, none.cure))
            if none.unknown is not None:
                bench.unknown[none.unknown] += 1
    if one.faults or complaints or found is None:
        return Verdict(
            places=_places(one),
            name=one.row.name,
            student_no=one.row.student_no or "",
            ruling=Ruling.REFUSED,
            faults=(*one.faults, *(one.fault(*complaint) for complaint in complaints)),
        )
    return _granted(bench, one, person, case, found)


def _places(one: Gathered) -> tuple[Place, ...]:
    return tuple(sorted(part.place for part in one.parts))


def _apart(one: Gathered) -> Verdict:
    """Somebody only a supplement names: no member of the roster, so nothing is done with him."""
    return Verdict(
        places=_places(one),
        name=one.row.name,
        student_no=one.row.student_no or "",
        ruling=Ruling.APART,
    )


def _twice(bench: Bench, one: Gathered, person: Person | None) -> Iterator[Complaint]:
    """One row may give the ID number and another the 学号 of one person."""
    if person is None:
        return
    first = bench.met.setdefault(person.id, one)
    if first is not one:
        field_ = Field.ID_NUMBER if one.row.id_number else Field.STUDENT_NO
        where = min(part.place for part in first.parts)
        alone = {part.of.number for part in (*first.parts, *one.parts)} == {1}
        yield field_, f"与{where.words(alone=alone)}是同一个人", "一人只留一行"


def _out_of_sight(
    bench: Bench, row: RosterRow, person: Person | None, case: Case | None
) -> Iterator[Complaint]:
    """A person with a case the importer may not see: his data are that case's data too."""
    colleges = bench.known.out_of_sight.get(person.id) if person else None
    if not colleges:
        return
    elsewhere = colleges != {bench.directory.college_id}
    cohort = "本届" if case is not None and case.branch_id not in bench.directory.own else ""
    field_ = Field.ID_NUMBER if row.id_number else Field.STUDENT_NO
    if elsewhere:
        yield field_, f"此人在其他学院{cohort}已有个案", "请由党委组织部导入"
    else:
        yield field_, f"此人在本学院其他支部{cohort}已有个案", "请由学院组织员导入"


def _about_status(one: Gathered, case: Case | None) -> Iterator[Complaint]:
    """What the person is: never changed by an import; activists have no dates of a member."""
    row, stated = one.row, status_of(one)[0]
    if row.membership_status is MembershipStatus.SUSPENDED:
        cure = "不按转接办理；请先与党委组织部核实党籍"
        yield Field.MEMBERSHIP_STATUS, "党籍已停止", cure
    if stated is None and case is None:
        if Field.MEMBER_KIND in one.offers:
            yield Field.MEMBER_KIND, "几张表写的人员类别不同", "请在本页选择采用哪一个"
        else:
            yield Field.MEMBER_KIND, "没有写人员类别，不知道按哪种个案办理", _KIND_CURE
    elif stated is not None and case is not None and stated is not case.status:
        reason = f"个案中是{case.status.label}，名册写{stated.label}"
        yield Field.MEMBER_KIND, reason, "请核对名册；转正等身份变化在个案中办理，导入不改"
    if stated is not None and stated not in MEMBERS:
        for of in (Field.JOINED_ON, Field.REGULARISED_ON, Field.PROBATION_ENDS_ON):
            if getattr(row, of.value) is not None:
                yield of, f"{stated.label}不应有{of.label}", "请核对人员类别，或清空这一格"
        return
    if case is None:
        if row.abroad is None and Field.ABROAD in one.offers:
            yield Field.ABROAD, "几张表写的不同", "请在本页选择采用哪一个"
    elif row.abroad is not None and row.abroad is not case.abroad:
        reason = f"个案中{'已' if case.abroad else '未'}按出国（境）办理，名册与此不同"
        yield Field.ABROAD, reason, "请核对名册；出国（境）在个案中办理，导入不改"


def _branch(bench: Bench, one: Gathered, case: Case | None) -> Found:
    """The branch of the case there is, or of the one to be opened. Raises NoBranch."""
    if case is None:
        found = bench.directory.branch_of(one.row)
    else:
        if one.purpose is Purpose.SUPPLEMENT:
            pass
        elif one.row.branch is not None:
            bench.directory.branch_of(one.row)
        else:
            bench.directory.college_of(one.row)
        found = Found(case.branch, "")
    if isinstance(found.branch, Branch):
        bench.branches.setdefault(one.purpose, set()).add(found.branch.id)
    return found


def _granted(
    bench: Bench, one: Gathered, person: Person | None, case: Case | None, found: Found
) -> Verdict:
    row = one.row
    status, why = status_of(one)
    abroad = bool(row.abroad) and status in MEMBERS
    hidden = person is not None and person.id not in bench.known.in_sight
    changes = list(changes_of(one, person, bench.choices, hidden=hidden))
    addresses = addresses_of(one.addresses, person)
    if person is not None and _unsure(changes):
        # Perhaps somebody else: until the name is chosen nothing of the row is believed.
        changes, addresses = [replace(c, take=False) for c in changes], ()
        if case is None:
            cure = "请核对是不是同一个人；确是同一人的，请在本页选择采用哪个姓名"
            return _refused(one, "系统里这个号码登记的是另一个姓名", cure, changes)
    if person is not None and addresses:
        had = "、".join(person.mail_addresses) or None
        changes.append(Change(Field.EMAIL, had, "、".join(addresses), hidden=hidden))
    kind = case.kind if case else (kind_of(status, abroad=abroad) if status else None)
    derived = derivations(one, status, why, abroad, found) if case is None and status else ()
    known = Ruling.CHANGED if changes else Ruling.UNCHANGED
    return Verdict(
        places=_places(one),
        name=row.name,
        student_no=row.student_no or (person and person.student_no) or "",
        ruling=known if case else Ruling.NEW,
        kind=kind.label if kind else "",
        branch=found.branch.name,
        changes=tuple(changes),
        cautions=(*row.cautions, *_cautions(bench, one, person, case, changes)),
        derived=tuple(derived),
        no_mail=no_mail(one.addresses, person),
        plan=Plan(
            row=row,
            person=person,
            case=case,
            branch=found.branch,
            status=status,
            addresses=addresses,
        ),
        case_id=case.id if case else None,
    )


def _unsure(changes: Sequence[Change]) -> bool:
    """Whether the row names the person otherwise, and nobody has said who is right."""
    return any(change.field is Field.NAME and not change.decided for change in changes)


def _refused(one: Gathered, reason: str, cure: str, changes: Sequence[Change]) -> Verdict:
    """Refused, with the questions an answer to which may cure it."""
    return Verdict(
        places=_places(one),
        name=one.row.name,
        student_no=one.row.student_no or "",
        ruling=Ruling.REFUSED,
        changes=tuple(change for change in changes if change.field is Field.NAME),
        faults=(one.fault(Field.NAME, reason, cure),),
    )


def _cautions(
    bench: Bench,
    one: Gathered,
    person: Person | None,
    case: Case | None,
    changes: list[Change],
) -> Iterator[Caution]:
    changed = {change.field for change in changes}
    if person is not None and case is None:
        yield Caution(Field.NAME, "此人已在系统中，将为其在本届新建个案")
    for of in (Field.NAME, Field.STUDENT_NO):
        if any(c.field is of and c.old is not None for c in changes):
            yield Caution(of, f"{of.label}与系统不同，请核对是不是同一个人")
    if _unsure(changes):
        yield Caution(Field.NAME, "选定姓名以前，此人的其他信息和邮箱都不写入")
    if case is not None:
        yield from _against_case(bench, one, case, changed)
    yield from mail_cautions(one.addresses, person)


def _against_case(
    bench: Bench, one: Gathered, case: Case, changed: set[Field]
) -> Iterator[Caution]:
    """What the row says of the case, which an import leaves alone."""
    row = one.row
    if row.branch is not None and one.purpose is not Purpose.SUPPLEMENT:
        named = bench.directory.branch_of(row).branch
        if isinstance(named, NewBranch) or named.id != case.branch_id:
            yield Caution(Field.BRANCH, f"个案在“{case.branch.name}”，导入不改支部")
    if case.id not in bench.known.probation_ends:
        return
    ends_on = bench.known.probation_ends[case.id]
    if row.probation_ends_on is not None and row.probation_ends_on != ends_on:
        message = f"个案中是 {ends_on or '空'}，导入不改；请在个案中核对"
        yield Caution(Field.PROBATION_ENDS_ON, message)
    elif Field.JOINED_ON in changed:
        yield Caution(Field.JOINED_ON, "预备期满日期不随之改变，请在个案中核对")


def missing(bench: Bench, cases: Iterable[Case]) -> Iterator[Verdict]:
    """Cases of the branches that the sheets list, whose people no sheet names any more."""
    for case in cases:
        if case.person_id not in bench.listed:
            yield Verdict(
                places=(),
                name=case.person.name,
                student_no=case.person.student_no or "",
                ruling=Ruling.MISSING,
                kind=case.kind.label,
                branch=case.branch.name,
                cautions=(_ABSENT,),
                case_id=case.id,
            )


_ABSENT = Caution(Field.NAME, "系统中有个案，名册里没有此人；导入不改动，请核实去向或名册")
