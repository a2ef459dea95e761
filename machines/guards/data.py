"""Checks of the data that a graduate states and a branch corrects: nothing may contradict itself.

Only what is handed in is held against the rest: an old contradiction on file stops no other
correction. Both sides of a comparison can be handed in together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from machines.facts import Facts
from machines.identity import birth_date_of, sex_of
from machines.orders import asked_fields
from machines.orders.transfer import DataCorrection, WrongData
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check
from machines.words import PartyStatus

WHERE = "转移 · 更正信息"
# Each day with what it comes after, in the order of a life (X-C7).
LATER = (
    ("joined_on", "入党日期", "birth_date", "出生日期"),
    ("regularised_on", "转正日期", "joined_on", "入党日期"),
    ("regularised_on", "转正日期", "birth_date", "出生日期"),
)
PAST = (("birth_date", "出生日期"), ("joined_on", "入党日期"), ("regularised_on", "转正日期"))


@check("身份证号与性别、出生日期一致", "S4.1-5")
def id_number_agrees(facts: Facts, order: DataCorrection, today: date) -> list[Refusal]:
    """S4.1-5: the number states sex and birth; what is handed in may not say otherwise."""
    number = order.id_number
    sex = sex_of(number) if number else facts.person.id_sex
    born = birth_date_of(number) if number else facts.person.id_born
    return [
        *_disagreeing("sex", "性别", order, facts, sex),
        *_disagreeing("birth_date", "出生日期", order, facts, born),
    ]


def _disagreeing(
    name: str, label: str, order: DataCorrection, facts: Facts, told: Any
) -> list[Refusal]:
    """A birth date is personal data: the words say that the two differ, not what they are."""
    stated, known = getattr(order, name), getattr(facts.person, name)
    if told is None or (stated or known) in (None, "", told):
        return []
    if stated:
        return [_no(f"{label}与身份证号不一致，请核对身份证后一并更正", "S4.1-5", name)]
    if order.id_number:
        words = f"身份证号与现有的{label}不一致，请核对身份证后一并更正"
        return [_no(words, "S4.1-5", "id_number")]
    return []


@check("各日期先后有序，不晚于今天", "S4.1-5", "X-C7")
def days_are_in_order(
    facts: Facts, order: DataCorrection | WrongData, today: date
) -> list[Refusal]:
    """X-C7: born before joining, joined before regularisation, none of it to come."""
    found = [
        _no(f"{label}不能晚于今天", "S4.1-5", name)
        for name, label in PAST
        if (day := getattr(order, name)) is not None and day > today
    ]
    for later, label, earlier, other in LATER:
        handed_in = [name for name in (later, earlier) if getattr(order, name) is not None]
        after, before = _day(later, order, facts), _day(earlier, order, facts)
        if handed_in and after is not None and before is not None and after <= before:
            words = f"{label} {after} 应晚于{other} {before}"
            found.append(_no(words, "X-C7", handed_in[0]))
    return found


def _day(name: str, order: DataCorrection | WrongData, facts: Facts) -> date | None:
    stated: date | None = getattr(order, name)
    known: date | None = getattr(facts.person, name)
    return stated or known


@check("转正日期只属于正式党员", "X-C7")
def only_the_regularised_have_the_day(
    facts: Facts, order: DataCorrection | WrongData, today: date
) -> list[Refusal]:
    """X-C7: whoever is on probation is regularised by the branch meeting, not by a correction."""
    if order.regularised_on is None or facts.status is PartyStatus.FULL:
        return []
    words = f"登记的身份是{facts.status.label}，没有转正日期；已经转正的请先办理转正"
    return [_no(words, "X-C7", "regularised_on", "预备期 · 转正")]


@check("写明哪一项不对", "S4.1-1")
def something_is_stated(facts: Facts, order: WrongData, today: date) -> list[Refusal]:
    """S4.1-1: an answer that says something is wrong says what."""
    if any(getattr(order, asked.name) for asked in asked_fields(WrongData)):
        return []
    return [_no("请至少填写一项：哪一项不对，就在那一项写上正确的内容", "S4.1-1", "text")]


def _no(missing: str, rule: str, field: str, where: str = WHERE) -> Refusal:
    return Refusal(missing, rule, Role.BRANCH_SECRETARY, where, field)
