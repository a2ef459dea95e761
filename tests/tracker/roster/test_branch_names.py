"""Another name of a branch is learnt by an import that was made, and one name means one branch."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_staff
from tests.tracker.roster.school import School, only, row
from tests.tracker.roster.test_branches import NEW, decide, key_of
from tracker.actions.roster import do_roster, try_roster
from tracker.actions.roster_choices import choose_branches
from tracker.actions.roster_memory import forget_branch_name, forget_heading
from tracker.desk import Actor
from tracker.models import Branch, RememberedBranch, RememberedHeading, RosterImport
from tracker.roster.choices import BranchChoice

CALLED = "计科本科生支部"


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def called(school: School, order: int, branch: Branch, name: str = CALLED) -> RosterImport:
    """A sheet that calls a branch so, tried again with what was said of it."""
    tried = school.keep_and_try(row(order, branch=name))
    return decide(school, tried, BranchChoice(branch_id=branch.id))


def remembered(school: School) -> list[tuple[str, int]]:
    columns = (RememberedBranch.name, RememberedBranch.branch_id)
    return [(name, at) for name, at in school.desk.session.execute(sa.select(*columns))]


def test_a_name_is_remembered_by_the_import_and_not_before(school: School) -> None:
    tried = called(school, 101, school.branch)
    assert only(tried)["branch"] == school.branch.name
    assert remembered(school) == []
    do_roster(school.desk, tried.id, school.organizer)
    assert remembered(school) == [(CALLED, school.branch.id)]
    later = school.keep_and_try(row(102, branch=CALLED))
    assert only(later)["ruling"] == "new"
    told = {one["what"]: one["why"] for one in only(later)["derived"]}
    assert told["支部"] == f"“{CALLED}”曾确认是这个支部"


def test_within_a_college_a_name_means_the_branch_last_said(school: School) -> None:
    first, second = school.college.branches
    tried = [called(school, order, of) for order, of in ((101, first), (102, second))]
    do_roster(school.desk, tried[0].id, school.organizer)
    # The other import was tried while the name was not known yet.
    again = try_roster(school.desk, tried[1].id, school.organizer)
    assert only(again)["branch"] == first.name
    school.desk.session.execute(sa.delete(RememberedBranch))
    school.desk.session.commit()
    again = try_roster(school.desk, tried[1].id, school.organizer)
    school.desk.session.add(
        RememberedBranch(name=f"{CALLED}二", branch_id=first.id, made_at=school.desk.now)
    )
    school.desk.session.commit()
    do_roster(school.desk, again.id, school.organizer)
    assert remembered(school) == [(f"{CALLED}二", first.id), (CALLED, second.id)]
    later = school.keep_and_try(row(103, branch=CALLED))
    assert only(later)["branch"] == second.name


def test_a_name_too_long_to_be_remembered_counts_for_this_import(school: School) -> None:
    tried = called(school, 101, school.branch, "支" * 130)
    assert only(tried)["ruling"] == "new"
    do_roster(school.desk, tried.id, school.organizer)
    assert remembered(school) == []


def test_a_name_is_the_sheets_own_whatever_a_form_says(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    forged = BranchChoice(branch_id=school.branch.id, name="长" * 500)
    tried = decide(school, tried, forged)
    assert [one["name"] for one in tried.choices["branches"].values()] == [NEW]
    do_roster(school.desk, tried.id, school.organizer)
    assert remembered(school) == [(NEW, school.branch.id)]


def test_a_name_that_no_sheet_names_is_passed_over(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    choice = BranchChoice(branch_id=school.branch.id, name="学生第二党支部")
    for key in ("1/学生第二党支部", "", "x" * 5000):
        choose_branches(school.desk, tried.id, {key: choice}, school.organizer)
    assert tried.choices["branches"] == {}


def test_the_department_does_not_move_a_branch_to_another_college(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW), actor=school.department)
    elsewhere = (
        BranchChoice(branch_id=school.other.branches[0].id),
        BranchChoice(college_id=school.other.id),
    )
    for choice in elsewhere:
        with pytest.raises(Refused, match="名册写明了另一个学院"):
            choose_branches(school.desk, tried.id, {key_of(tried): choice}, school.department)
        school.desk.session.expire_all()
        assert tried.choices == {}


def test_a_decision_is_revised_and_taken_back(school: School) -> None:
    tried = school.keep_and_try(row(101, branch=NEW))
    key = key_of(tried)
    tried = decide(school, tried, BranchChoice(college_id=school.college.id))
    assert (tried.account["unknown"], tried.account["decided"]) == ([], {key: 1})
    for choice, ruling in ((BranchChoice(branch_id=school.branch.id), "new"), (None, "refused")):
        choose_branches(school.desk, tried.id, {key: choice}, school.organizer)
        tried = try_roster(school.desk, tried.id, school.organizer)
        assert only(tried)["ruling"] == ruling
    assert (key_of(tried), tried.account["decided"]) == (key, {})
    assert school.count(Branch) == 3


def test_what_was_remembered_is_taken_back_by_its_keepers_alone(school: School) -> None:
    session = school.desk.session
    stranger = Actor(Role.ORGANIZER, make_staff(session, Role.ORGANIZER, school.other))
    rows = [
        RememberedBranch(name=CALLED, branch_id=school.branch.id, made_at=school.desk.now),
        RememberedHeading(heading="甲", college_id=school.college.id, made_at=school.desk.now),
        RememberedHeading(heading="乙", college_id=None, made_at=school.desk.now),
    ]
    session.add_all(rows)
    session.commit()
    name, own, school_wide = (one.id for one in rows)
    for actor in (stranger, school.secretary):
        with pytest.raises(Refused):
            forget_branch_name(school.desk, name, actor)
        with pytest.raises(Refused):
            forget_heading(school.desk, own, actor)
    with pytest.raises(Refused):
        forget_heading(school.desk, school_wide, school.organizer)
    assert (school.count(RememberedBranch), school.count(RememberedHeading)) == (1, 2)
    forget_branch_name(school.desk, name, school.organizer)
    forget_heading(school.desk, own, school.organizer)
    forget_heading(school.desk, own, school.organizer)
    forget_heading(school.desk, school_wide, school.department)
    assert (school.count(RememberedBranch), school.count(RememberedHeading)) == (0, 0)
