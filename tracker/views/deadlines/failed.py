"""Cases whose planning failed: told in words, tried again by themselves or by a click (S3.1-7)."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import contains_eager, joinedload

from machines.refusals import Refused
from tracker.actions.plans import plan_again
from tracker.desk import Actor, Desk
from tracker.masking import mask_private
from tracker.models import Case, CasePlan
from tracker.permissions import case_for, visible_cases
from tracker.views.at_desk import actor, desk
from tracker.views.deadlines.blueprint import blueprint

PAGE = 50
# How a program's own errors begin; what a rule refuses is written in Chinese.
PROGRAM = re.compile(r"^[A-Z]\w*(Error|Exception|Warning|Exit)\b", re.ASCII)


@blueprint.get("/failed")
def failed() -> ResponseReturnValue:
    """The cases of one's scope that could not be planned, those that failed last first."""
    here, me = desk(), actor()
    query = (
        _failed(me)
        .order_by(CasePlan.failed_at.desc(), CasePlan.case_id)
        .limit(PAGE + 1)
        .options(
            contains_eager(CasePlan.case).options(
                joinedload(Case.person), joinedload(Case.cohort), joinedload(Case.branch)
            )
        )
    )
    plans = here.session.scalars(query).all()
    return render_template(
        "deadlines/failed.html", plans=plans[:PAGE], more=len(plans) > PAGE, in_words=in_words
    )


@blueprint.post("/failed/<int:case_id>")
def retry(case_id: int) -> ResponseReturnValue:
    """Have the worker try a case again at once."""
    here, me = desk(), actor()
    case = case_for(here, me, case_id)
    try:
        plan_again(here, case.id, me)
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    else:
        flash("已安排立即重试，请稍后刷新。重试成功的个案不再列在这里。", "success")
    if request.form.get("back") == "case":
        return redirect(url_for("cases.show", case_id=case_id, _anchor="deadlines"), 303)
    return redirect(url_for("deadlines.failed"), 303)


def count_failed(here: Desk, me: Actor) -> int:
    """How many there are, at most PAGE + 1."""
    some = _failed(me).with_only_columns(CasePlan.case_id).limit(PAGE + 1).subquery()
    return here.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _failed(me: Actor) -> sa.Select[Any]:
    """Written as the index of the failed ones is (`ix_case_plan_failed`), so that it serves."""
    return (
        sa.select(CasePlan)
        .join(CasePlan.case)
        .where(sa.text("case_plan.failures > 0"), visible_cases(me))
    )


def in_words(error: str) -> str:
    """What went wrong, for people: the program's own words are for whoever mends it."""
    said = mask_private(error.splitlines()[0]) if error.strip() else ""
    if not said:
        return "没有留下原因"
    return f"程序内部出错，请把这一行转告维护人员：{said}" if PROGRAM.match(said) else said
