"""One adoption of a version by the cases of a cohort: how far it is, and taking it back (S0-1)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refusal, Refused
from tracker.actions.adoptions import ADOPT, BACK, go_on, left_of, take_back
from tracker.forms.policy import AdoptionForm
from tracker.jobs.asking import newest
from tracker.jobs.seeing import standing_of
from tracker.models import CaseAdoption, PolicyAdoption
from tracker.models.job import Job
from tracker.policies.lists import ROWS_A_PAGE, adopted_in, counts_of
from tracker.views.at_desk import actor, desk
from tracker.views.jobs import refreshing
from tracker.views.settings.blueprint import blueprint


@blueprint.get("/adoptions/<int:adoption_id>")
def adoption(adoption_id: int) -> ResponseReturnValue:
    """How every case of it stands."""
    found = _the_adoption(adoption_id)
    job = _last_job(found)
    if job is not None and job.under_way:
        standing = standing_of(desk().session, job)
        page = _page(found, AdoptionForm(), job=job, standing=standing)
        return refreshing(make_response(page), standing)
    return _page(found, AdoptionForm(), job=job)


@blueprint.post("/adoptions/<int:adoption_id>/go-on")
def go_on_adopting(adoption_id: int) -> ResponseReturnValue:
    """Do what a crash or a cancel left."""
    try:
        go_on(desk(), _the_adoption(adoption_id).id, actor())
    except Refused as refused:
        flash("；".join(one.missing for one in refused.refusals), "warning")
    return redirect(url_for("settings.adoption", adoption_id=adoption_id), 303)


@blueprint.post("/adoptions/<int:adoption_id>/back")
def take_back_adoption(adoption_id: int) -> ResponseReturnValue:
    """Move its cases back to the version they had."""
    found, form = _the_adoption(adoption_id), AdoptionForm()
    rest: list[Refusal] = []
    if form.validate():
        try:
            take_back(desk(), adoption_id, form.reason.data or "", actor())
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            return redirect(url_for("settings.adoption", adoption_id=adoption_id), 303)
    return _page(found, form, rest, job=_last_job(found)), 422


def _page(
    found: PolicyAdoption, form: AdoptionForm, rest: Sequence[Refusal] = (), **more: object
) -> str:
    session, counts = desk().session, counts_of(desk().session, found)
    chosen = request.args.get("state", "")
    state = next((one for one in CaseAdoption if one.value == chosen), None)
    count = counts[state] if state else sum(counts.values())
    pages = max(1, -(-count // ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "settings/adoption.html",
        adoption=found,
        counts=counts,
        total=sum(counts.values()),
        state=state,
        CaseAdoption=CaseAdoption,
        rows=adopted_in(session, found, state, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
        page=page,
        pages=pages,
        left=left_of(desk(), found)[1],
        form=form,
        refusals=rest,
        **{"standing": None, **more},
    )


def _last_job(found: PolicyAdoption) -> Job | None:
    """The job last asked for: moving, or moving back."""
    kinds = (BACK, ADOPT) if found.undone_at else (ADOPT,)
    jobs = (newest(desk().session, kind, found.id) for kind in kinds)
    return next((job for job in jobs if job), None)


def _the_adoption(adoption_id: int) -> PolicyAdoption:
    found = desk().session.get(PolicyAdoption, adoption_id)
    if found is None:
        abort(404)
    return found
