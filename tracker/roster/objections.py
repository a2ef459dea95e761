"""Why a person of the sheets is not imported, by what the database knows of him."""

from __future__ import annotations

from collections.abc import Iterator

from machines.words import MEMBERS, PartyStatus
from tracker.models import Case, Person
from tracker.roster.aliases import Field
from tracker.roster.bench import Bench
from tracker.roster.comparing import Complaint
from tracker.roster.derived import status_of
from tracker.roster.gathering import Gathered, chosen
from tracker.roster.purpose import Purpose
from tracker.roster.row import RosterRow
from tracker.roster.values import MembershipStatus

_CHOOSE = "请在本页选择采用哪一个"
_KIND_CURE = "请填正式党员、预备党员、入党积极分子、入党申请人或暂停考察"


def met_before(bench: Bench, one: Gathered, person: Person | None) -> Iterator[Complaint]:
    """One row may give the ID number and another the 学号 of one person."""
    if person is None:
        return
    first = bench.met.setdefault(person.id, one)
    if first is not one:
        field_ = Field.ID_NUMBER if one.row.id_number else Field.STUDENT_NO
        where = min(part.place for part in first.parts)
        alone = {part.of.number for part in (*first.parts, *one.parts)} == {1}
        yield field_, f"与{where.words(alone=alone)}是同一个人", "一人只留一行"


def out_of_sight(
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


def about_status(
    bench: Bench, one: Gathered, person: Person | None, case: Case | None
) -> Iterator[Complaint]:
    """What the person is: never changed by an import; activists have no dates of a member."""
    settled = any(fault.field is Field.NAME for fault in one.faults)
    if person is None and not settled and _open(bench, one, Field.NAME):
        reason = f"几张表里姓名不同：{one.said(Field.NAME)}"
        yield Field.NAME, reason, _CHOOSE
    memberships = (getattr(part.row, "membership_status", None) for part in one.parts)
    if MembershipStatus.SUSPENDED in memberships:
        cure = "不按转接办理；请先与党委组织部核实党籍"
        yield Field.MEMBERSHIP_STATUS, "党籍已停止", cure
    stated, _ = status_of(one)
    if case is None:
        yield from _not_told(bench, one, stated)
    elif stated not in (None, case.status) and not standing_moved(one, case):
        cure = "请核对名册；转正等身份变化在个案中办理，导入不改"
        yield Field.MEMBER_KIND, other_standing(one, case), cure
    if stated is not None and stated not in MEMBERS:
        for of in (Field.JOINED_ON, Field.REGULARISED_ON, Field.PROBATION_ENDS_ON):
            if getattr(one.row, of.value) is not None:
                yield of, f"{stated.label}不应有{of.label}", "请核对人员类别，或清空这一格"
    elif case is not None and one.row.abroad not in (None, case.abroad):
        reason = f"个案中{'已' if case.abroad else '未'}按出国（境）办理，名册与此不同"
        yield Field.ABROAD, reason, "请核对名册；出国（境）在个案中办理，导入不改"


def standing_moved(one: Gathered, case: Case) -> bool:
    """Whether a newer sheet knows of a regularisation that the case does not, or the reverse."""
    stated, _ = status_of(one)
    return stated in MEMBERS and case.status in MEMBERS and stated is not case.status


def other_standing(one: Gathered, case: Case) -> str:
    """What the case says the person is, and what the sheets say."""
    stated, why = status_of(one)
    said = stated.label if stated else ""
    told = f"名册写{said}" if one.row.member_kind else f"按名册是{said}（{why}）"
    return f"个案中是{case.status.label}，{told}"


def _not_told(bench: Bench, one: Gathered, stated: PartyStatus | None) -> Iterator[Complaint]:
    """What a case cannot be opened without, or in two ways."""
    activists = one.purpose is Purpose.ACTIVISTS or stated is PartyStatus.ACTIVIST
    if activists and _open(bench, one, Field.SUSPENDED):
        yield Field.SUSPENDED, "几张表写的不同", _CHOOSE
    if _open(bench, one, Field.MEMBER_KIND):
        yield Field.MEMBER_KIND, "几张表写的人员类别不同", _CHOOSE
    elif stated is None:
        yield Field.MEMBER_KIND, "没有写人员类别，不知道按哪种个案办理", _KIND_CURE
    if stated in MEMBERS and _open(bench, one, Field.ABROAD):
        yield Field.ABROAD, "几张表写的不同", _CHOOSE
    if stated is PartyStatus.PROBATIONARY and _open(bench, one, Field.PROBATION_ENDS_ON):
        yield Field.PROBATION_ENDS_ON, "几张表写的不同", _CHOOSE


def _open(bench: Bench, one: Gathered, of: Field) -> bool:
    """Whether the sheets contradict each other and nobody has chosen among them."""
    offers = one.offers.get(of)
    return offers is not None and chosen(offers, bench.choices.pick(one.key, of)) is None
