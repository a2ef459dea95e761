"""A policy is written as a draft, shows what it would do, and is then saved as a version (S0-1)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.policy_faults import WHERE
from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.adoptions import record_adoption
from tracker.actions.policies import (
    PolicyOrder,
    add_version,
    lock_cohort,
    refuse_order,
    refuse_others,
)
from tracker.actions.taken import telling_what_is_taken
from tracker.desk import Actor, Desk
from tracker.jobs.asking import ask
from tracker.models import DraftState, PolicyDraft, PolicyEffect, PolicyVersion
from tracker.models.db import writing

EFFECT = "policy.effect"
NOT_SEEN = "请先看过这份草稿的影响再保存"


@telling_what_is_taken()
def keep_draft(desk: Desk, cohort_id: int, order: PolicyOrder, actor: Actor) -> PolicyDraft:
    """Keep the values as one's own draft, and ask for what they would do; commit.

    Raises Refused for whatever stands against them as the next version.
    """
    with writing(desk.session):
        refuse_others(actor)
        cohort = lock_cohort(desk, cohort_id)
        refuse_order(cohort.policy, order)
        draft = find_draft(desk, cohort_id, actor) or _new_draft(desk, cohort_id, actor)
        data = order.policy.to_data()
        if draft.data != data:
            draft.edition += 1
        draft.data, draft.reason = data, order.reason.strip()
        draft.since_version, draft.made_at = order.since_version, desk.now
        desk.session.flush()
        if not draft.computed:
            ask(desk, EFFECT, draft.id, actor)
    return draft


def find_draft(desk: Desk, cohort_id: int, actor: Actor) -> PolicyDraft | None:
    """One's own open draft of the cohort's policy."""
    query = sa.select(PolicyDraft).filter_by(cohort_id=cohort_id, made_by_id=actor.staff_id)
    return desk.session.scalar(query.filter_by(state=DraftState.OPEN))


def compute_again(desk: Desk, draft_id: int, actor: Actor) -> None:
    """Ask for the draft's effect anew; commit. Raises Refused for a draft that is none any more."""
    with writing(desk.session):
        refuse_others(actor)
        ask(desk, EFFECT, _open_draft(desk, draft_id).id, actor)


def drop_draft(desk: Desk, draft_id: int, actor: Actor) -> PolicyDraft:
    """Give the draft up; commit. Raises Refused for a draft that is none any more."""
    with writing(desk.session):
        refuse_others(actor)
        draft = _open_draft(desk, draft_id)
        draft.state = DraftState.DROPPED
        desk.session.execute(sa.delete(PolicyEffect).filter_by(draft_id=draft.id))
    return draft


@telling_what_is_taken()
def save_draft(
    desk: Desk, draft_id: int, edition: int, actor: Actor, *, adopting: bool = False
) -> PolicyVersion:
    """Make the draft a version, and with `adopting` move the open cases to it; commit.

    `edition` is that of the effect which the page showed. Raises Refused: not the department, the
    draft or the policy changed since, or its effect was not seen.
    """
    with writing(desk.session):
        refuse_others(actor)
        found = desk.session.get_one(PolicyDraft, draft_id)
        cohort = lock_cohort(desk, found.cohort_id)
        draft = _open_draft(desk, draft_id)
        if not draft.computed or draft.edition != edition:
            raise _refused(NOT_SEEN)
        order = PolicyOrder(draft.policy, draft.reason, draft.since_version)
        refuse_order(cohort.policy, order)
        version = add_version(desk, cohort, order, actor)
        draft.state, draft.version = DraftState.SAVED, version
        if adopting:
            desk.session.expire(cohort, ["policies"])
            record_adoption(desk, cohort, version, draft.reason, actor)
    return version


def _new_draft(desk: Desk, cohort_id: int, actor: Actor) -> PolicyDraft:
    if actor.staff_id is None:
        raise ValueError("only staff write a policy")
    draft = PolicyDraft(
        cohort_id=cohort_id,
        made_by_id=actor.staff_id,
        data={},
        edition=0,
        effect_edition=0,
        effect={},
        state=DraftState.OPEN,
    )
    desk.session.add(draft)
    return draft


def _open_draft(desk: Desk, draft_id: int) -> PolicyDraft:
    """The draft, locked where the database locks rows. Raises Refused once it is saved or dropped."""
    query = sa.select(PolicyDraft).filter_by(id=draft_id).with_for_update(of=PolicyDraft)
    draft = desk.session.scalars(query.execution_options(populate_existing=True)).one()
    if draft.state is not DraftState.OPEN:
        which = f"第 {draft.version.version} 版" if draft.version else ""
        raise _refused(f"这份草稿{draft.state.label}{which}，不能再办理")
    return draft


def _refused(missing: str) -> Refused:
    return Refused(Refusal(missing, "S0-1", Role.DEPARTMENT, WHERE))
