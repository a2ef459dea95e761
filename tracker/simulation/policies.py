"""On the copy, another policy is adopted as the department would: a new version, then every case."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker import clock
from tracker.actions.adopting import adopt_policy
from tracker.actions.policies import PolicyOrder, change_policy
from tracker.desk import Actor, Desk
from tracker.models import Case, Cohort, Staff
from tracker.policies.lists import open_cases
from tracker.simulation.question import ITEMS, NEWEST, BadQuestion, Question, with_items

REASON = "时间机器试算"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cohort is looked after (None: every one), and by which policy, in words."""

    cohort_id: int | None
    policy: str


def adopt(desk: Desk, question: Question) -> Asked:
    """Find the cohort and let its cases adopt the items asked about, if any. Raises BadQuestion."""
    cohorts = desk.session.scalars(sa.select(Cohort).order_by(Cohort.year)).all()
    if not cohorts:
        raise BadQuestion("系统里还没有届别：请先在“设置 · 届别”建立")
    if not question.cohort and not question.items:
        return Asked(None, "各届现行政策")
    wanted = question.cohort
    if wanted in ("", NEWEST):
        wanted = cohorts[-1].name
    cohort = next((one for one in cohorts if wanted in (one.name, str(one.year))), None)
    if cohort is None:
        known = "、".join(one.name for one in cohorts)
        raise BadQuestion(f"没有名为“{wanted}”的届别：现有 {known}")
    newest = cohort.policy
    policy = with_items(newest.policy, question.items)
    if policy == newest.policy:
        return Asked(cohort.id, f"{cohort.name}现行政策")
    key, order = cohort.id, PolicyOrder(policy, REASON, newest.version)
    changed = "、".join(sorted(question.items))
    words = f"{cohort.name}第 {newest.version} 版政策，改动 {changed}"
    try:
        with clock.standing_at(desk.now):
            change_policy(desk, key, order, _department(desk))
            _adopt_all(desk, key)
    except Refused as refused:
        faults = "；".join(map(_fault, refused.refusals))
        raise BadQuestion(f"这些政策项不能这样改：{faults}。请改正后再试") from None
    return Asked(key, words)


def _adopt_all(desk: Desk, cohort_id: int) -> None:
    """Every open case of the cohort takes over its newest policy, each by the department's verb."""
    cases = desk.session.scalars(sa.select(Case.id).where(open_cases(cohort_id)).order_by(Case.id))
    for case_id in cases.all():
        adopt_policy(desk, case_id, _department(desk))


def _fault(refusal: Refusal) -> str:
    """The item in both its names, and what is wrong with it."""
    label = ITEMS.get(refusal.field or "")
    return f"{refusal.field}（{label}）{refusal.missing}" if label else refusal.missing


def _department(desk: Desk) -> Actor:
    """Whoever of the department is there; on a copy nobody is asked."""
    query = sa.select(Staff).filter_by(role=Role.DEPARTMENT.value, active=True).order_by(Staff.id)
    return Actor(Role.DEPARTMENT, desk.session.scalars(query).first())
