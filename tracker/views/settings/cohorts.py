"""Cohorts and the versions of their policy: the department's desk (S0-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from machines.policy import Policy, in_words
from machines.refusals import Refusal, Refused
from tracker.actions.policies import PolicyOrder, open_cohort
from tracker.actions.policy_drafts import find_draft, keep_draft
from tracker.forms.policy import GROUPS, CohortForm, PolicyForm, policy_form
from tracker.models import Cohort, DraftState, PolicyDraft, PolicyVersion
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint


@blueprint.get("/cohorts/<int:cohort_id>")
def policy(cohort_id: int) -> ResponseReturnValue:
    """One's own draft, or the newest values, as a form."""
    newest = the_cohort(cohort_id).policy
    draft = find_draft(desk(), cohort_id, actor())
    if draft is None:
        return _page(newest, policy_form(newest.policy, newest.version))
    # The page shows what holds beside what the draft says, so that it is written against that.
    return _page(newest, policy_form(draft.policy, newest.version, draft.reason), draft=draft)


@blueprint.post("/cohorts/<int:cohort_id>")
def save_policy(cohort_id: int) -> ResponseReturnValue:
    """Keep the values as a draft, and go on to what they would do."""
    newest = the_cohort(cohort_id).policy
    form = policy_form(newest.policy, newest.version)
    if not form.validate():
        return _page(newest, form), 422
    order = PolicyOrder(form.policy(), form.reason.data or "", form.since_version())
    try:
        draft = keep_draft(desk(), cohort_id, order, actor())
    except Refused as refused:
        newest = the_cohort(cohort_id).policy
        form.since.data = str(newest.version)
        return _page(newest, form, form.show(refused.refusals)), 422
    return redirect(url_for("settings.draft", draft_id=draft.id), 303)


@blueprint.route("/cohorts/new", methods=["GET", "POST"])
def new_cohort() -> ResponseReturnValue:
    """Open the next graduation season with the policy of an earlier one."""
    form = CohortForm()
    known = desk().session.scalars(sa.select(Cohort).order_by(Cohort.year.desc())).all()
    form.copy_from.choices = [SelectChoice(str(c.id), c.name) for c in known]
    rest: list[Refusal] = []
    if form.validate_on_submit():
        try:
            cohort = open_cohort(
                desk(),
                form.name.data or "",
                form.year.data or 0,
                int(form.copy_from.data),
                actor(),
            )
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            flash(f"已建立“{cohort.name}”。请核对下面的日期，再导入名册。", "success")
            return redirect(url_for("settings.policy", cohort_id=cohort.id), 303)
    page = render_template("settings/cohort.html", form=form, refusals=rest)
    return page, 422 if form.errors or rest else 200


def _page(
    newest: PolicyVersion,
    form: PolicyForm,
    rest: Sequence[Refusal] = (),
    draft: PolicyDraft | None = None,
) -> str:
    now = newest.policy
    return render_template(
        "settings/policy.html",
        cohort=newest.cohort,
        newest=newest,
        form=form,
        refusals=rest,
        draft=draft,
        others=_others(newest.cohort_id),
        groups=GROUPS,
        rules={field.name: field.metadata["rule"] for field in fields(Policy)},
        now={field.name: getattr(now, field.name) for field in fields(Policy)},
        in_words=in_words,
    )


def _others(cohort_id: int) -> Sequence[PolicyDraft]:
    """What colleagues are writing, so that nobody writes the same twice."""
    query = sa.select(PolicyDraft).filter_by(cohort_id=cohort_id, state=DraftState.OPEN)
    query = query.where(PolicyDraft.made_by_id != actor().staff_id)
    return desk().session.scalars(query.order_by(PolicyDraft.id)).all()


def the_cohort(cohort_id: int) -> Cohort:
    """The cohort, or no such page."""
    cohort = desk().session.get(Cohort, cohort_id)
    if cohort is None:
        abort(404)
    return cohort
