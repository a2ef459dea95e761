"""A case that could not be planned is tried again at once, because a person says so."""

from __future__ import annotations

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.desk import Actor, Desk
from tracker.models import CasePlan
from tracker.models.db import writing
from tracker.permissions import KEEPERS

WHERE = "期限 · 未能排期的个案"


def plan_again(desk: Desk, case_id: int, actor: Actor) -> CasePlan:
    """Put the case before the worker now, and commit.

    The failures stay noted until it succeeds. Raises Refused where it has been planned meanwhile,
    or for another role; then nothing was written.
    """
    with writing(desk.session):
        if actor.role not in KEEPERS:
            raise Refused(_no(f"由组织员或组织部重试，{actor.role.label}不能办理"))
        plan = desk.session.get(CasePlan, case_id, with_for_update=True)
        if plan is None or not plan.failures:
            raise Refused(_no("这份个案已经排好，不必重试"))
        plan.next_at = desk.now
    return plan


def _no(missing: str) -> Refusal:
    return Refusal(missing, "S3.1-7", Role.ORGANIZER, WHERE)
