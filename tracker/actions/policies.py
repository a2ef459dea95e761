"""A cohort's policy: every change is a new version with its reason; cases stay with theirs (S0-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from machines.policy import Policy
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Cohort, PolicyVersion
from tracker.models.db import begin_writing

WHERE = "设置 · 政策"
LETTER_DAYS_MAX = 90
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
# No school needs more; a number beyond all calendars would stop every case that counts with it.
MOST = {"天": 3650, "个月": 240, "次": 99, "种": 99}
RULES = {field.name: field.metadata["rule"] for field in fields(Policy)}
LABELS = {field.name: field.metadata["label"] for field in fields(Policy)}


@dataclass(frozen=True, slots=True)
class PolicyOrder:
    """The new values, why, and the version the page showed."""

    policy: Policy
    reason: str
    since_version: int


@telling_what_is_taken()
def change_policy(desk: Desk, cohort_id: int, order: PolicyOrder, actor: Actor) -> PolicyVersion:
    """Add a version and commit; existing cases keep the one they are pinned to.

    Raises Refused: not the department, values that contradict each other, no reason, nothing
    changed, or a version made meanwhile by somebody else.
    """
    begin_writing(desk.session)
    try:
        refuse_others(actor)
        cohort = _lock_cohort(desk, cohort_id)
        newest = cohort.policy
        found = [*_not_newest(newest, order), *_says_nothing(newest, order), *faults(order.policy)]
        if found:
            raise Refused(*found)
        version = _add(desk, cohort, newest.version + 1, order.policy, order.reason, actor)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return version


@telling_what_is_taken()
def open_cohort(desk: Desk, name: str, year: int, copy_from: int, actor: Actor) -> Cohort:
    """Open a graduation season whose first policy copies another's newest; commit.

    Raises Refused: not the department, a name or year that is taken or makes no sense.
    """
    begin_writing(desk.session)
    try:
        refuse_others(actor)
        found = [*_bad_cohort(desk, name.strip(), year)]
        if found:
            raise Refused(*found)
        source = desk.session.get_one(Cohort, copy_from)
        cohort = Cohort(name=name.strip(), year=year, opened_at=desk.now)
        desk.session.add(cohort)
        desk.session.flush()
        reason = f"沿用“{source.name}”第 {source.policy.version} 版"
        _add(desk, cohort, 1, source.policy.policy, reason, actor)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return cohort


def _lock_cohort(desk: Desk, cohort_id: int) -> Cohort:
    """The cohort's row, locked where the database locks rows: one new version at a time."""
    query = sa.select(Cohort).filter_by(id=cohort_id).with_for_update()
    return desk.session.scalars(query).one()


def refuse_others(actor: Actor) -> None:
    """Raise Refused unless the department acts."""
    if actor.role is not Role.DEPARTMENT:
        who = Role.DEPARTMENT.label
        raise _refused(f"这项设置由{who}办理，{actor.role.label}不能办理")


def _refused(missing: str, field: str | None = None, rule: str = "S0-1") -> Refused:
    return Refused(Refusal(missing, rule, Role.DEPARTMENT, WHERE, field))


def _add(
    desk: Desk, cohort: Cohort, number: int, policy: Policy, reason: str, actor: Actor
) -> PolicyVersion:
    version = PolicyVersion(
        cohort=cohort,
        version=number,
        data=policy.to_data(),
        reason=reason.strip(),
        made_at=desk.now,
        made_by_id=actor.staff_id,
    )
    desk.session.add(version)
    desk.session.flush()
    return version


def _not_newest(newest: PolicyVersion, order: PolicyOrder) -> Iterator[Refusal]:
    if newest.version != order.since_version:
        missing = (
            f"您打开页面后，已有第 {newest.version} 版（原因：{newest.reason}）。"
            "请核对下面的新值后再保存"
        )
        yield Refusal(missing, "S0-1", Role.DEPARTMENT, WHERE)


def _says_nothing(newest: PolicyVersion, order: PolicyOrder) -> Iterator[Refusal]:
    if not order.reason.strip():
        yield Refusal("请写明修改原因", "S0-1", Role.DEPARTMENT, WHERE, "reason")
    if newest.policy == order.policy:
        yield Refusal("没有任何改动，不必保存新版本", "S0-1", Role.DEPARTMENT, WHERE)


def _bad_cohort(desk: Desk, name: str, year: int) -> Iterator[Refusal]:
    def no(missing: str, field: str) -> Refusal:
        return Refusal(missing, "S0-1", Role.DEPARTMENT, "设置 · 届别", field)

    if not name:
        yield no("请填写届别名称，如 2025届", "name")
    elif desk.session.scalar(sa.select(Cohort.id).filter_by(name=name)):
        yield no("已有同名的届别", "name")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        yield no("毕业年份不合理", "year")
    elif desk.session.scalar(sa.select(Cohort.id).filter_by(year=year)):
        yield no("这一年的届别已经建立", "year")


def faults(policy: Policy) -> list[Refusal]:
    """What contradicts itself or a rule that no school may change, each beside its field."""
    return [
        Refusal(missing, RULES[name], Role.DEPARTMENT, WHERE, name)
        for name, missing in (*_bad_numbers(policy), *_bad_order(policy), *_bad_words(policy))
    ]


def _bad_numbers(policy: Policy) -> Iterator[tuple[str, str]]:
    for field in fields(Policy):
        value: Any = getattr(policy, field.name)
        if isinstance(value, int) and value < 1:
            yield field.name, "应为正整数"
        elif isinstance(value, int) and value > MOST[field.metadata["unit"]]:
            yield field.name, f"最大为 {MOST[field.metadata['unit']]}"
        elif isinstance(value, date) and not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            yield field.name, f"年份应在 {EARLIEST_YEAR} 与 {LATEST_YEAR} 之间"
    if LETTER_DAYS_MAX < policy.letter_days <= MOST["天"]:
        yield "letter_days", f"最长不超过三个月（{LETTER_DAYS_MAX} 天）"


def _bad_order(policy: Policy) -> Iterator[tuple[str, str]]:
    """Pairs that must stand in order, and days that cannot come before others."""
    for first, last in (
        ("data_check_from", "data_check_until"),
        ("extension_months_min", "extension_months_max"),
        ("contact_voice_channels", "contact_channels"),
        ("contact_channels", "contact_attempts"),
        ("contact_days", "contact_attempts"),
        ("leaving_day", "receipt_cutoff"),
        ("data_check_from", "leaving_day"),
    ):
        if getattr(policy, first) > getattr(policy, last):
            yield last, f"不能小于（早于）“{LABELS[first]}”"
    if policy.contact_days > policy.contact_spread_days + 1:
        yield "contact_days", f"在“{LABELS['contact_spread_days']}”之内没有这么多天"
    # S2.2-1: the split falls into the season of leaving, whatever the school's calendar.
    if policy.probation_split.year != policy.leaving_day.year:
        yield "probation_split", f"应与“{LABELS['leaving_day']}”同年"
    elif policy.probation_split > policy.receipt_cutoff:
        yield "probation_split", f"不能晚于“{LABELS['receipt_cutoff']}”"


def _bad_words(policy: Policy) -> Iterator[tuple[str, str]]:
    for name in ("job_post_pattern", "home_province", "rules_text_version"):
        if not getattr(policy, name).strip():
            yield name, "请填写此项"
    try:
        re.compile(policy.job_post_pattern)
    except re.error as error:
        yield "job_post_pattern", f"正则写法有误（第 {(error.pos or 0) + 1} 个字符附近）"
