"""Education activities of a college, and attendance of many at once with a verdict each (S1)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from machines.refusals import Refused
from tracker.actions.activities import add_activity, record_attendances
from tracker.clock import day_of
from tracker.forms.activity import ActivityForm
from tracker.models import Attendance, Case, EducationActivity, Track
from tracker.permissions import RECORDERS, NoSuchCase, case_for, visible_cases
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("activities", __name__, url_prefix="/activities")

MOST = 500


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The activities in the actor's college, the newest first, with how many attended."""
    return _index(ActivityForm(held_on=day_of(desk().now)))


@blueprint.post("/")
def add() -> ResponseReturnValue:
    """Write an activity down."""
    form, me = ActivityForm(), actor()
    college = me.staff.college_id if me.staff else None
    if college is None:
        abort(403)
    rest: Sequence[object] = ()
    if form.validate():
        try:
            activity = add_activity(desk(), college, form.order(), me)
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            flash("教育活动已登记。请在下面勾选参加的人。", "success")
            return redirect(url_for("activities.show", activity_id=activity.id), 303)
    return _index(form, rest), 422


@blueprint.get("/<int:activity_id>")
def show(activity_id: int) -> ResponseReturnValue:
    """One activity: who attended, and who of the actor's cases still has to."""
    return _show(_activity(activity_id))


@blueprint.post("/<int:activity_id>/attendance")
def attend(activity_id: int) -> ResponseReturnValue:
    """Record the ticked cases one by one and say of each what became of it."""
    activity = _activity(activity_id)
    chosen = _ticked()
    if not chosen:
        return _show(activity, "请勾选至少一人。"), 422
    verdicts = record_attendances(desk(), activity.id, list(chosen), actor())
    recorded = sum(verdict.recorded for verdict in verdicts)
    return render_template(
        "activities/verdicts.html",
        activity=_activity(activity_id),
        verdicts=verdicts,
        names=chosen,
        recorded=recorded,
    )


def _ticked() -> dict[int, str]:
    """The ticked cases that are the actor's, with the names he saw; others are as if not there."""
    chosen: dict[int, str] = {}
    for number in request.form.getlist("case")[:MOST]:
        if number.isdecimal() and len(number) < 10:
            try:
                case = case_for(desk(), actor(), int(number))
            except NoSuchCase:
                continue
            chosen[case.id] = case.person.name
    return chosen


def _index(form: ActivityForm, rest: Sequence[object] = ()) -> str:
    attended = (
        sa.select(Attendance.activity_id, sa.func.count().label("number"))
        .group_by(Attendance.activity_id)
        .subquery()
    )
    query = (
        sa.select(EducationActivity, sa.func.coalesce(attended.c.number, 0))
        .outerjoin(attended, attended.c.activity_id == EducationActivity.id)
        .order_by(EducationActivity.held_on.desc(), EducationActivity.id.desc())
        .limit(MOST)
    )
    me = actor()
    if me.staff and me.staff.college_id is not None:
        query = query.where(EducationActivity.college_id == me.staff.college_id)
    return render_template(
        "activities/index.html",
        rows=desk().session.execute(query.options(joinedload(EducationActivity.college))).all(),
        form=form,
        refusals=rest,
        may_add=me.role in RECORDERS,
        pending=_pending_count(),
        all_colleges=me.staff is not None and me.staff.college_id is None,
    )


def _show(activity: EducationActivity, notice: str = "") -> str:
    me, today = actor(), day_of(desk().now)
    return render_template(
        "activities/show.html",
        activity=activity,
        notice=notice,
        attended=desk().session.scalars(_cases(activity, attended=True)).all(),
        pending=desk().session.scalars(_cases(activity, attended=False)).all(),
        may_record=me.role in RECORDERS and activity.held_on <= today,
        future=activity.held_on > today,
    )


def _cases(activity: EducationActivity, *, attended: bool) -> sa.Select[tuple[Case]]:
    """The actor's cases of the activity's college: those who were there, or whose turn is open."""
    there = sa.exists().where(Attendance.case_id == Case.id, Attendance.activity_id == activity.id)
    condition = there if attended else sa.and_(~there, _open())
    return (
        sa.select(Case)
        .where(visible_cases(actor()), Case.college_id == activity.college_id, condition)
        .order_by(Case.branch_id, Case.id)
        .limit(MOST)
        .options(joinedload(Case.person), joinedload(Case.branch))
    )


def _open() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Track.case_id == Case.id, Track.name == "education", Track.state == "pending"
    )


def _pending_count() -> int:
    query = sa.select(sa.func.count()).select_from(Case).where(visible_cases(actor()), _open())
    return desk().session.scalar(query) or 0


def _activity(activity_id: int) -> EducationActivity:
    """The activity of the actor's own college; any college for the department."""
    me = actor()
    activity = desk().session.get(EducationActivity, activity_id)
    own = me.staff.college_id if me.staff else None
    if activity is None or (own is not None and activity.college_id != own):
        abort(404)
    return activity
