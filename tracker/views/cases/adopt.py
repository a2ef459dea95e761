"""One case taken over to another version of its cohort's policy (S0-1)."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions import Stale, adopt_policy
from tracker.forms.fields import clean
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.blueprint import blueprint

REASON_LONGEST = 200


@blueprint.post("/<int:case_id>/policy")
def adopt(case_id: int) -> ResponseReturnValue:
    """The department's button on the case page."""
    here, me = desk(), actor()
    case = case_for(here, me, case_id)
    version, to = _number("version") or 0, _number("to")
    reason = clean(request.form.get("reason"))[:REASON_LONGEST]
    try:
        made = adopt_policy(here, case.id, me, version=version, to=to, reason=reason)
    except Refused as refused:
        flash("没有改用：" + "；".join(r.missing for r in refused.refusals), "warning")
    except Stale:
        flash("个案刚刚有了变化，没有改用。请核对后再试。", "warning")
    else:
        flash(f"已改用政策第 {made.policy_version.version} 版，期限已重新计算。", "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _number(name: str) -> int | None:
    """A number the page sent; None for none, 0 for what is no number."""
    typed = request.form.get(name)
    if typed is None:
        return None
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
