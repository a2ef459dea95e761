"""Colleges: their contact person and phone, their branches (S3.2-5, S3.2-6)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.colleges import add_branch, add_college, may_manage, set_contact
from tracker.forms.accounts import BranchForm, CollegeForm, ContactPersonForm
from tracker.models import College
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint
from tracker.views.settings.memory import headings_of, names_of


def own_colleges() -> sa.Select[tuple[College]]:
    """The colleges the actor looks after."""
    me = actor()
    query = sa.select(College).order_by(College.name)
    if me.role is Role.DEPARTMENT:
        return query
    return query.where(College.id == (me.staff.college_id if me.staff else None))


@blueprint.get("/colleges/<int:college_id>")
def college(college_id: int) -> ResponseReturnValue:
    """One college."""
    found = _college(college_id)
    return _page(found, ContactPersonForm(obj=found), BranchForm())


@blueprint.post("/colleges/<int:college_id>/contact")
def contact(college_id: int) -> ResponseReturnValue:
    """Name the contact person and the phone."""
    found, form = _college(college_id), ContactPersonForm()
    rest: list[Refusal] = []
    if form.validate():
        try:
            set_contact(
                desk(),
                college_id,
                form.contact_name.data or "",
                form.contact_phone.data or "",
                actor(),
            )
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            flash("联系人和咨询电话已更新。", "success")
            return redirect(url_for("settings.college", college_id=college_id), 303)
    return _page(found, form, BranchForm(formdata=None), rest), 422


@blueprint.post("/colleges/<int:college_id>/branches")
def branch(college_id: int) -> ResponseReturnValue:
    """Add a branch."""
    found, form = _college(college_id), BranchForm()
    rest: list[Refusal] = []
    if form.validate():
        try:
            made = add_branch(desk(), college_id, form.name.data or "", actor())
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            flash(f"已增加党支部“{made.name}”。请为它安排支部书记的账号。", "success")
            return redirect(url_for("settings.college", college_id=college_id), 303)
    return _page(found, ContactPersonForm(formdata=None, obj=found), form, rest), 422


@blueprint.route("/colleges/new", methods=["GET", "POST"])
def new_college() -> ResponseReturnValue:
    """Add a college."""
    form = CollegeForm()
    rest: list[Refusal] = []
    if form.validate_on_submit():
        try:
            made = add_college(
                desk(),
                form.name.data or "",
                form.contact_name.data or "",
                form.contact_phone.data or "",
                actor(),
            )
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            flash(f"已增加“{made.name}”。接着请增加它的党支部。", "success")
            return redirect(url_for("settings.college", college_id=made.id), 303)
    page = render_template("settings/new_college.html", form=form, refusals=rest)
    return page, 422 if form.errors or rest else 200


def _page(
    found: College,
    contact_form: ContactPersonForm,
    branch_form: BranchForm,
    rest: Sequence[Refusal] = (),
) -> str:
    return render_template(
        "settings/college.html",
        college=found,
        contact_form=contact_form,
        branch_form=branch_form,
        refusals=rest,
        names=names_of(found.id),
        headings=headings_of(found.id),
    )


def _college(college_id: int) -> College:
    """A college the actor looks after; others are as if not there."""
    found = desk().session.get(College, college_id)
    if found is None or not may_manage(actor(), found.id):
        abort(404)
    return found
