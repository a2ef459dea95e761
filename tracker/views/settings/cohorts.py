"""Cohorts and the versions of their policy: the department's desk (S0-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import NamedTuple

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from machines.policy import Policy, in_words
from machines.refusals import Refusal, Refused
from tracker.actions import adopt_policy_for_all
from tracker.actions.policies import PolicyOrder, change_policy, open_cohort
from tracker.forms.policy import GROUPS, CohortForm, PolicyForm, policy_form
from tracker.models import Case, Cohort, PolicyVersion, Staff
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint


class Change(NamedTuple):
    """One item that differs between two versions."""

    label: str
    before: str
    after: str


class Version(NamedTuple):
    """One version as the history shows it."""

    row: PolicyVersion
    made_by: str
    changes: tuple[Change, ...]
    cases: int


@blueprint.get("/cohorts/<int:cohort_id>")
def policy(cohort_id: int) -> ResponseReturnValue:
    """The newest values as a form, and every version there was."""
    newest = _cohort(cohort_id).policy
    return _page(newest, policy_form(newest.policy, newest.version))


@blueprint.post("/cohorts/<int:cohort_id>")
def save_policy(cohort_id: int) -> ResponseReturnValue:
    """Save the values as a new version."""
    newest = _cohort(cohort_id).policy
    form = policy_form(newest.policy, newest.version)
    if not form.validate():
        return _page(newest, form), 422
    order = PolicyOrder(form.policy(), form.reason.data or "", form.since_version())
    try:
        made = change_policy(desk(), cohort_id, order, actor())
    except Refused as refused:
        newest = _cohort(cohort_id).policy
        form.since.data = str(newest.version)
        return _page(newest, form, form.show(refused.refusals)), 422
    flash(f"已保存为第 {made.version} 版，此后建立的个案按新版办理。", "success")
    return redirect(url_for("settings.policy", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<int:cohort_id>/adopt")
def adopt(cohort_id: int) -> ResponseReturnValue:
    """Bring every open case of the cohort to the newest version."""
    newest = _cohort(cohort_id).policy.version
    count = adopt_policy_for_all(desk(), cohort_id, actor())
    flash(f"已将 {count} 份在办个案改用第 {newest} 版，期限已重新计算。", "success")
    return redirect(url_for("settings.policy", cohort_id=cohort_id), 303)


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


def _page(newest: PolicyVersion, form: PolicyForm, rest: Sequence[Refusal] = ()) -> str:
    now = newest.policy
    return render_template(
        "settings/policy.html",
        cohort=newest.cohort,
        newest=newest,
        form=form,
        refusals=rest,
        groups=GROUPS,
        rules={field.name: field.metadata["rule"] for field in fields(Policy)},
        now={field.name: getattr(now, field.name) for field in fields(Policy)},
        in_words=in_words,
        history=_history(newest.cohort),
        behind=_behind(newest),
    )


def _behind(newest: PolicyVersion) -> int:
    """How many open cases of the cohort are pinned to an earlier version."""
    query = sa.select(sa.func.count(Case.id)).filter_by(cohort_id=newest.cohort_id, closed_at=None)
    return desk().session.scalar(query.where(Case.policy_version_id != newest.id)) or 0


def _history(cohort: Cohort) -> list[Version]:
    """The newest first, each with what it changed and how many cases are pinned to it."""
    counted = sa.select(Case.policy_version_id, sa.func.count()).group_by(Case.policy_version_id)
    cases = dict(desk().session.execute(counted).tuples().all())
    versions, before = [], None
    for row in cohort.policies:
        staff = desk().session.get(Staff, row.made_by_id) if row.made_by_id else None
        changes = tuple(_changes(before.policy, row.policy)) if before else ()
        versions.append(Version(row, staff.name if staff else "", changes, cases.get(row.id, 0)))
        before = row
    return versions[::-1]


def _changes(before: Policy, after: Policy) -> Iterator[Change]:
    for field in fields(Policy):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield Change(field.metadata["label"], in_words(old), in_words(new))


def _cohort(cohort_id: int) -> Cohort:
    cohort = desk().session.get(Cohort, cohort_id)
    if cohort is None:
        abort(404)
    return cohort
