"""A small cohort of every kind, a draft of its policy, and what is planned for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from machines.roles import Role
from machines.words import Kind
from tests.factories import make_case, make_cohort, make_college, make_letter, make_staff
from tracker.actions.moves import finish
from tracker.actions.policies import PolicyOrder
from tracker.actions.policy_drafts import keep_draft
from tracker.actions.policy_effects import run_effect
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.jobs.progress import Progress
from tracker.models import (
    Case,
    Cohort,
    PlannedWait,
    PolicyDraft,
    PolicyEffect,
    Retention,
    Stay,
)
from tracker.policies.effect import CaseEffect
from tracker.waits.passing_over import said_until
from tracker.waits.planned import planned_waits
from tracker.waits.workdays import calendar_of


def make_small_cohort(desk: Desk) -> Actor:
    """Eight cases of every kind in one cohort; gives the one who changes its policy."""
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
