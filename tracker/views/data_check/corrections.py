"""Corrections to be typed into the national system: seen, taken along as a sheet, ticked off."""

from __future__ import annotations

import io

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.corrections import make_sheet as make
from tracker.actions.corrections import mark_entered
from tracker.clock import day_of
from tracker.data_check.corrections import (
    NoSuchSheet,
    corrections_in,
    count_corrections,
    lines_of,
    list_corrections,
    may_be_handed_out,
    narrowed,
    sheet_for,
    waiting,
)
from tracker.data_check.corrections import (
    entered as entered_ones,
)
from tracker.data_check.sheets import corrections_xlsx
from tracker.forms.fields import clean
from tracker.models import CorrectionSheet
from tracker.on_file import LABELS, shown
from tracker.permissions import KEEPERS
from tracker.views.at_desk import actor, desk
from tracker.views.data_check.blueprint import blueprint
from tracker.views.data_check.people import XLSX
from tracker.views.data_check.place import read_after, read_place


@blueprint.get("/corrections")
def corrections() -> ResponseReturnValue:
    """Those waiting, by branch and one by one; or those typed over already. Numbers masked."""
    return _page()


@blueprint.post("/corrections")
def make_sheet() -> ResponseReturnValue:
    """Make a list of all that waits here; its reason is kept for every person on it."""
    scope, reason = read_place().scope, clean(request.form.get("reason"))
    try:
        sheet = make(desk(), actor(), reason, college=scope.college, branch=scope.branch)
    except Refused as refused:
        return _page("；".join(r.missing for r in refused.refusals), reason), 422
    return redirect(url_for("data_check.sheet", sheet_id=sheet.id), 303)


@blueprint.get("/corrections/<int:sheet_id>")
def sheet(sheet_id: int) -> ResponseReturnValue:
    """A list with its download and the tick for all of it."""
    found = _sheet(sheet_id)
    rows = corrections_in(desk(), found)
    return render_template(
        "data_check/sheet.html",
        sheet=found,
        rows=rows,
        labels=LABELS,
        shown=shown,
        open=sum(row.entered_at is None for row in rows),
        handed_out=may_be_handed_out(found, desk().now),
    )


@blueprint.get("/corrections/<int:sheet_id>.xlsx")
def sheet_file(sheet_id: int) -> ResponseReturnValue:
    """The list with full ID numbers, for a short while after its reason was given."""
    found = _sheet(sheet_id)
    if not may_be_handed_out(found, desk().now):
        flash("这份清单已超过一小时，不再提供下载。需要时请写明原因，重新生成。", "warning")
        return redirect(url_for("data_check.sheet", sheet_id=sheet_id), 303)
    data = corrections_xlsx(lines_of(corrections_in(desk(), found)))
    name = f"待录入更正_{found.id}号_{day_of(found.made_at)}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.post("/corrections/<int:sheet_id>/entered")
def entered(sheet_id: int) -> ResponseReturnValue:
    """Everything on the list is typed into the system."""
    _sheet(sheet_id)
    marked = mark_entered(desk(), sheet_id, actor())
    words = f"已录入系统：{marked} 项。" if marked else "这份清单先前已全部标记录入，没有改动。"
    flash(words, "success" if marked else "info")
    return redirect(url_for("data_check.sheet", sheet_id=sheet_id), 303)


def _page(wrong: str = "", reason: str = "") -> str:
    here, me, place = desk(), actor(), read_place()
    scope = place.scope
    done = request.args.get("part") == "entered"
    where = [*(entered_ones(me) if done else waiting(me)), *narrowed(scope.college, scope.branch)]
    rows, after = list_corrections(here, where, read_after())
    return render_template(
        "data_check/corrections.html",
        place=place,
        done=done,
        counts=count_corrections(here, where),
        rows=rows,
        after=after,
        labels=LABELS,
        shown=shown,
        may_keep=me.role in KEEPERS,
        wrong=wrong,
        reason=reason,
    )


def _sheet(sheet_id: int) -> CorrectionSheet:
    try:
        return sheet_for(desk(), actor(), sheet_id)
    except NoSuchSheet:
        abort(404)
