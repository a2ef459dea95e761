"""What a draft would do is shown by the planning that is then done (S0-1)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from machines.words import Kind
from tests.lives.snapshot import snapshot
from tests.tracker.actions.small_cohort import (
    effects,
    kept,
    make_small_cohort,
    planned,
    to_come,
)
from tracker.actions.adoption_steps import run_adoption
from tracker.actions.policy_drafts import save_draft
from tracker.actions.policy_effects import run_effect
from tracker.desk import Actor, Desk
from tracker.jobs.progress import Cancelled, Progress
from tracker.models import (
    Case,
    Letter,
    PolicyAdoption,
    PolicyEffect,
)

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
    """A small cohort, and the one who changes its policy."""
    return make_small_cohort(desk)


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
