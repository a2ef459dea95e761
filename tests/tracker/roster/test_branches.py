"""An unknown branch is made by confirmation only, with the import, and never for another college."""

from __future__ import annotations

import pytest

from machines.refusals import Refused
from tests.tracker.roster.school import School, only, reasons, row
from tests.tracker.roster.sheets import MEMBERS, activist, activists, members
from tracker.actions.roster import RosterMoved, do_roster, try_roster
from tracker.actions.roster_choices import choose_branches
from tracker.desk import Actor
from tracker.models import Branch, RememberedBranch, RosterImport
from tracker.roster.aliases import Field
from tracker.roster.choices import BranchChoice
from tracker.roster.imports import rows_in

NEW = "学生第九党支部"


def key_of(roster: RosterImport) -> str:
    (unknown,) = roster.account["unknown"]
    return str(unknown["key"])


def decide(
    school: School, roster: RosterImport, choice: BranchChoice, actor: Actor | None = None
) -> RosterImport:
    """The only unknown branch decided, and tried again."""
    me = actor or school.organizer
    choose_branches(school.desk, roster.id, {key_of(roster): choice}, me)
    return try_roster(school.desk, roster.id, me)


def refused(school: School, roster: RosterImport, choice: BranchChoice, words: str) -> None:
    """The decision is refused, and nothing of it is kept."""
    before = dict(roster.choices)
    with pytest.raises(Refused, match=words):
        choose_branches(school.desk, roster.id, {key_of(roster): choice}, school.organizer)
    school.desk.session.expire_all()
    assert roster.choices == before
    assert roster.tried_at is not None
    assert school.count(RememberedBranch) == 0


def test_people_of_an_unknown_branch_stay_out_until_it_is_confirmed(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW), row(102, branch="学生第九 党支部"))
    assert [record["ruling"] for record in rows_in(tried)] == ["refused", "refused"]
    (unknown,) = tried.account["unknown"]
    assert (unknown["name"], unknown["college"], unknown["people"]) == (NEW, "信息工程学院", 2)
    assert school.count(Branch) == 3


def test_a_confirmed_branch_is_made_with_the_import_and_not_before(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    tried = decide(school, tried, BranchChoice(college_id=school.college.id, name=NEW))
    assert (only(tried)["ruling"], only(tried)["branch"]) == ("new", NEW)
    assert tried.account["unknown"] == []
    assert school.count(Branch) == 3
    do_roster(school.desk, tried.id, school.organizer)
    branch = school.case("张乙").branch
    assert (branch.name, branch.college) == (NEW, school.college)
    assert school.count(Branch) == 4


def test_a_branch_of_two_sheets_is_made_once(school: School) -> None:
    tried = school.try_files(
        members(row(101, branch=NEW), row(102, branch=NEW)),
        activists(activist(103, branch=NEW)),
    )
    (unknown,) = tried.account["unknown"]
    assert unknown["people"] == 3
    tried = decide(school, tried, BranchChoice(college_id=school.college.id, name=NEW))
    do_roster(school.desk, tried.id, school.organizer)
    assert len({school.case(name).branch_id for name in ("张乙", "张丙", "张丁")}) == 1
    assert school.count(Branch) == 4


def test_a_branch_made_by_somebody_meanwhile_stops_the_import(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    tried = decide(school, tried, BranchChoice(college_id=school.college.id, name=NEW))
    school.college.branches.append(Branch(name=NEW))
    school.desk.session.commit()
    with pytest.raises(RosterMoved):
        do_roster(school.desk, tried.id, school.organizer)
    again = try_roster(school.desk, tried.id, school.organizer)
    do_roster(school.desk, again.id, school.organizer)
    assert school.count(Branch) == 4


def test_a_name_too_long_for_a_branch_makes_none(school: School) -> None:
    called = "支" * 81
    tried = school.keep_and_try(row(101, branch=called))
    choice = BranchChoice(college_id=school.college.id, name=called)
    refused(school, tried, choice, "支部名称应为 1 至 80 字")


def test_a_secretary_confirms_no_branch(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW), actor=school.secretary)
    assert only(tried)["faults"][0]["cure"] == "请学院组织员先建立该支部"
    assert tried.account["unknown"] == []
    choice = {f"{school.college.id}/{NEW}": BranchChoice(college_id=school.college.id, name=NEW)}
    with pytest.raises(Refused, match="只有党委组织部和学院组织员可以确认支部"):
        choose_branches(school.desk, tried.id, choice, school.secretary)
    assert tried.choices == {}


def test_a_branch_the_organizer_confirmed_is_not_made_by_the_secretary(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    tried = decide(school, tried, BranchChoice(college_id=school.college.id, name=NEW))
    with pytest.raises(RosterMoved):
        do_roster(school.desk, tried.id, school.secretary)
    assert school.count(Branch) == 3


def test_an_organizer_decides_nothing_for_another_college(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    elsewhere = school.other
    choice = BranchChoice(college_id=elsewhere.id, name=NEW)
    refused(school, tried, choice, "须是您的学院")
    choice = BranchChoice(branch_id=elsewhere.branches[0].id, name=NEW)
    refused(school, tried, choice, "不在您的学院")
    refused(school, tried, BranchChoice(branch_id=999, name=NEW), "不存在")


def test_a_branch_named_without_its_college_gets_one_by_the_department(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW, college=None), actor=school.department)
    assert tried.account["unknown"][0]["college"] == ""
    choice = BranchChoice(college_id=school.other.id, name=NEW)
    tried = decide(school, tried, choice, school.department)
    do_roster(school.desk, tried.id, school.department)
    assert school.case("张乙").college is school.other


@pytest.mark.parametrize(
    "written",
    [
        "学生第一支部",
        "中共信息工程学院学生第一支部委员会",
        "信息工程学院学生第一党支部",
        "学生 第一党支部委员会",
    ],
)
def test_a_branch_is_known_with_its_college_before_and_other_endings(
    school: School, written: str
) -> None:
    record = only(school.keep_and_try(row(101, branch=written)))
    assert (record["ruling"], record["branch"]) == ("new", "学生第一党支部")
    why = {one["what"]: one["why"] for one in record["derived"]}["支部"]
    assert why == f"“{written}”去掉学院名称后是这个支部"


@pytest.mark.parametrize(
    "written", ["中共信息工程学院委员会", "信息工程学院党委", "信息工程学院党总支"]
)
def test_a_college_is_known_by_its_committee(school: School, written: str) -> None:
    assert only(school.keep_and_try(row(101, college=written)))["ruling"] == "new"


def test_a_name_that_fits_two_branches_is_neither(school: School) -> None:
    school.college.branches[1].name = "学生第一支部"
    school.desk.session.commit()
    record = only(school.keep_and_try(row(101, branch="中共学生第一支部委员会")))
    assert reasons(record) == [("所在党支部", "系统里没有这个支部")]


def test_a_row_without_a_branch_asks_for_it_and_not_for_a_new_one(school: School) -> None:
    columns = MEMBERS.replace("branch ", "")
    tried = school.try_files(members({**row(101)} | {Field.BRANCH: ""}, columns=columns))
    assert reasons(only(tried)) == [("所在党支部", "没有写所在党支部")]
    assert tried.account["unknown"] == []
