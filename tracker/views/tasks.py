"""Tasks that answers opened: settled with a word on how."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions import settle_task
from tracker.forms.fields import clean
from tracker.models import Task
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("tasks", __name__, url_prefix="/cases/<int:case_id>/tasks")


@blueprint.post("/<int:task_id>")
def settle(case_id: int, task_id: int) -> ResponseReturnValue:
    """Settle one task of a case."""
    here, me = desk(), actor()
    case = case_for(here, me, case_id)
    task = here.session.get(Task, task_id)
    if task is None or task.case_id != case.id:
        abort(404)
    try:
        settle_task(here, task_id, clean(request.form.get("outcome"))[:1000], me)
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    else:
        flash("待办已办结。", "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="tasks"), 303)
