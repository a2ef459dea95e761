"""The data check of S4.1, line by line (S4.1-2 to S4.1-6, D-18)."""

from datetime import date

import pytest

from machines.checklist import CHECKS, CheckLine, data_checks
from machines.facts import Facts
from machines.guards.transfer import data_checks_pass
from machines.register import RULES
from machines.words import CheckResult
from tests.machines.complete import COMPLETE, TODAY, but


def line(facts: Facts, label: str) -> CheckLine:
    (found,) = (line for line in data_checks(facts, TODAY) if line.label == label)
    return found


def wrong(facts: Facts) -> list[tuple[str, str]]:
    return [(line.label, line.rule) for line in data_checks(facts, TODAY) if not line.right]


def test_right_data_pass_every_line() -> None:
    assert wrong(COMPLETE) == []


def test_the_lines_stand_in_the_notices_order_and_cite_it() -> None:
    rules = [line.rule for line in data_checks(COMPLETE, TODAY)]
    assert rules == ["S4.1-2", "S4.1-3", "S4.1-4", "S4.1-6", *["S4.1-5"] * 6]
    assert set(rules) <= set(RULES)


@pytest.mark.parametrize(
    ("post", "right"),
    [
        ("本科毕业年级学生", True),
        ("硕士毕业年级学生", True),
        (" 本科毕业年级学生 ", True),
        ("毕业年级学生", False),
        ("本科毕业年级学生干部", False),
        ("本科在校学生", False),
        ("", False),
        (None, False),
    ],
)
def test_the_post_is_that_of_a_student_in_the_graduating_year(post, right: bool) -> None:
    checked = line(but(COMPLETE, person__job_post=post), "工作岗位")
    assert checked.right is right
    assert checked.rule == "S4.1-2"
    assert right or (post or "空") in checked.problem


def test_the_pattern_of_the_post_is_the_policys() -> None:
    facts = but(COMPLETE, policy__job_post_pattern="学生", person__job_post="学生")
    assert line(facts, "工作岗位").right


@pytest.mark.parametrize(
    ("degree", "awarded", "right"),
    [
        ("本科", "本科", True),
        ("本科", None, True),
        ("高中", "本科", False),
        (None, "本科", False),
        ("", None, False),
    ],
)
def test_the_degree_is_the_one_obtained_at_graduation(degree, awarded, right: bool) -> None:
    facts = but(COMPLETE, person__degree=degree, person__degree_awarded=awarded)
    checked = line(facts, "学历学位")
    assert (checked.right, checked.rule) == (right, "S4.1-3")


@pytest.mark.parametrize(
    ("paid_until", "right"),
    [
        (date(2024, 5, 30), True),
        (date(2024, 5, 31), True),
        (date(2024, 6, 30), True),
        (date(2024, 7, 31), True),
        (date(2024, 5, 29), False),
        (date(2024, 6, 29), False),
        (date(2024, 4, 30), False),
        (None, False),
    ],
    ids=str,
)
def test_dues_are_paid_to_the_literal_day_or_to_a_months_end_after_it(paid_until, right) -> None:
    checked = line(but(COMPLETE, person__dues_paid_until=paid_until), "党费缴纳截止日期")
    assert (checked.right, checked.rule) == (right, "S4.1-4")


def test_without_the_degree_of_the_graduation_nothing_can_be_compared_and_nobody_is_stopped() -> (
    None
):
    checked = line(but(COMPLETE, person__degree_awarded=None), "学历学位")
    assert (checked.result, checked.right) == (CheckResult.NOT_COMPARED, True)
    assert "无从比较" in checked.unclear
    assert "毕业时获得的学历学位" in checked.cure


def test_every_line_shows_its_value_and_says_what_to_do_and_where() -> None:
    facts = but(COMPLETE, person__mobile_shown="139****0001", person__id_number_shown="330*28")
    shown = {one.name: one.value for one in data_checks(facts, TODAY)}
    assert shown == {
        "job_post": "本科毕业年级学生", "degree": "本科", "dues_paid_until": "2024-05-30",
        "mobile": "139****0001", "name": "林小满", "id_number": "330*28", "sex": "女",
        "ethnicity": "汉族", "birth_date": "2002-03-04", "joined_on": "2022-12-01",
    }  # fmt: skip
    assert list(shown) == list(CHECKS)
    for one in data_checks(COMPLETE, TODAY):
        assert one.result is CheckResult.PASSED
        assert one.cure
        assert one.cure_at


def test_the_literal_day_of_the_dues_is_the_policys() -> None:
    facts = but(
        COMPLETE,
        policy__dues_literal=date(2025, 5, 20),
        person__dues_paid_until=date(2025, 5, 20),
    )
    assert line(facts, "党费缴纳截止日期").right


@pytest.mark.parametrize(
    ("name", "value", "label", "rule"),
    [
        ("mobile_valid", False, "手机号码", "S4.1-6"),
        ("name", "  ", "姓名", "S4.1-5"),
        ("id_number_valid", False, "身份证号", "S4.1-5"),
        ("sex", None, "性别", "S4.1-5"),
        ("ethnicity", "", "民族", "S4.1-5"),
        ("birth_date", None, "出生日期", "S4.1-5"),
        ("joined_on", None, "入党日期", "S4.1-5"),
    ],
)
def test_a_required_item_that_is_absent_is_the_only_wrong_line(name, value, label, rule) -> None:
    assert wrong(but(COMPLETE, **{f"person__{name}": value})) == [(label, rule)]


@pytest.mark.parametrize(
    ("name", "told", "label"),
    [("id_sex", "男", "性别"), ("id_born", date(2001, 3, 4), "出生日期")],
)
def test_what_the_id_number_says_otherwise_is_wrong_and_named_without_the_numbers(
    name, told, label
) -> None:
    facts = but(COMPLETE, **{f"person__{name}": told})
    assert wrong(facts) == [(label, "S4.1-5")]
    assert line(facts, label).problem == f"{label}与身份证号不一致"
    [refusal] = [r for r in data_checks_pass(facts, TODAY) if label in r.missing]
    assert (refusal.rule, "2001" in refusal.missing) == ("S4.1-5", False)


def test_an_id_number_that_says_nothing_is_held_against_nobody() -> None:
    facts = but(COMPLETE, person__id_sex=None, person__id_born=None)
    assert wrong(facts) == []
