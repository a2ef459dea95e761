"""The working calendar: a year at a glance, what the department entered, and what it changed (S0-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.policy_faults import EARLIEST_YEAR, LATEST_YEAR
from machines.refusals import Refusal, Refused
from tracker.actions.calendar import complete_year as declare_year
from tracker.actions.calendar import enter_days as write_days
from tracker.actions.calendar import enter_lines as write_lines
from tracker.actions.calendar import take_back as undo
from tracker.clock import day_of
from tracker.forms.calendar import LinesForm, RangeForm, SourceForm
from tracker.models import CalendarChange, Case, CasePlan
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint
from tracker.views.settings.year import changes_shown, read_year

CAP = 10_000


@blueprint.get("/calendar")
def calendar() -> ResponseReturnValue:
    """One year: its months, its days off and make-up days with their source, the changes."""
    return _page(_year())


@blueprint.post("/calendar/days")
def enter_days() -> ResponseReturnValue:
    """Enter a day or a range of days."""
    form = RangeForm(prefix="range-")
    rest: list[Refusal] = []
    if form.validate():
        entry = form.entry()
        try:
            made = write_days(desk(), entry, form.source.data or "", actor())
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            return _done("已登记", made, entry.first.year)
    return _page(_year(), ranged=form, rest=rest), 422


@blueprint.post("/calendar/lines")
def enter_lines() -> ResponseReturnValue:
    """Enter several lines, all of them or none."""
    form = LinesForm(prefix="lines-")
    rest: list[Refusal] = []
    if form.validate():
        try:
            made = write_lines(desk(), form.lines.data or "", form.source.data or "", actor())
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            return _done("已登记", made, date.fromisoformat(min(made.after["days"])).year)
    return _page(_year(), lined=form, rest=rest), 422


@blueprint.post("/calendar/years/<int:year>/complete")
def complete_year(year: int) -> ResponseReturnValue:
    """Say that a year is entered as a whole."""
    form = SourceForm(prefix="year-")
    rest: list[Refusal] = []
    if form.validate():
        try:
            made = declare_year(desk(), year, form.source.data or "", actor())
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            return _done(f"已声明 {year} 年收录完整", made, year)
    return _page(_within(year), whole=form, rest=rest), 422


@blueprint.post("/calendar/changes/<int:change_id>/take-back")
def take_back(change_id: int) -> ResponseReturnValue:
    """Put back what stood before a change."""
    if desk().session.get(CalendarChange, change_id) is None:
        abort(404)
    year = _year()
    try:
        made = undo(desk(), change_id, actor())
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
        return redirect(url_for("settings.calendar", year=year), 303)
    return _done("已取消这次改动", made, year)


def _done(what: str, made: CalendarChange, year: int) -> ResponseReturnValue:
    flash(
        f"{what}。{made.cases} 份在办个案的期限和提醒会重新计算；已经发出的提醒不会再发。",
        "success",
    )
    return redirect(url_for("settings.calendar", year=year), 303)


def _page(
    year: int,
    *,
    ranged: RangeForm | None = None,
    lined: LinesForm | None = None,
    whole: SourceForm | None = None,
    rest: Sequence[Refusal] = (),
) -> str:
    shown = read_year(desk(), year)
    return render_template(
        "settings/calendar.html",
        shown=shown,
        earliest=EARLIEST_YEAR,
        latest=LATEST_YEAR,
        this_year=day_of(desk().now).year,
        # No form keeps what was typed into another one.
        ranged=ranged or RangeForm(prefix="range-", formdata=None),
        lined=lined or LinesForm(prefix="lines-", formdata=None),
        whole=whole or SourceForm(prefix="year-", formdata=None),
        refusals=rest,
        failed=[form for form in (ranged, lined, whole) if form is not None],
        changes=changes_shown(desk()),
        cases=_open_cases(),
    )


def _open_cases() -> str:
    """How many cases a change has planned anew; not counted further than anybody cares."""
    some = (
        sa.select(sa.literal(1))
        .select_from(CasePlan)
        .join(Case)
        .where(Case.closed_at.is_(None), Case.withdrawn_at.is_(None))
        .limit(CAP + 1)
        .subquery()
    )
    found = desk().session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return str(found) if found <= CAP else f"{CAP} 多"


def _year() -> int:
    """The year asked for; this one where none is, or none that a calendar has."""
    text = request.args.get("year", "")
    if text.isascii() and text.isdecimal() and len(text) == 4:
        return _within(int(text))
    return day_of(desk().now).year


def _within(year: int) -> int:
    return min(max(year, EARLIEST_YEAR), LATEST_YEAR)
