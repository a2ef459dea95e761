"""A case takes over the newest version of its cohort's policy: the department's step (S0-1)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.policy_faults import WHERE
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.moves import finish, lock_case
from tracker.actions.policies import refuse_others
from tracker.actions.records import note_on_case
from tracker.actions.stale import refuse_stale
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.models import Case, Cohort
from tracker.models.db import begin_writing


@telling_what_is_taken()
def adopt_policy(desk: Desk, case_id: int, actor: Actor, *, version: int | None = None) -> Case:
    """Pin the case to its cohort's newest policy, compute its due dates anew, note it; commit.

    Raises Refused: not the department, or the case has that version already; Stale when the page's
    `version` is not the case's. Nothing was written then.
    """
    begin_writing(desk.session)
    try:
        refuse_others(actor)
        case = lock_case(desk.session, case_id)
        refuse_stale(desk.session, case, version)
        newest, before = case.cohort.policy, case.policy_version
        if newest.id == before.id:
            missing = f"本案已按第 {newest.version} 版政策办理"
            raise Refused(Refusal(missing, "S0-1", Role.DEPARTMENT, WHERE))
        case.policy_version = newest
        finish(desk, case)
        label, values = (
            f"改用政策第{newest.version}版",
            {"from": before.version, "to": newest.version},
        )
        note_on_case(desk, case, actor, "policy", label, ("S0-1",), values)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return case


def adopt_policy_for_all(desk: Desk, cohort_id: int, actor: Actor) -> int:
    """The same for every open case of the cohort, each committed by itself; gives how many.

    Nobody has to wait for a whole cohort, and after an interruption a second click goes on.
    """
    refuse_others(actor)
    newest = desk.session.get_one(Cohort, cohort_id).policy.id
    ids = desk.session.scalars(
        sa.select(Case.id)
        .filter_by(cohort_id=cohort_id, closed_at=None)
        .where(Case.policy_version_id != newest)
        .order_by(Case.id)
    ).all()
    return sum(_adopted(desk, case_id, actor) for case_id in ids)


def _adopted(desk: Desk, case_id: int, actor: Actor) -> bool:
    """False for a case that somebody else brought to the newest version meanwhile."""
    try:
        adopt_policy(desk, case_id, actor)
    except Refused:
        return False
    return True
