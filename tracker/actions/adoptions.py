"""The open cases of a cohort move to a version as one recorded step that can be taken back (S0-1).

Every case has a row of its own, moved in a transaction of its own: after a crash the rows that wait
are gone on with, and a case that cannot be moved stops no other.
"""

from __future__ import annotations

import sqlalchemy as sa

from machines.policy_faults import WHERE
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.policies import find_version, lock_cohort, refuse_others
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask, newest
from tracker.models import AdoptedCase, Case, CaseAdoption, Cohort, PolicyAdoption, PolicyVersion
from tracker.models.db import writing
from tracker.policies.lists import open_cases

ADOPT = "policy.adopt"
BACK = "policy.back"
STEP = "设置 · 政策 · 改用"
TAKEN_BACK_FIRST = "撤回时还没有办理"


def start_adoption(
    desk: Desk, cohort_id: int, to: int | None, reason: str, actor: Actor
) -> PolicyAdoption:
    """Record that the cohort's open cases move to version `to`, ask for it to be done; commit.

    Raises Refused: not the department, no reason, no such version, an adoption that is not over,
    or no case that has another version.
    """
    with writing(desk.session):
        refuse_others(actor)
        cohort = lock_cohort(desk, cohort_id)
        target = find_version(cohort, to)
        if not reason.strip():
            raise _refused("请写明改用的原因", "reason")
        adoption = record_adoption(desk, cohort, target, reason.strip(), actor)
        if adoption is None:
            raise _refused(f"没有按其他版本办理的在办个案，不必改用第 {target.version} 版")
    return adoption


def record_adoption(
    desk: Desk, cohort: Cohort, target: PolicyVersion, reason: str, actor: Actor
) -> PolicyAdoption | None:
    """The step with a row for every open case on another version, and its job; None for no case.

    Within the caller's transaction, which holds the cohort's lock. Raises Refused while another
    adoption of the cohort is not over.
    """
    _refuse_unfinished(desk, cohort)
    if actor.staff_id is None:
        raise ValueError("only staff adopt a policy")
    adoption = PolicyAdoption(
        cohort=cohort,
        to_version=target,
        reason=reason,
        made_at=desk.now,
        made_by_id=actor.staff_id,
    )
    desk.session.add(adoption)
    desk.session.flush()
    cases = sa.select(
        sa.literal(adoption.id),
        Case.id,
        Case.policy_version_id,
        sa.literal(_WAITING),
        sa.literal(""),
    ).where(open_cases(cohort.id), Case.policy_version_id != target.id)
    names = ["adoption_id", "case_id", "from_version_id", "state", "words"]
    desk.session.execute(sa.insert(AdoptedCase).from_select(names, cases.order_by(Case.id)))
    if not count_rows(desk, adoption.id, CaseAdoption.WAITING):
        desk.session.delete(adoption)
        return None
    ask(desk, ADOPT, adoption.id, actor)
    return adoption


def go_on(desk: Desk, adoption_id: int, actor: Actor) -> None:
    """Ask for what is left of an adoption, or of its taking back; commit. Raises Refused."""
    with writing(desk.session):
        refuse_others(actor)
        adoption = locked_adoption(desk, adoption_id)
        kind, left = left_of(desk, adoption)
        if not left:
            raise _refused("这次改用已全部办完")
        ask(desk, kind, adoption.id, actor)


def take_back(desk: Desk, adoption_id: int, reason: str, actor: Actor) -> None:
    """Record that the step is taken back, and ask for it to be done; commit.

    Raises Refused: not the department, no reason, taken back already, or still being done.
    """
    with writing(desk.session):
        refuse_others(actor)
        adoption = locked_adoption(desk, adoption_id)
        job = newest(desk.session, ADOPT, adoption_id)
        if adoption.undone_at is not None:
            raise _refused("这次改用已经撤回")
        if job is not None and job.under_way:
            raise _refused("这次改用正在办理；请先取消，或等它办完再撤回")
        if not reason.strip():
            raise _refused("请写明撤回的原因", "reason")
        adoption.undone_at, adoption.undone_by_id = desk.now, actor.staff_id
        adoption.undo_reason = reason.strip()
        waiting = sa.update(AdoptedCase).filter_by(
            adoption_id=adoption_id, state=CaseAdoption.WAITING
        )
        desk.session.execute(waiting.values(state=CaseAdoption.LEFT, words=TAKEN_BACK_FIRST))
        if count_rows(desk, adoption_id, CaseAdoption.MOVED):
            ask(desk, BACK, adoption_id, actor)


def locked_adoption(desk: Desk, adoption_id: int) -> PolicyAdoption:
    """The adoption's row, locked where the database locks rows."""
    query = sa.select(PolicyAdoption).filter_by(id=adoption_id).with_for_update()
    return desk.session.scalars(query).one()


def count_rows(desk: Desk, adoption_id: int, state: CaseAdoption) -> int:
    """How many of its cases stand so."""
    query = sa.select(sa.func.count(AdoptedCase.id))
    return desk.session.scalar(query.filter_by(adoption_id=adoption_id, state=state)) or 0


def left_of(desk: Desk, adoption: PolicyAdoption) -> tuple[str, int]:
    """Which job is still to be done, and for how many cases."""
    if adoption.undone_at is None:
        return ADOPT, count_rows(desk, adoption.id, CaseAdoption.WAITING)
    return BACK, count_rows(desk, adoption.id, CaseAdoption.MOVED)


_WAITING = CaseAdoption.WAITING.value


def _refuse_unfinished(desk: Desk, cohort: Cohort) -> None:
    """Two steps at once would each move the other's cases; a step that stands still is ended first."""
    query = sa.select(PolicyAdoption).filter_by(cohort_id=cohort.id)
    last = desk.session.scalar(query.order_by(PolicyAdoption.id.desc()).limit(1))
    if last is not None and left_of(desk, last)[1]:
        raise _refused(
            f"第 {last.id} 次改用（第 {last.to_version.version} 版）还没有办完，请先继续办完或撤回"
        )


def _refused(missing: str, field: str | None = None) -> Refused:
    where = STEP if field is None else WHERE
    return Refused(Refusal(missing, "S0-1", Role.DEPARTMENT, where, field))
