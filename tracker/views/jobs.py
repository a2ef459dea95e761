"""Long work on the screen: how far it is, a way to call it off, and on to what came of it."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from tracker.jobs.asking import ask_cancel
from tracker.jobs.seeing import NoSuchJob, Standing, job_for, standing_of
from tracker.models import JobState
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")

LOOK_AGAIN_SECONDS = 2
BUSY = "系统正在写入这项任务的结果，暂时不能取消。请稍后再看。"


@blueprint.get("/<int:job_id>")
def show(job_id: int) -> ResponseReturnValue:
    """How the job stands; once it is done, the page of its subject."""
    standing = _standing(job_id)
    job = standing.job
    if job.state is JobState.DONE:
        if job.message:
            flash(job.message, "success")
        return redirect(subject_url(standing), 303)
    page = render_template("jobs/show.html", standing=standing, way_on=subject_url(standing))
    return refreshing(make_response(page), standing)


@blueprint.post("/<int:job_id>/cancel")
def cancel(job_id: int) -> ResponseReturnValue:
    """Call it off; what runs ends at its next step."""
    try:
        ask_cancel(desk(), job_id, actor())
    except NoSuchJob:
        abort(404)
    except OperationalError:
        # On SQLite one writes at a time, and this job is writing.
        desk().session.rollback()
        flash(BUSY, "warning")
    return redirect(url_for("jobs.show", job_id=job_id), 303)


def refreshing(page: Response, standing: Standing) -> Response:
    """The page, asked for again by the browser itself while the job is under way: no script."""
    if standing.watched:
        page.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return page


def subject_url(standing: Standing) -> str:
    """The page of what the job works on."""
    kind = standing.kind
    if kind is None:
        return url_for("start.home")
    subject: dict[str, Any] = {kind.argument: standing.job.subject_id}
    return url_for(kind.endpoint, **subject)


def _standing(job_id: int) -> Standing:
    try:
        return standing_of(desk().session, job_for(desk(), actor(), job_id))
    except NoSuchJob:
        abort(404)
