"""Taking back the links that were mailed to a graduate."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.revoking import revoke_links as revoke
from tracker.forms.fields import clean
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.blueprint import blueprint


@blueprint.post("/<int:case_id>/links/revoke")
def revoke_links(case_id: int) -> ResponseReturnValue:
    """Take back every open link of a case, for a reason that its history keeps."""
    here, me = desk(), actor()
    case_for(here, me, case_id)
    try:
        revoke(here, case_id, me, clean(request.form.get("reason")))
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    else:
        flash("已发出的链接都已停用。", "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)
