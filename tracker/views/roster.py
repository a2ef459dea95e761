"""The roster desk: hand in a sheet, see what an import would do, and do exactly that."""

from __future__ import annotations

import io

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.roster import RosterMoved, do_roster, try_roster
from tracker.actions.uploads import BadUpload, keep_upload
from tracker.forms.roster import RosterForm
from tracker.models import Cohort, RosterImport
from tracker.roster.account import WANTED_FIELDS
from tracker.roster.imports import (
    Also,
    NoSuchImport,
    account_in,
    counts_of,
    import_for,
    recent_imports,
    rows_in,
)
from tracker.roster.unreadable import UnreadableSheet
from tracker.roster.verdict_sheet import template_xlsx, verdict_xlsx
from tracker.roster.verdicts import Ruling
from tracker.views.at_desk import actor, desk

blueprint = Blueprint("roster", __name__, url_prefix="/roster")

ROWS_A_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The form, the columns it knows, and the newest imports."""
    return _desk_page(_form())


@blueprint.post("")
def hand_in() -> ResponseReturnValue:
    """Keep the file, try it, and show what an import would do."""
    form = _form()
    if not form.validate_on_submit():
        return _desk_page(form), 422
    here, me, file = desk(), actor(), form.sheet.data
    try:
        kept = keep_upload(here, file.filename, file.mimetype or "", file.read(), me, None)
        tried = try_roster(here, form.cohort.data, kept, me)
    except BadUpload as bad:
        form.sheet.errors = [str(bad)]
    except UnreadableSheet as bad:
        form.sheet.errors = [bad.message_zh]
    else:
        return redirect(url_for("roster.show", import_id=tried.id), 303)
    return _desk_page(form), 422


@blueprint.get("/template.xlsx")
def template() -> ResponseReturnValue:
    """A roster with the known headings, to be filled in."""
    return _download(template_xlsx(), "毕业生党员名册模板.xlsx")


@blueprint.get("/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    """What an import would do, or what it did: counts, and the rows a hundred a page."""
    found, part = _import(import_id), _part()
    rows = rows_in(found, part)
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "roster/show.html",
        roster=found,
        account=account_in(found),
        counts=counts_of(found),
        also={part: len(rows_in(found, part)) for part in Also},
        part=part,
        Ruling=Ruling,
        rows=rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE],
        page=page,
        pages=pages,
    )


@blueprint.get("/<int:import_id>/rows.xlsx")
def rows(import_id: int) -> ResponseReturnValue:
    """The rows chosen on the page, to be worked through."""
    found, part = _import(import_id), _part()
    name = f"名册{found.id}号_{part.label if part else '全部'}.xlsx"
    return _download(verdict_xlsx(rows_in(found, part)), name)


@blueprint.post("/<int:import_id>")
def confirm(import_id: int) -> ResponseReturnValue:
    """Import what the page showed; where something has changed since, import nothing."""
    found = _import(import_id)
    try:
        do_roster(desk(), found.id, actor())
    except Refused as refused:
        flash(str(refused), "info")
    except RosterMoved as moved:
        page = render_template(
            "roster/moved.html", roster=_import(import_id), differences=moved.differences
        )
        return page, 409
    return redirect(url_for("roster.show", import_id=import_id), 303)


@blueprint.post("/<int:import_id>/again")
def try_again(import_id: int) -> ResponseReturnValue:
    """Another dry run over the same file, for what has changed since."""
    found = _import(import_id)
    tried = try_roster(desk(), found.cohort_id, found.upload, actor())
    return redirect(url_for("roster.show", import_id=tried.id), 303)


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


def _import(import_id: int) -> RosterImport:
    try:
        return import_for(desk(), actor(), import_id)
    except NoSuchImport:
        abort(404)


def _part() -> Ruling | Also | None:
    """The rows asked for; an unknown word asks for all."""
    wanted = request.args.get("rows", "")
    return next((part for part in (*Ruling, *Also) if part.value == wanted), None)


def _download(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
