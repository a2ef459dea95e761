"""The desk itself: the form, the template, and the newest imports."""

from __future__ import annotations

import sqlalchemy as sa
from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.actions.roster import open_roster
from tracker.actions.roster_jobs import ask_try
from tracker.actions.uploads import BadUpload, keep_upload
from tracker.forms.roster import RosterForm
from tracker.models import Cohort, UploadedFile
from tracker.natural_order import branch_order
from tracker.permissions import visible_branches
from tracker.roster.account import WANTED_FIELDS
from tracker.roster.imports import recent_imports
from tracker.roster.template import template_xlsx
from tracker.views.at_desk import actor, desk
from tracker.views.roster.blueprint import blueprint, download


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form, the columns it knows, and the newest imports."""
    return _desk_page(_form())


@blueprint.post("")
def hand_in() -> ResponseReturnValue:
    """Keep the files, ask for a dry run, and show how far it is."""
    form = _form()
    if not form.validate_on_submit():
        return _desk_page(form), 422
    here, me = desk(), actor()
    kept: list[UploadedFile] = []
    for file in form.sheets.data:
        try:
            data = file.read()
            kept.append(keep_upload(here, file.filename, file.mimetype or "", data, me, None))
        except BadUpload as bad:
            form.sheets.errors = [f"“{file.filename}”：{bad}"]
            return _desk_page(form), 422
    made = open_roster(here, form.cohort.data, kept, me)
    ask_try(here, made.id, me)
    return redirect(url_for("roster.show", import_id=made.id), 303)


@blueprint.get("/template.xlsx")
def template() -> ResponseReturnValue:
    """A workbook with drop-downs for the user's own branches, to be filled in."""
    branches = desk().session.scalars(visible_branches(actor())).all()
    ordered = sorted(branches, key=branch_order)
    names = [(branch.college.name, branch.name) for branch in ordered]
    return download(template_xlsx(names), "毕业生名册模板.xlsx")


def _form() -> RosterForm:
    form = RosterForm()
    form.offer(desk().session.scalars(sa.select(Cohort).order_by(Cohort.year.desc())).all())
    return form


def _desk_page(form: RosterForm) -> str:
    return render_template(
        "roster/index.html",
        form=form,
        imports=recent_imports(desk(), actor()),
        wanted=[field.label for field in WANTED_FIELDS],
    )
