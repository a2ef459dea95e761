"""The S4.1 data check as a list of lines: what is looked at, by which rule, what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from machines.dates import month_end
from machines.facts import Facts


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the checklist; `problem` is empty when it is right."""

    label: str
    rule: str
    problem: str = ""

    @property
    def right(self) -> bool:
        """Whether the line passes."""
        return not self.problem


def data_checks(facts: Facts, today: date) -> tuple[CheckLine, ...]:
    """Every S4.1 check of a person, in the notice's order."""
    return (
        _job_post(facts),
        _degree(facts),
        _dues(facts, today),
        CheckLine("手机号码", "S4.1-6", "" if facts.person.mobile_valid else "缺少有效的手机号码"),
        *_required(facts),
    )


def _job_post(facts: Facts) -> CheckLine:
    post, pattern = facts.person.job_post, facts.policy.job_post_pattern
    right = post is not None and re.fullmatch(pattern, post.strip()) is not None
    problem = "" if right else f"应为“××毕业年级学生”，现为“{post or '空'}”"
    return CheckLine("工作岗位", "S4.1-2", problem)


def _degree(facts: Facts) -> CheckLine:
    degree, awarded = facts.person.degree, facts.person.degree_awarded
    if not degree:
        problem = "为空"
    elif awarded and degree != awarded:
        problem = f"应为毕业时获得的“{awarded}”，现为“{degree}”"
    else:
        problem = ""
    return CheckLine("学历学位", "S4.1-3", problem)


def _dues(facts: Facts, today: date) -> CheckLine:
    """D-18: the literal day of the notice, or the last day of a month of transfer."""
    paid, literal = facts.person.dues_paid_until, facts.policy.dues_literal
    if paid is None:
        problem = "为空"
    elif paid == literal or (paid == month_end(paid) and paid >= literal):
        problem = ""
    else:
        problem = f"应为 {literal} 或实际转出当月最后一天，现为 {paid}"
    return CheckLine("党费缴纳截止日期", "S4.1-4", problem)


def _required(facts: Facts) -> tuple[CheckLine, ...]:
    person = facts.person
    values = (
        ("姓名", bool(person.name.strip())),
        ("身份证号", person.id_number_valid),
        ("性别", bool(person.sex)),
        ("民族", bool(person.ethnicity)),
        ("出生日期", person.birth_date is not None),
        ("入党日期", person.joined_on is not None),
    )
    return tuple(
        CheckLine(label, "S4.1-5", "" if right else "为空或不正确") for label, right in values
    )
