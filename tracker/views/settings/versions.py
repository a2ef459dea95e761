"""The versions of a cohort's policy: who made them, what differs, how many cases are on each (S0-1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from machines.refusals import Refusal, Refused
from tracker.actions.adoptions import start_adoption
from tracker.forms.policy import AdoptionForm
from tracker.models import (
    Case,
    CaseAdoption,
    Cohort,
    PolicyAdoption,
    PolicyDraft,
    PolicyVersion,
    Staff,
)
from tracker.policies.differences import Difference, differences
from tracker.policies.lists import counts_of, open_cases
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint
from tracker.views.settings.cohorts import the_cohort


class Line(NamedTuple):
    """One version: who made it, what it changed, its open and all its cases, the draft it was."""

    row: PolicyVersion
    made_by: str
    changes: tuple[Difference, ...]
    open: int
    cases: int
    draft_id: int | None


class Step(NamedTuple):
    """One adoption and how its cases stand."""

    row: PolicyAdoption
    counts: dict[CaseAdoption, int]


@blueprint.get("/cohorts/<int:cohort_id>/versions")
def versions(cohort_id: int) -> ResponseReturnValue:
    """Every version and every adoption; any two versions compared."""
    return _page(the_cohort(cohort_id), AdoptionForm())


@blueprint.post("/cohorts/<int:cohort_id>/adopt")
def adopt(cohort_id: int) -> ResponseReturnValue:
    """Move the open cases of the cohort to a version."""
    form = AdoptionForm()
    rest: list[Refusal] = []
    if form.validate():
        try:
            made = start_adoption(
                desk(), cohort_id, form.version(), form.reason.data or "", actor()
            )
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            return redirect(url_for("settings.adoption", adoption_id=made.id), 303)
    return _page(the_cohort(cohort_id), form, rest), 422


def _page(cohort: Cohort, form: AdoptionForm, rest: Sequence[Refusal] = ()) -> str:
    lines = _lines(cohort)
    older, newer = _chosen(cohort, "older", -2), _chosen(cohort, "newer", -1)
    return render_template(
        "settings/versions.html",
        cohort=cohort,
        lines=lines,
        newest=cohort.policy,
        behind=sum(line.open for line in lines) - lines[0].open,
        older=older,
        newer=newer,
        differences=list(differences(older.policy, newer.policy)),
        steps=_steps(cohort),
        form=form,
        refusals=rest,
    )


def _chosen(cohort: Cohort, name: str, otherwise: int) -> PolicyVersion:
    """The version an address names, or one counted from the newest."""
    number = request.args.get(name, 0, type=int)
    found = [version for version in cohort.policies if version.version == number]
    return found[0] if found else cohort.policies[max(otherwise, -len(cohort.policies))]


def _lines(cohort: Cohort) -> list[Line]:
    """The newest first."""
    session = desk().session
    counted = sa.select(Case.policy_version_id, sa.func.count()).filter_by(cohort_id=cohort.id)
    counted = counted.group_by(Case.policy_version_id)
    whole = dict(session.execute(counted).tuples().all())
    under_way = dict(session.execute(counted.where(open_cases(cohort.id))).tuples().all())
    drafts = dict(
        session.execute(
            sa.select(PolicyDraft.version_id, PolicyDraft.id)
            .filter_by(cohort_id=cohort.id)
            .where(PolicyDraft.version_id.is_not(None))
        )
        .tuples()
        .all()
    )
    lines, before = [], None
    for row in cohort.policies:
        staff = session.get(Staff, row.made_by_id) if row.made_by_id else None
        changes = tuple(differences(before.policy, row.policy)) if before else ()
        cases = (under_way.get(row.id, 0), whole.get(row.id, 0))
        made_by = staff.name if staff else ""
        lines.append(Line(row, made_by, changes, *cases, drafts.get(row.id)))
        before = row
    return lines[::-1]


def _steps(cohort: Cohort) -> list[Step]:
    """The adoptions, the newest first."""
    query = sa.select(PolicyAdoption).filter_by(cohort_id=cohort.id)
    query = query.options(joinedload(PolicyAdoption.to_version), joinedload(PolicyAdoption.made_by))
    rows = desk().session.scalars(query.order_by(PolicyAdoption.id.desc())).all()
    return [Step(row, counts_of(desk().session, row)) for row in rows]
