"""A policy is kept as a draft until its effect was seen, then saved once (S0-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from machines.policy import Policy
from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_case, make_staff
from tests.lives.snapshot import snapshot
from tests.tracker.actions.small_cohort import (
    kept,
    make_small_cohort,
    the_cohort,
)
from tracker.actions.moves import finish
from tracker.actions.policies import PolicyOrder
from tracker.actions.policy_drafts import drop_draft, keep_draft, save_draft
from tracker.actions.policy_effects import run_effect
from tracker.desk import Actor, Desk
from tracker.jobs.progress import Progress
from tracker.models import (
    Case,
    DraftState,
    Job,
    PolicyDraft,
    PolicyEffect,
    PolicyVersion,
)
from tracker.policies.lists import changed_since


@pytest.fixture
def department(desk: Desk) -> Actor:
    """A small cohort, and the one who changes its policy."""
    return make_small_cohort(desk)


def test_a_draft_that_changed_while_it_was_computed_is_computed_again(
    desk: Desk, department: Actor
) -> None:
    draft = kept(desk, department, letter_days=60)
    policy, cohort_id, draft_id = draft.policy, draft.cohort_id, draft.id

    class Meddling(Progress):
        """Somebody changes the draft just before its effect is kept."""

        done = False

        def tell(self, phase: str, done: int = 0, total: int = 0) -> None:
            if phase == "保存结果" and not self.done:
                self.done = True
                newer = replace(policy, receipt_cutoff=date(2024, 8, 20))
                keep_draft(desk, cohort_id, PolicyOrder(newer, "再改", 1), department)

    run_effect(desk, draft_id, department, Meddling())
    draft = desk.session.get_one(PolicyDraft, draft_id)
    assert draft.computed
    assert draft.effect["shifted"] > 0


Trial = Callable[[Desk, Actor, PolicyDraft], object]


def _other_edition(desk: Desk, actor: Actor, draft: PolicyDraft) -> object:
    return save_draft(desk, draft.id, draft.edition + 1, actor)


def _by_organizer(desk: Desk, actor: Actor, draft: PolicyDraft) -> object:
    return save_draft(desk, draft.id, draft.edition, replace(actor, role=Role.ORGANIZER))


def _stale(desk: Desk, actor: Actor, draft: PolicyDraft) -> object:
    order = PolicyOrder(replace(draft.policy, letter_days=30), "抢先", 0)
    return keep_draft(desk, draft.cohort_id, order, actor)


def _faulty(desk: Desk, actor: Actor, draft: PolicyDraft) -> object:
    order = PolicyOrder(replace(draft.policy, letter_days=91), "过长", 1)
    return keep_draft(desk, draft.cohort_id, order, actor)


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        (_other_edition, "请先看过这份草稿的影响再保存"),
        (_by_organizer, "党委组织部办理"),
        (_stale, "您打开页面后，已有第 1 版"),
        (_faulty, "最长不超过三个月"),
    ],
)
def test_s0_1_a_refusal_leaves_policy_draft_and_cases_as_they_were(
    desk: Desk, department: Actor, trial: Trial, words: str
) -> None:
    draft = kept(desk, department, letter_days=60)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match=words):
        trial(desk, department, draft)
    assert snapshot(desk.session) == before


def test_of_two_drafts_the_second_is_not_saved_over_the_first(
    desk: Desk, department: Actor
) -> None:
    colleague = Actor(Role.DEPARTMENT, make_staff(desk.session, Role.DEPARTMENT))
    desk.session.commit()
    first = kept(desk, department, letter_days=60)
    second = kept(desk, colleague, letter_days=45)
    assert first.id != second.id
    save_draft(desk, first.id, first.edition, department)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="已有第 2 版（原因：部务会议）"):
        save_draft(desk, second.id, second.edition, colleague)
    assert snapshot(desk.session) == before
    again = kept(desk, colleague, since=2, letter_days=45)
    assert again.id == second.id
    assert save_draft(desk, again.id, again.edition, colleague).version == 3


def test_the_same_draft_kept_twice_is_one_and_a_dropped_one_leaves_no_effect(
    desk: Desk, department: Actor
) -> None:
    draft = kept(desk, department, letter_days=60)
    assert kept(desk, department, letter_days=60).edition == draft.edition == 1
    assert kept(desk, department, letter_days=61).edition == 2
    assert desk.session.scalar(sa.select(sa.func.count(Job.id))) == 1
    drop_draft(desk, draft.id, department)
    assert desk.session.get_one(PolicyDraft, draft.id).state is DraftState.DROPPED
    assert desk.session.scalar(sa.select(sa.func.count(PolicyEffect.id))) == 0
    assert desk.session.scalar(sa.select(sa.func.count(PolicyVersion.id))) == 1


def test_cases_that_moved_came_or_went_since_are_counted(desk: Desk, department: Actor) -> None:
    draft = kept(desk, department, letter_days=60)
    assert changed_since(desk.session, draft) == 0
    first, second, *_ = desk.session.scalars(sa.select(Case).order_by(Case.id)).all()
    finish(desk, first)
    second.closed_at = desk.now
    make_case(desk.session, branch=first.branch)
    desk.session.commit()
    assert changed_since(desk.session, draft) == 3


def test_s0_1_a_version_stored_before_an_item_was_known_reads_with_its_default(
    desk: Desk, department: Actor
) -> None:
    cohort = the_cohort(desk)
    new = {"mails_from", "escalation_days", "letter_reminder_shares", "deadlines_on_workdays"}
    old = {name: value for name, value in cohort.policy.data.items() if name not in new}
    cohort.policies.append(PolicyVersion(version=2, data=old, reason="旧", made_at=desk.now))
    desk.session.commit()
    assert the_cohort(desk).policy.policy == Policy()
    draft = kept(desk, department, since=2, escalation_days=(1, 2, 3, 4))
    assert draft.policy.escalation_days == (1, 2, 3, 4)
