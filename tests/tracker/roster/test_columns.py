"""What a column or a sheet was taken for is corrected by the user, and remembered by heading."""

from __future__ import annotations

import pytest

from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_staff
from tests.tracker.roster.conftest import write_xlsx
from tests.tracker.roster.school import School, only, row
from tests.tracker.roster.sheets import members, rulings, students
from tracker.actions.roster import do_roster, try_roster
from tracker.actions.roster_choices import choose_columns, choose_values
from tracker.desk import Actor
from tracker.models import RememberedHeading, RosterImport
from tracker.roster.aliases import Field
from tracker.roster.cells import Cell
from tracker.roster.choices import NOT_READ
from tracker.roster.imports import rows_in
from tracker.roster.purpose import Purpose
from tracker.roster.verdicts import Record

HEADER = ("姓名", "身份证号", "人员类别", "所在党支部", "掌上号", "备用号")
KEY = "1/表1"


def hand_in(
    school: School, actor: Actor | None = None, header: tuple[str, ...] = HEADER
) -> RosterImport:
    """A sheet two of whose headings nobody knows."""
    one = row(101)
    cells: list[Cell] = [
        one[Field(name)] for name in ("name", "id_number", "member_kind", "branch")
    ]
    data = write_xlsx([header, [*cells, "13800001234", "13900005678"]])
    return school.try_file(data, "名册.xlsx", actor=actor)


def choose(
    school: School,
    roster: RosterImport,
    columns: dict[int, str],
    *,
    remember: bool = False,
    purpose: str = "",
    actor: Actor | None = None,
) -> RosterImport:
    """Columns by index chosen, and tried again."""
    me = actor or school.organizer
    headings = {HEADER[at]: name for at, name in columns.items()} if remember else {}
    choose_columns(school.desk, roster.id, KEY, purpose, columns, headings, me)
    return try_roster(school.desk, roster.id, me)


def column(roster: RosterImport, at: int) -> Record:
    found: Record = roster.account["sheets"][0]["headings"][at]
    return found


def test_a_column_nobody_knows_is_read_as_chosen(school: School) -> None:
    tried = hand_in(school)
    assert (column(tried, 4)["field"], column(tried, 4)["why"]) == ("", "不认识的表头")
    tried = choose(school, tried, {4: "mobile"})
    assert (column(tried, 4)["field"], column(tried, 4)["why"]) == ("mobile", "您选定")
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mobile == "13800001234"


def test_numbers_in_the_samples_of_a_column_are_masked(school: School) -> None:
    assert column(hand_in(school), 4)["samples"] == ["138******34"] or all(
        "13800001234" not in sample for sample in column(hand_in(school), 4)["samples"]
    )


def test_two_columns_cannot_be_chosen_for_one_field(school: School) -> None:
    tried = hand_in(school)
    with pytest.raises(Refused, match="“手机号码”选了两列"):
        choose(school, tried, {4: "mobile", 5: "mobile"}, remember=True)
    school.desk.session.expire_all()
    assert tried.choices == {}
    assert tried.tried_at is not None
    assert school.count(RememberedHeading) == 0


def test_columns_that_are_joined_may_be_several(school: School) -> None:
    tried = choose(school, hand_in(school), {4: "major_class", 5: "major_class"})
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").major_class == "13800001234 13900005678"


def test_a_chosen_column_outweighs_the_one_the_heading_names(school: School) -> None:
    tried = choose(
        school, hand_in(school, header=(*HEADER[:4], "手机号码", "备用号")), {5: "mobile"}
    )
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mobile == "13900005678"


def test_a_sheet_without_its_name_column_can_be_cured_on_the_page(school: School) -> None:
    tried = choose(school, hand_in(school), {0: ""})
    assert "缺少必需的列：“姓名”" in tried.account["sheets"][0]["fault"]["message"]
    assert rulings(tried) == []
    tried = choose(school, tried, {0: "name"})
    assert rulings(tried) == [("张乙", "new")]


def test_an_unknown_word_is_refused(school: School) -> None:
    tried = hand_in(school)
    for columns, purpose in (({4: "shoe_size"}, ""), ({}, "poster")):
        with pytest.raises(Refused, match="不认识的"):
            choose(school, tried, columns, purpose=purpose)


def test_a_remembered_heading_is_known_the_next_time(school: School) -> None:
    choose(school, hand_in(school), {4: "mobile", 5: ""}, remember=True)
    later = hand_in(school)
    assert (column(later, 4)["field"], column(later, 4)["why"]) == ("mobile", "按以前的选定")
    assert column(later, 5)["why"] == "按以前的选定不读"


def test_a_later_word_on_a_heading_replaces_the_earlier(school: School) -> None:
    choose(school, hand_in(school), {4: "mobile"}, remember=True)
    choose(school, hand_in(school), {4: "qq"}, remember=True)
    assert school.count(RememberedHeading) == 1
    assert column(hand_in(school), 4)["field"] == "qq"


def test_what_one_college_remembers_is_not_known_to_another(school: School) -> None:
    choose(school, hand_in(school), {4: "mobile"}, remember=True)
    stranger = Actor(Role.ORGANIZER, make_staff(school.desk.session, Role.ORGANIZER, school.other))
    school.desk.session.commit()
    assert column(hand_in(school, stranger), 4)["field"] == ""
    assert column(hand_in(school, school.department), 4)["field"] == ""
    assert column(hand_in(school, school.secretary), 4)["field"] == "mobile"


def test_what_the_department_remembers_holds_where_a_college_says_nothing(school: School) -> None:
    department = school.department
    choose(school, hand_in(school, department), {4: "qq"}, remember=True, actor=department)
    assert column(hand_in(school), 4)["field"] == "qq"
    choose(school, hand_in(school), {4: "mobile"}, remember=True)
    assert column(hand_in(school), 4)["field"] == "mobile"
    assert column(hand_in(school, department), 4)["field"] == "qq"


def test_a_choice_that_is_not_remembered_holds_for_this_import_only(school: School) -> None:
    choose(school, hand_in(school), {4: "mobile"})
    assert column(hand_in(school), 4)["field"] == ""


def test_a_sheet_is_left_unread(school: School) -> None:
    tried = school.try_files(members(row(101)), students(row(101, mobile="13800001234"), row(102)))
    key = tried.account["sheets"][1]["key"]
    choose_columns(school.desk, tried.id, key, NOT_READ, {}, {}, school.organizer)
    tried = try_roster(school.desk, tried.id, school.organizer)
    assert [sheet["used"] for sheet in tried.account["sheets"]] == [True, False]
    assert rulings(tried) == [("张乙", "new")]
    assert only(tried)["changes"] == []


def test_a_sheet_left_unread_is_read_again(school: School) -> None:
    tried = school.try_files(members(row(101)), students(row(102)))
    key = tried.account["sheets"][1]["key"]
    for purpose in (NOT_READ, Purpose.SUPPLEMENT):
        choose_columns(school.desk, tried.id, key, purpose, {}, {}, school.organizer)
    tried = try_roster(school.desk, tried.id, school.organizer)
    assert rulings(tried) == [("张乙", "new"), ("张丙", "apart")]


def test_one_sheet_at_least_is_read(school: School) -> None:
    tried = hand_in(school)
    with pytest.raises(Refused, match="至少要读一张表"):
        choose(school, tried, {}, purpose=NOT_READ)
    school.desk.session.expire_all()
    assert tried.tried_at is not None


def test_the_purpose_of_a_sheet_is_chosen(school: School) -> None:
    tried = choose(school, hand_in(school), {}, purpose=Purpose.SUPPLEMENT)
    assert rulings(tried) == [("张乙", "apart")]
    assert tried.account["sheets"][0]["purpose_why"] == "您指定为补充资料"
    assert rulings(choose(school, tried, {}, purpose=Purpose.MEMBERS)) == [("张乙", "new")]


def test_a_sheet_that_is_not_read_leaves_the_others_their_numbers(school: School) -> None:
    school.bring_in(row(101), row(102))
    tried = school.try_files(
        members(row(103)),
        students(row(101, mobile="13800001234"), row(102, mobile="13800005678")),
    )
    keys = [sheet["key"] for sheet in tried.account["sheets"]]
    picks = {"2:4": {Field.MOBILE: "2:4"}}
    choose_values(school.desk, tried.id, {Field.MOBILE: "sheet:2"}, picks, school.organizer)
    choose_columns(school.desk, tried.id, keys[0], NOT_READ, {}, {}, school.organizer)
    tried = try_roster(school.desk, tried.id, school.organizer)
    sheets = tried.account["sheets"]
    assert [(one["number"], one["used"]) for one in sheets] == [(1, False), (2, True)]
    taken = {r["name"]: [(c["field"], c["take"]) for c in r["changes"]] for r in rows_in(tried)}
    assert taken == {"张乙": [("mobile", True)], "张丙": [("mobile", True)]}


def test_a_secretarys_correction_is_for_this_import_only(school: School) -> None:
    tried = choose(
        school,
        hand_in(school, school.secretary),
        {4: "mobile"},
        remember=True,
        actor=school.secretary,
    )
    assert column(tried, 4)["field"] == "mobile"
    assert school.count(RememberedHeading) == 0
