"""One import: what a dry run found, the import itself, and taking it back."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.roster_against import may_undo
from tracker.actions.roster_jobs import DO, TRY, UNDO, ask_do, ask_try, ask_undo
from tracker.jobs.asking import newest
from tracker.jobs.seeing import standing_of
from tracker.models import Branch, College, RosterImport
from tracker.models.job import Job, JobState
from tracker.models.roster import Stage
from tracker.natural_order import branch_order
from tracker.permissions import KEEPERS, visible_branches
from tracker.roster.choices import Choices
from tracker.roster.imports import Also, Part, count_of, counts_of, rows_in
from tracker.roster.purpose import Purpose
from tracker.roster.verdict_sheet import verdict_xlsx
from tracker.roster.verdicts import Ruling
from tracker.views.at_desk import actor, desk
from tracker.views.jobs import refreshing
from tracker.views.roster.blueprint import blueprint, download, the_import

ROWS_A_PAGE = 100


@blueprint.get("/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    """How far a run is; what an import would do, or what it did: counts, questions, rows."""
    found = the_import(import_id)
    if (job := under_way(found)) is not None:
        standing = standing_of(desk().session, job)
        page = render_template("roster/waiting.html", roster=found, standing=standing)
        return refreshing(make_response(page), standing)
    if found.stage in (Stage.UNTRIED, Stage.UNREADABLE):
        return render_template("roster/stopped.html", roster=found, job=_last_job(found))
    return show_page(found)


def show_page(found: RosterImport, refused: Refused | None = None) -> str:
    """The page of an import that was tried."""
    part = _part()
    count = count_of(found, part) if part else sum(counts_of(found).values())
    pages = max(1, -(-count // ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    start = (page - 1) * ROWS_A_PAGE
    return render_template(
        "roster/show.html",
        roster=found,
        account=found.account,
        counts=counts_of(found),
        also={also: count_of(found, also) for also in Also},
        part=part,
        Ruling=Ruling,
        Stage=Stage,
        Also=Also,
        Purpose=Purpose,
        rows=rows_in(found, part, start=start, limit=ROWS_A_PAGE),
        choices=Choices.from_data(found.choices),
        branches=_branches(),
        colleges=_colleges(),
        may_make=actor().role in KEEPERS,
        refused=refused,
        failed=_failed(found),
        may_undo=found.stage is Stage.DONE and may_undo(found, actor()),
        page=page,
        pages=pages,
    )


@blueprint.get("/<int:import_id>/rows.xlsx")
def rows(import_id: int) -> ResponseReturnValue:
    """The rows chosen on the page, to be worked through."""
    found, part = the_import(import_id), _part()
    name = f"名册{found.id}号_{part.label if part else '全部'}.xlsx"
    return download(verdict_xlsx(rows_in(found, part), done=found.done_at is not None), name)


@blueprint.post("/<int:import_id>")
def confirm(import_id: int) -> ResponseReturnValue:
    """Ask for the import of what the page showed."""
    found = the_import(import_id)
    try:
        ask_do(desk(), found.id, request.form.get("seen", ""), actor())
    except Refused as refused:
        flash(str(refused), "info")
    return redirect(url_for("roster.show", import_id=import_id), 303)


@blueprint.post("/<int:import_id>/again")
def try_again(import_id: int) -> ResponseReturnValue:
    """Another dry run over the same files, for what has changed since."""
    found = the_import(import_id)
    try:
        ask_try(desk(), found.id, actor())
    except Refused as refused:
        flash(str(refused), "info")
    return redirect(url_for("roster.show", import_id=import_id), 303)


@blueprint.post("/<int:import_id>/undo")
def undo(import_id: int) -> ResponseReturnValue:
    """Ask for the whole import to be taken back, or say what stands against it."""
    found = the_import(import_id)
    try:
        ask_undo(desk(), found.id, request.form.get("reason", "")[:500], actor())
    except Refused as refused:
        return show_page(the_import(import_id), refused), 422
    return redirect(url_for("roster.show", import_id=import_id), 303)


def _failed(found: RosterImport) -> Job | None:
    """An import or an undo that was asked for and did not come to its end."""
    kind = {Stage.TRIED: DO, Stage.DONE: UNDO}.get(found.stage)
    job = newest(desk().session, kind, found.id) if kind else None
    ended = job is not None and job.state in (JobState.FAILED, JobState.CANCELLED)
    # A dry run since then has answered it.
    later = job is not None and found.tried_at is not None and job.asked_at < found.tried_at
    return job if ended and not later else None


def _last_job(found: RosterImport) -> Job | None:
    """The run last asked for, to say why there is no result."""
    jobs = [newest(desk().session, kind, found.id) for kind in (TRY, DO)]
    return max((job for job in jobs if job), key=lambda job: job.id, default=None)


def under_way(found: RosterImport) -> Job | None:
    """The run that waits or goes on, if any."""
    for kind in (UNDO, DO, TRY):
        job = newest(desk().session, kind, found.id)
        if job is not None and job.state in (JobState.WAITING, JobState.RUNNING):
            return job
    return None


def _branches() -> list[Branch]:
    return sorted(desk().session.scalars(visible_branches(actor())), key=branch_order)


def _colleges() -> list[College]:
    me = actor()
    query = sa.select(College).order_by(College.name)
    home = me.staff.college_id if me.staff else None
    if home is not None:
        query = query.where(College.id == home)
    return list(desk().session.scalars(query))


def _part() -> Part | None:
    """The rows asked for; an unknown word asks for all."""
    wanted = request.args.get("rows", "")
    return next((part for part in (*Ruling, *Also) if part.value == wanted), None)
