"""Staff accounts: the department's, and an organizer's for his own college."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from machines.refusals import Refusal, Refused
from machines.roles import STAFF, Role
from tracker.actions.accounts import (
    change_account,
    close_account,
    may_manage_account,
    open_account,
    reset_password,
)
from tracker.forms.accounts import AccountChangeForm, AccountForm
from tracker.models import Branch, Staff
from tracker.natural_order import branch_order
from tracker.permissions import visible_branches
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint
from tracker.views.settings.colleges import own_colleges


@blueprint.get("/accounts")
def accounts() -> ResponseReturnValue:
    """The accounts of the actor's scope, closed ones last."""
    me = actor()
    query = (
        sa.select(Staff)
        .order_by(Staff.active.desc(), Staff.college_id, Staff.role, Staff.name)
        .options(joinedload(Staff.college), selectinload(Staff.branches))
    )
    if me.role is not Role.DEPARTMENT:
        query = query.where(Staff.college_id == (me.staff.college_id if me.staff else None))
    return render_template(
        "settings/accounts.html", accounts=desk().session.scalars(query).all(), may_manage=_mine
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
def new_account() -> ResponseReturnValue:
    """Open an account; its temporary password is shown once, in the answer itself."""
    form, me = AccountForm(), actor()
    colleges = desk().session.scalars(own_colleges()).all()
    own = me.staff.college_id if me.staff else None
    form.offer(
        [role for role in STAFF if may_manage_account(me, role, own)],
        [(str(college.id), college.name) for college in colleges],
    )
    form.branches.choices = _branch_choices()
    rest: list[Refusal] = []
    if form.validate_on_submit():
        try:
            staff, password = open_account(desk(), form.order(), me)
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            return _password_page(staff, password, "账号已开通")
    page = render_template("settings/new_account.html", form=form, refusals=rest)
    return page, 422 if form.errors or rest else 200


@blueprint.route("/accounts/<int:staff_id>", methods=["GET", "POST"])
def account(staff_id: int) -> ResponseReturnValue:
    """One account: name, phone and branches may change."""
    staff = _account(staff_id)
    form = AccountChangeForm(
        name=staff.name,
        phone=staff.phone,
        mail_address=staff.mail_address,
        branches=[str(b.id) for b in staff.branches],
    )
    form.branches.choices = _branch_choices(staff.college_id)
    rest: Sequence[Refusal] = ()
    if form.validate_on_submit():
        try:
            change_account(desk(), staff_id, form.change(), actor())
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            flash("账号已更新。", "success")
            return redirect(url_for("settings.accounts"), 303)
    page = render_template("settings/account.html", account=staff, form=form, refusals=rest)
    return page, 422 if form.errors or rest else 200


@blueprint.post("/accounts/<int:staff_id>/close")
def close(staff_id: int) -> ResponseReturnValue:
    """Disable an account and end its sessions."""
    _account(staff_id)
    try:
        staff = close_account(desk(), staff_id, actor())
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
        return redirect(url_for("settings.account", staff_id=staff_id), 303)
    flash(f"“{staff.name}”的账号已停用，其登录已全部结束。", "success")
    return redirect(url_for("settings.accounts"), 303)


@blueprint.post("/accounts/<int:staff_id>/password")
def password(staff_id: int) -> ResponseReturnValue:
    """Give an account a new temporary password, shown once."""
    _account(staff_id)
    try:
        staff, new = reset_password(desk(), staff_id, actor())
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
        return redirect(url_for("settings.account", staff_id=staff_id), 303)
    return _password_page(staff, new, "密码已重设")


def _password_page(staff: Staff, new: str, title: str) -> str:
    """Not redirected: the password stands in this answer and nowhere else."""
    return render_template("settings/password.html", account=staff, password=new, title=title)


def _account(staff_id: int) -> Staff:
    staff = desk().session.get(Staff, staff_id)
    if staff is None or not _mine(staff):
        abort(404)
    return staff


def _mine(staff: Staff) -> bool:
    return may_manage_account(actor(), staff.as_role, staff.college_id)


def _branch_choices(college_id: int | None = None) -> list[SelectChoice]:
    query = visible_branches(actor()).options(joinedload(Branch.college))
    if college_id is not None:
        query = query.where(Branch.college_id == college_id)
    return [
        SelectChoice(str(branch.id), _whole_name(branch))
        for branch in sorted(desk().session.scalars(query), key=branch_order)
    ]


def _whole_name(branch: Branch) -> str:
    """Branches are often named after their college already."""
    home = branch.college.name
    return branch.name if branch.name.startswith(home) else f"{home} · {branch.name}"
