"""A cohort's policy: every change is a new version with its reason; cases stay with theirs (S0-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from machines.policy import Policy
from machines.policy_faults import EARLIEST_YEAR, LATEST_YEAR, WHERE, faults
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Cohort, PolicyVersion
from tracker.models.db import writing


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
    with writing(desk.session):
        refuse_others(actor)
        cohort = lock_cohort(desk, cohort_id)
        refuse_order(cohort.policy, order)
        return add_version(desk, cohort, order, actor)


@telling_what_is_taken()
def open_cohort(desk: Desk, name: str, year: int, copy_from: int, actor: Actor) -> Cohort:
    """Open a graduation season whose first policy copies another's newest; commit.

    Raises Refused: not the department, a name or year that is taken or makes no sense.
    """
    with writing(desk.session):
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
    return cohort


def lock_cohort(desk: Desk, cohort_id: int) -> Cohort:
    """The cohort's row, locked where the database locks rows: one new version at a time."""
    query = sa.select(Cohort).filter_by(id=cohort_id).with_for_update()
    return desk.session.scalars(query).one()


def find_version(cohort: Cohort, number: int | None) -> PolicyVersion:
    """The version of that number, the newest for None. Raises Refused."""
    if number is None:
        return cohort.policy
    for version in cohort.policies:
        if version.version == number:
            return version
    raise _refused(f"这一届没有第 {number} 版政策，请重新选择")


def refuse_others(actor: Actor) -> None:
    """Raise Refused unless the department acts."""
    if actor.role is not Role.DEPARTMENT:
        who = Role.DEPARTMENT.label
        raise _refused(f"这项设置由{who}办理，{actor.role.label}不能办理")


def refuse_order(newest: PolicyVersion, order: PolicyOrder) -> None:
    """Raise Refused with all that stands against these values as the next version."""
    found = [*_not_newest(newest, order), *_says_nothing(newest, order), *faults(order.policy)]
    if found:
        raise Refused(*found)


def add_version(desk: Desk, cohort: Cohort, order: PolicyOrder, actor: Actor) -> PolicyVersion:
    """The next version, within the caller's transaction, which holds the cohort's lock."""
    return _add(desk, cohort, cohort.policy.version + 1, order.policy, order.reason, actor)


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
