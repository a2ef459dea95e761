"""A case takes over another version of its cohort's policy: the department's step (S0-1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from machines.policy_faults import WHERE
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.moves import finish, lock_case
from tracker.actions.policies import find_version, refuse_others
from tracker.actions.records import note_on_case
from tracker.actions.stale import refuse_stale
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Case, MoveRecord, PolicyVersion
from tracker.models.db import writing
from tracker.waits.passing_over import pass_over


@telling_what_is_taken()
def adopt_policy(
    desk: Desk,
    case_id: int,
    actor: Actor,
    *,
    version: int | None = None,
    to: int | None = None,
    reason: str = "",
) -> Case:
    """Pin the case to version `to` of its cohort's policy, by default the newest; commit.

    Its due dates are reckoned anew and it is noted in its history. Raises Refused: not the
    department, no such version, the case has it already or is closed, or an earlier version
    without a reason; Stale when the page's `version` is not the case's. Nothing was written then.
    """
    with writing(desk.session):
        refuse_others(actor)
        case = lock_case(desk.session, case_id)
        refuse_stale(desk.session, case, version)
        target = find_version(case.cohort, to)
        found = [*_stands_against(case, target, reason.strip())]
        if found:
            raise Refused(*found)
        give_policy(desk, case, target, actor, reason.strip())
    return case


def give_policy(
    desk: Desk,
    case: Case,
    target: PolicyVersion,
    actor: Actor,
    reason: str = "",
    adoption_id: int | None = None,
) -> MoveRecord:
    """Pin the locked case to `target` within the caller's transaction; say nothing of the past."""
    before = case.policy_version.version
    pass_over(desk, case)
    case.policy_version = target
    finish(desk, case)
    turn = "退回" if target.version < before else "改用"
    values: dict[str, Any] = {"from": before, "to": target.version}
    values |= {"reason": reason} if reason else {}
    values |= {"adoption": adoption_id} if adoption_id is not None else {}
    label = f"{turn}政策第{target.version}版"
    return note_on_case(desk, case, actor, "policy", label, ("S0-1",), values)


def _stands_against(case: Case, target: PolicyVersion, reason: str) -> Iterator[Refusal]:
    before = case.policy_version
    if target.id == before.id:
        missing = f"本案已按第 {target.version} 版政策办理"
        yield Refusal(missing, "S0-1", Role.DEPARTMENT, WHERE)
    elif target.version < before.version and not reason:
        yield Refusal("请写明退回较早版本的原因", "S0-1", Role.DEPARTMENT, WHERE, "reason")
    if case.closed_at is not None:
        yield Refusal("个案已办结，期限不再计算，不必改用", "S0-1", Role.DEPARTMENT, WHERE)
