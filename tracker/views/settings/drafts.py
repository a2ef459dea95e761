"""A draft of a policy: what it would do, then saved as a version or given up (S0-1)."""

from __future__ import annotations

import io

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.policy_drafts import EFFECT, compute_again, drop_draft, save_draft
from tracker.clock import day_of
from tracker.jobs.asking import newest
from tracker.jobs.seeing import standing_of
from tracker.models import DraftState, PolicyDraft
from tracker.models.job import Job
from tracker.policies.differences import differences
from tracker.policies.effect import CaseEffect
from tracker.policies.lists import (
    PARTS,
    ROWS_A_PAGE,
    changed_since,
    count_effects,
    effects_in,
    find_part,
)
from tracker.policies.sheet import effect_xlsx
from tracker.views.at_desk import actor, desk
from tracker.views.jobs import refreshing
from tracker.views.settings.blueprint import blueprint

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/drafts/<int:draft_id>")
def draft(draft_id: int) -> ResponseReturnValue:
    """What differs from the policy that holds, and what that would do."""
    found = _the_draft(draft_id)
    job = newest(desk().session, EFFECT, found.id)
    if job is not None and job.under_way and found.state is DraftState.OPEN:
        standing = standing_of(desk().session, job)
        return refreshing(make_response(_page(found, job, standing=standing)), standing)
    return _page(found, job)


@blueprint.get("/drafts/<int:draft_id>/effect.xlsx")
def draft_sheet(draft_id: int) -> ResponseReturnValue:
    """The part chosen on the page as a sheet."""
    found, part = _the_draft(draft_id), find_part(request.args.get("part", ""))
    data = effect_xlsx(effects_in(desk().session, found, part))
    name = f"政策影响_{found.cohort.name}_{part.label}_{day_of(desk().now)}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.post("/drafts/<int:draft_id>/compute")
def compute_draft(draft_id: int) -> ResponseReturnValue:
    """Ask for the effect anew."""
    try:
        compute_again(desk(), _the_draft(draft_id).id, actor())
    except Refused as refused:
        flash(_words(refused), "warning")
    return redirect(url_for("settings.draft", draft_id=draft_id), 303)


@blueprint.post("/drafts/<int:draft_id>/drop")
def give_up_draft(draft_id: int) -> ResponseReturnValue:
    """Give the draft up."""
    found = _the_draft(draft_id)
    try:
        drop_draft(desk(), draft_id, actor())
    except Refused as refused:
        flash(_words(refused), "warning")
        return redirect(url_for("settings.draft", draft_id=draft_id), 303)
    flash("已放弃草稿，政策没有变动。", "success")
    return redirect(url_for("settings.policy", cohort_id=found.cohort_id), 303)


@blueprint.post("/drafts/<int:draft_id>/save")
def keep_as_version(draft_id: int) -> ResponseReturnValue:
    """Save the draft as a version; with `adopt` the open cases move to it."""
    cohort_id = _the_draft(draft_id).cohort_id
    adopting = bool(request.form.get("adopt"))
    edition = request.form.get("edition", 0, type=int)
    try:
        made = save_draft(desk(), draft_id, edition, actor(), adopting=adopting)
    except Refused as refused:
        flash("没有保存：" + _words(refused), "warning")
        return redirect(url_for("settings.draft", draft_id=draft_id), 303)
    rest = "在办个案正在改用，见下面的记录。" if adopting else "在办个案仍按原来的版本办理。"
    flash(f"已保存为第 {made.version} 版，此后建立的个案按新版办理；{rest}", "success")
    return redirect(url_for("settings.versions", cohort_id=cohort_id), 303)


def _page(found: PolicyDraft, job: Job | None, **more: object) -> str:
    session = desk().session
    part = find_part(request.args.get("part", ""))
    count = count_effects(session, found, part)
    pages = max(1, -(-count // ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    rows = effects_in(session, found, part, (page - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
    since = next((v for v in found.cohort.policies if v.version == found.since_version), None)
    return render_template(
        "settings/draft.html",
        draft=found,
        job=job,
        newest=found.cohort.policy,
        differences=list(differences(since.policy, found.policy)) if since else [],
        sums=found.effect if found.computed else None,
        other_day=found.computed_at and day_of(found.computed_at) != day_of(desk().now),
        changed=changed_since(session, found) if found.computed else 0,
        parts=[(one, count_effects(session, found, one)) for one in PARTS],
        part=part,
        rows=[(row, CaseEffect.from_data(row.changes)) for row in rows],
        page=page,
        pages=pages,
        **{"standing": None, **more},
    )


def _words(refused: Refused) -> str:
    return "；".join(one.missing for one in refused.refusals)


def _the_draft(draft_id: int) -> PolicyDraft:
    found = desk().session.get(PolicyDraft, draft_id)
    if found is None:
        abort(404)
    return found
