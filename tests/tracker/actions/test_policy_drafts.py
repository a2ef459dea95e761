"""A draft shows what it would do, by the planning that is then done, before it is a version (S0-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from machines.policy import Policy
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Kind
from tests.factories import make_case, make_cohort, make_college, make_letter, make_staff
from tests.lives.snapshot import snapshot
from tracker.actions.adoption_steps import run_adoption
from tracker.actions.moves import finish
from tracker.actions.policies import PolicyOrder
from tracker.actions.policy_drafts import drop_draft, keep_draft, save_draft
from tracker.actions.policy_effects import run_effect
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.jobs.progress import Cancelled, Progress
from tracker.models import (
    Case,
    Cohort,
    DraftState,
    Job,
    Letter,
    PlannedWait,
    PolicyAdoption,
    PolicyDraft,
    PolicyEffect,
    PolicyVersion,
    Retention,
    Stay,
)
from tracker.policies.effect import CaseEffect
from tracker.policies.lists import changed_since
from tracker.waits.passing_over import said_until
from tracker.waits.planned import planned_waits
from tracker.waits.workdays import calendar_of

# Each touches what other waits count with.
POLICIES: dict[str, dict[str, Any]] = {
    "an earlier cut-off (D-1, S4.4-8)": {"receipt_cutoff": date(2024, 8, 20)},
    "a cut-off in the past": {"receipt_cutoff": date(2024, 7, 1), "receipt_digest_days": (5,)},
    "deadlines on working days": {"deadlines_on_workdays": True},
    "half a year is longer (D-2)": {"lost_contact_months": 9},
    "contact abroad each quarter (S3.3-6)": {
        "abroad_contact_months": 3,
        "abroad_contact_reminder_days": (30, 7),
    },
    "other reminders (S4.4-1, S2.2-1)": {
        "letter_reminder_shares": (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)),
        "letter_reminder_days": (14,),
        "regularisation_reminder_days": (60, 21),
        "escalation_days": (1, 5, 9, 20),
        "retention_warning_months": (5, 2),
    },
    "an earlier hour": {"mails_from": datetime(2024, 1, 1, 7, 30).time()},  # noqa: DTZ001
}


@pytest.fixture
def department(desk: Desk) -> Actor:
    """A small cohort of every kind, and the one who changes its policy."""
    session = desk.session
    branch = make_college(session).branches[0]
    make_cohort(session)
    actor = Actor(Role.DEPARTMENT, make_staff(session, Role.DEPARTMENT))
    issued = make_case(session, branch=branch, states={"transfer": "letter_issued"})
    make_letter(session, issued)
    made = [
        issued,
        make_case(session, branch=branch),
        make_case(session, branch=branch, states={"transfer": "out_of_contact"}),
        make_case(session, branch=branch, states={"transfer": "expired"}),
        make_case(session, branch=branch, kind=Kind.PROBATIONARY_MEMBER),
        make_case(session, branch=branch, kind=Kind.ACTIVIST),
    ]
    make_letter(session, made[3], number="20240002")
    made.append(_retained(desk, branch))
    made.append(_abroad(desk, branch))
    for case in made:
        finish(desk, case)
    session.commit()
    return actor


def _retained(desk: Desk, branch: Any) -> Case:
    case = make_case(desk.session, branch=branch, states={"transfer": "retained"})
    until = date(2025, 1, 31)
    desk.session.merge(Retention(case_id=case.id, started_on=date(2024, 7, 1), until=until))
    desk.session.flush()
    return case


def _abroad(desk: Desk, branch: Any) -> Case:
    case = make_case(
        desk.session, branch=branch, kind=Kind.OVERSEAS_MEMBER, states={"abroad": "abroad"}
    )
    stay = desk.session.get(Stay, case.id) or Stay(case_id=case.id, papers=[])
    stay.departed_on = date(2024, 6, 25)
    desk.session.add(stay)
    desk.session.flush()
    return case


def the_cohort(desk: Desk) -> Cohort:
    desk.session.rollback()
    return desk.session.scalars(sa.select(Cohort)).one()


def kept(desk: Desk, actor: Actor, since: int = 1, **changes: Any) -> PolicyDraft:
    """A draft with these changes, its effect computed."""
    policy = replace(the_cohort(desk).policy.policy, **changes)
    order = PolicyOrder(policy, "部务会议", since)
    draft = keep_draft(desk, the_cohort(desk).id, order, actor)
    run_effect(desk, draft.id, actor, Progress())
    return draft


def planned(desk: Desk) -> dict[tuple[int, str], date]:
    """What the rows say: case and wait to its day."""
    desk.session.rollback()
    rows = desk.session.scalars(sa.select(PlannedWait))
    return {(row.case_id, row.name): row.due_on for row in rows}


Key = tuple[int, str, str, str, datetime]


def to_come(desk: Desk) -> set[Key]:
    """Every reminder still to be said, by the facts as they are."""
    desk.session.rollback()
    rows = {(r.case_id, r.name): r for r in desk.session.scalars(sa.select(PlannedWait))}
    found = set()
    for case in desk.session.scalars(sa.select(Case).where(Case.closed_at.is_(None))):
        for one in planned_waits(read_facts(desk.session, case), calendar_of(desk.session)):
            for moment in one.pending(said_until(rows.get((case.id, one.name)), desk.now)):
                for said in moment.reminders:
                    what = said.mail or said.words
                    found.add((case.id, one.name, said.to.value, what, moment.at))
    return found


def effects(desk: Desk) -> dict[int, CaseEffect]:
    rows = desk.session.scalars(sa.select(PolicyEffect))
    return {row.case_id: CaseEffect.from_data(row.changes) for row in rows}


@pytest.mark.parametrize("changes", POLICIES.values(), ids=POLICIES)
def test_s0_1_the_effect_shown_is_what_comes_about_when_the_cases_take_the_version_over(
    desk: Desk, department: Actor, changes: dict[str, Any]
) -> None:
    days, moments = planned(desk), to_come(desk)
    draft = kept(desk, department, **changes)
    assert (planned(desk), to_come(desk)) == (days, moments)
    shown = effects(desk)
    assert set(shown) == {case_id for case_id, _ in days} | {_activist(desk)}
    for case_id, effect in shown.items():
        for shift in effect.shifts:
            assert days.pop((case_id, shift.wait), None) == shift.before
            if shift.after is not None:
                days[case_id, shift.wait] = shift.after
        for change in effect.changes:
            key = (case_id, change.wait, change.to, change.mail or change.words)
            moments -= {(*key, change.before)} if change.before else set()
            moments |= {(*key, change.after)} if change.after else set()
    version = save_draft(desk, draft.id, draft.edition, department, adopting=True)
    assert version.version == 2
    adoption = desk.session.scalars(sa.select(PolicyAdoption)).one()
    run_adoption(desk, adoption.id, department, Progress())
    assert planned(desk) == days
    assert to_come(desk) == moments


def _activist(desk: Desk) -> int:
    return desk.session.scalars(sa.select(Case.id).filter_by(kind=Kind.ACTIVIST)).one()


def test_the_sums_tell_of_days_that_move_of_days_in_the_past_and_of_letters_that_stay(
    desk: Desk, department: Actor
) -> None:
    draft = kept(
        desk, department, receipt_cutoff=date(2024, 7, 1), receipt_digest_days=(5,), letter_days=60,
        letter_reminder_days=(7, 1),
    )  # fmt: skip
    sums = draft.effect
    assert sums["cases"] == 8
    assert sums["shifted"] == sums["past"] > 0
    by_label = {one["label"]: one for one in sums["waits"]}
    validity = by_label["介绍信有效期"]
    shift = (date(2024, 7, 1) - date(2024, 9, 18)).days
    assert (validity["least"], validity["most"], validity["past"]) == (shift, shift, 1)
    live = desk.session.scalars(sa.select(Letter).filter_by(status="live")).all()
    assert sums["letters"] == len(live) > 0
    assert {letter.valid_until for letter in live} == {date(2024, 9, 18)}


def test_computing_writes_no_case_and_called_off_it_leaves_the_effect_before(
    desk: Desk, department: Actor
) -> None:
    draft = kept(desk, department, letter_days=60)
    before, draft_id = snapshot(desk.session), draft.id
    stopped = Progress()
    stopped.interrupt(Cancelled)
    with pytest.raises(Cancelled):
        run_effect(desk, draft_id, department, stopped)
    assert snapshot(desk.session) == before
    run_effect(desk, draft_id, department, Progress())
    after = snapshot(desk.session)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"policy_effect", "policy_draft"}


def test_a_case_that_cannot_be_reckoned_is_listed_and_stops_no_other(
    desk: Desk, department: Actor
) -> None:
    beyond = {"issued_on": date(9999, 12, 30), "valid_until": date.max}
    bad = desk.session.scalars(sa.select(Letter.case_id).order_by(Letter.id)).first()
    desk.session.execute(sa.update(Letter).filter_by(case_id=bad).values(beyond))
    desk.session.commit()
    draft = kept(desk, department, receipt_cutoff=date(2024, 8, 20))
    assert (draft.effect["cases"], draft.effect["faults"]) == (8, 1)
    faults = {row.case_id for row in desk.session.scalars(sa.select(PolicyEffect)) if row.fault}
    assert faults == {bad}


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


def test_d_1_a_printed_letter_keeps_its_validity_under_a_shorter_limit(
    desk: Desk, department: Actor
) -> None:
    before = planned(desk)
    draft = kept(desk, department, letter_days=30)
    save_draft(desk, draft.id, draft.edition, department, adopting=True)
    adoption = desk.session.scalars(sa.select(PolicyAdoption)).one()
    run_adoption(desk, adoption.id, department, Progress())
    after = planned(desk)
    validity = {key: day for key, day in before.items() if key[1] == "letter_validity"}
    assert validity
    assert {key: after[key] for key in validity} == validity
