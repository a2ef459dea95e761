"""What a row makes of a person is told with the rule: kind, focus groups, branch (S2.3, S1-2)."""

from __future__ import annotations

import pytest

from machines.words import PartyStatus
from tests.tracker.roster.school import School, only, reasons, row
from tests.tracker.roster.sheets import ACTIVISTS, MEMBERS, activist, activists, members
from tracker.actions.roster import do_roster
from tracker.roster.imports import rows_in
from tracker.roster.verdicts import Record

Told = dict[str, tuple[str, str, str]]
PROBATIONER = {"member_kind": "预备党员", "regularised_on": None}


def told(record: Record) -> Told:
    """Value, reason and rule of each thing that was derived."""
    return {one["what"]: (one["value"], one["why"], one["rule"]) for one in record["derived"]}


@pytest.mark.parametrize(
    ("changes", "kind", "rule"),
    [
        ({}, "正式党员", "S4.1-1"),
        (PROBATIONER, "预备党员", "S4.1-1"),
        ({"abroad": "是"}, "出国（境）党员", "S3.3-1"),
        (
            {"member_kind": "积极分子", "joined_on": None, "regularised_on": None},
            "入党积极分子/申请人",
            "S4.1-1",
        ),
    ],
)
def test_the_kind_of_all_four_machines_is_shown_with_its_rule(
    school: School, changes: dict[str, str | None], kind: str, rule: str
) -> None:
    record = only(school.keep_and_try(row(101, **changes)))
    assert record["kind"] == kind
    assert (told(record)["个案类别"][0], told(record)["个案类别"][2]) == (kind, rule)


def test_the_branch_is_shown_with_the_rule_that_it_answers_for_its_own(school: School) -> None:
    branch = told(only(school.keep_and_try(row(101))))["支部"]
    assert branch == ("学生第一党支部", "按名册的所在党支部", "S3.1-6")


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        (PROBATIONER, "预备党员"),
        ({"abroad": "是"}, "出国（境）"),
        (PROBATIONER | {"abroad": "是"}, "预备党员、出国（境）"),
    ],
)
def test_the_focus_groups_a_row_shows_are_named(
    school: School, changes: dict[str, str | None], groups: str
) -> None:
    value, _, rule = told(only(school.keep_and_try(row(101, **changes))))["教育重点人群"]
    assert (value, rule) == (groups, "S1-2")


def test_who_is_in_no_focus_group_is_told_of_none(school: School) -> None:
    assert "教育重点人群" not in told(only(school.keep_and_try(row(101))))


def test_a_known_case_is_not_derived_anew(school: School) -> None:
    school.bring_in(row(101))
    assert only(school.keep_and_try(row(101)))["derived"] == []


@pytest.mark.parametrize(
    ("dates", "kind", "why"),
    [
        ({}, "正式党员", "名册有转正日期"),
        ({"regularised_on": None}, "预备党员", "名册有入党日期，转正日期是空的"),
    ],
)
def test_without_a_column_for_it_the_date_of_regularisation_tells_the_standing(
    school: School, dates: dict[str, None], kind: str, why: str
) -> None:
    columns = MEMBERS.replace("member_kind ", "")
    record = only(school.try_files(members(row(101, **dates), columns=columns)))
    assert record["kind"] == kind
    assert told(record)["身份"][1] == why


def test_an_empty_cell_of_a_column_that_is_there_tells_nothing(school: School) -> None:
    tried = school.try_files(members(row(101, member_kind=None), row(102)))
    (empty,) = [r for r in rows_in(tried) if r["name"] == "张乙"]
    assert reasons(empty) == [("人员类别", "没有写人员类别，不知道按哪种个案办理")]


def test_neither_date_tells_nothing(school: School) -> None:
    columns = MEMBERS.replace("member_kind ", "")
    tried = school.try_files(
        members(row(101, joined_on=None, regularised_on=None), row(102), columns=columns)
    )
    (empty,) = [r for r in rows_in(tried) if r["name"] == "张乙"]
    assert [label for label, _ in reasons(empty)] == ["人员类别"]


@pytest.mark.parametrize(
    ("changes", "status", "why"),
    [
        ({}, PartyStatus.ACTIVIST, "名册有确定为入党积极分子的时间"),
        (
            {"activist_on": None},
            PartyStatus.APPLICANT,
            "名册只有申请入党时间，没有确定为积极分子的时间",
        ),
        ({"suspended": "是"}, PartyStatus.SUSPENDED_ACTIVIST, "名册写明暂停考察"),
    ],
)
def test_an_activists_sheet_tells_who_is_what_by_its_dates(
    school: School, changes: dict[str, str | None], status: PartyStatus, why: str
) -> None:
    tried = school.try_files(activists(activist(101, **changes), activist(102)))
    record = next(r for r in rows_in(tried) if r["name"] == "张乙")
    assert told(record)["身份"] == (status.label, why, "S2.3-1")
    do_roster(school.desk, tried.id, school.organizer)
    assert school.case("张乙").status is status


def test_an_applicants_sheet_without_the_other_column_tells_no_applicant(school: School) -> None:
    """No column for 确定为积极分子的时间: who has applied may be an activist all the same."""
    columns = ACTIVISTS.replace("activist_on ", "")
    record = only(school.try_files(activists(activist(101), columns=columns)))
    assert [label for label, _ in reasons(record)] == ["人员类别"]


def test_a_regularisation_that_only_the_dates_tell_is_not_put_into_words_of_the_sheet(
    school: School,
) -> None:
    school.bring_in(row(101, **PROBATIONER))
    columns = MEMBERS.replace("member_kind ", "")
    record = only(school.try_files(members(row(101), columns=columns)))
    (caution,) = (c for c in record["cautions"] if c["label"] == "人员类别")
    assert caution["message"].startswith(
        "个案中是预备党员，按名册是正式党员（名册有转正日期）；身份变化请在个案中办理"
    )
