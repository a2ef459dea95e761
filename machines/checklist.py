"""The S4.1 data check as a list of lines: what is looked at, by which rule, what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from machines.dates import month_end
from machines.degrees import degree_agrees
from machines.facts import Facts
from machines.words import CheckResult

CORRECTING = "转移 · 更正信息"
EMPTY = "空"

# What each check looks at, by the name of the person's field, in the notice's order.
CHECKS = MappingProxyType(
    {
        "job_post": "工作岗位",
        "degree": "学历学位",
        "dues_paid_until": "党费缴纳截止日期",
        "mobile": "手机号码",
        "name": "姓名",
        "id_number": "身份证号",
        "sex": "性别",
        "ethnicity": "民族",
        "birth_date": "出生日期",
        "joined_on": "入党日期",
    }
)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the checklist, about the person's field `name`; `value` is fit to be shown.

    `problem` is empty when it is right; `unclear` says why it cannot be compared, which stops
    nobody; `cure` says what to do and `cure_at` where.
    """

    name: str
    rule: str
    value: str
    problem: str = ""
    unclear: str = ""
    cure: str = ""
    cure_at: str = CORRECTING

    @property
    def label(self) -> str:
        """The Chinese name of what is looked at."""
        return CHECKS[self.name]

    @property
    def right(self) -> bool:
        """Whether nothing is found wrong."""
        return not self.problem

    @property
    def result(self) -> CheckResult:
        """Passed, failed, or nothing there to compare with."""
        if self.problem:
            return CheckResult.FAILED
        return CheckResult.NOT_COMPARED if self.unclear else CheckResult.PASSED


def data_checks(facts: Facts, today: date) -> tuple[CheckLine, ...]:
    """Every S4.1 check of a person, in the notice's order."""
    return (
        _job_post(facts),
        _degree(facts),
        _dues(facts, today),
        _mobile(facts),
        *_required(facts),
    )


def _job_post(facts: Facts) -> CheckLine:
    post, pattern = facts.person.job_post, facts.policy.job_post_pattern
    right = post is not None and re.fullmatch(pattern, post.strip()) is not None
    problem = "" if right else f"应为“××毕业年级学生”，现为“{post or EMPTY}”"
    cure = "按培养层次改为“本科毕业年级学生”这样的写法"
    return CheckLine("job_post", "S4.1-2", post or "", problem, cure=cure)


def _degree(facts: Facts) -> CheckLine:
    """S4.1-3: the degree obtained at graduation, by the rule of `degree_agrees`."""
    degree, awarded = facts.person.degree, facts.person.degree_awarded
    problem = unclear = ""
    cure = "对照学籍，改为毕业时获得的学历学位"
    if not degree:
        problem = "为空"
    elif not awarded:
        unclear = "没有登记“毕业时获得的学历学位”，无从比较，不影响办理"
        cure = "可补填“毕业时获得的学历学位”后再核对"
    elif not degree_agrees(degree, awarded):
        problem = f"应为毕业时获得的“{awarded}”，现为“{degree}”"
    return CheckLine("degree", "S4.1-3", degree or "", problem, unclear, cure)


def _dues(facts: Facts, today: date) -> CheckLine:
    """D-18: the literal day of the notice, or the last day of a month of transfer."""
    paid, literal = facts.person.dues_paid_until, facts.policy.dues_literal
    if paid is None:
        problem = "为空"
    elif paid == literal or (paid == month_end(paid) and paid >= literal):
        problem = ""
    else:
        problem = f"应为 {literal} 或实际转出当月最后一天，现为 {paid}"
    cure = "请本人补交党费；已交的，更正截止日期"
    return CheckLine("dues_paid_until", "S4.1-4", str(paid or ""), problem, cure=cure)


def _mobile(facts: Facts) -> CheckLine:
    problem = "" if facts.person.mobile_valid else "缺少有效的手机号码"
    cure = "向本人问明毕业以后仍能打通的号码"
    return CheckLine("mobile", "S4.1-6", facts.person.mobile_shown, problem, cure=cure)


def _required(facts: Facts) -> tuple[CheckLine, ...]:
    """S4.1-5: nothing is missing, and sex and birth date are those that the ID number states."""
    person = facts.person
    by_card, by_file = "对照身份证补填或更正", "对照入党志愿书补填"
    against_number = {"sex": person.id_sex, "birth_date": person.id_born}
    values = (
        ("name", person.name, bool(person.name.strip()), "对照身份证", "导入名册"),
        ("id_number", person.id_number_shown, person.id_number_valid, by_card, CORRECTING),
        ("sex", person.sex, bool(person.sex), by_card, CORRECTING),
        ("ethnicity", person.ethnicity, bool(person.ethnicity), by_card, CORRECTING),
        ("birth_date", person.birth_date, person.birth_date is not None, by_card, CORRECTING),
        ("joined_on", person.joined_on, person.joined_on is not None, by_file, CORRECTING),
    )
    return tuple(
        CheckLine(
            name,
            "S4.1-5",
            str(value or ""),
            _missing_or_other(name, value, right, against_number.get(name)),
            cure=cure,
            cure_at=cure_at,
        )
        for name, value, right, cure, cure_at in values
    )


def _missing_or_other(name: str, value: object, right: bool, told: object) -> str:
    """What is wrong with a required item; `told` is what the ID number says, None for nothing.

    The words name the two fields and neither value: a birth date is part of the number (X-PIPL).
    """
    if not right:
        return "为空或不正确"
    return f"{CHECKS[name]}与身份证号不一致" if told not in (None, value) else ""
