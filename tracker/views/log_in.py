"""Log in, log out, change the password; and log in again without losing what was typed."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.auth import log_in as accounts
from tracker.auth.log_in import BadPassword, LogInRefused
from tracker.auth.sessions import begin_session, end_session, find_signed_in
from tracker.forms.log_in import LogInForm, PasswordForm
from tracker.views.at_desk import desk, settings, staff
from tracker.views.carried import Typed, seal, typed_here, unseal

blueprint = Blueprint("auth", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
def log_in() -> ResponseReturnValue:
    """The log-in page; a right log-in goes on to where the visitor wanted to go."""
    form = LogInForm()
    if request.method == "GET" and find_signed_in() is not None:
        return redirect(url_for("start.home"), 303)
    if form.validate_on_submit():
        address = request.remote_addr or ""
        try:
            found = accounts.check_log_in(
                desk(), form.login.data or "", form.password.data or "", address
            )
        except LogInRefused as refused:
            form.password.errors = [str(refused)]
        else:
            begin_session(found)
            return _go_on()
    return _page(form), 422 if form.errors else 200


def _page(form: LogInForm, notice: str = "") -> str:
    """The log-in page; what it was given to carry it carries on."""
    return render_template(
        "auth/log_in.html",
        form=form,
        sealed=request.form.get("carried", ""),
        onward=_onward(),
        notice=notice,
    )


def _onward() -> str:
    """Where to go after the log-in: a path of this application, else the front door."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if own and not parts.scheme and not parts.netloc else ""


def _go_on() -> ResponseReturnValue:
    onward, carried = unseal(settings(), request.form.get("carried", ""))
    if carried:
        return render_template("auth/go_on.html", carried=carried, onward=onward)
    return redirect(_onward() or url_for("start.home"), 303)


def ask_again() -> ResponseReturnValue:
    """The page's session is over: log in, then find what was typed as it was typed."""
    if request.endpoint == "auth.log_in":
        return _page(LogInForm(), "登录页放置太久，请再登录一次。"), 400
    if request.endpoint == "auth.log_out":
        end_session()
        return redirect(url_for("auth.log_in"), 303)
    carried = typed_here()
    here = request.full_path.rstrip("?") if carried else ""
    if find_signed_in() is None:
        return _time_out_page(carried, here), 401
    return render_template("auth/go_on.html", carried=carried, onward=here), 400


def _time_out_page(carried: Typed, onward: str) -> str:
    kept = "重新登录后，填写的内容会原样回到页面上。" if carried else "请重新登录后再操作。"
    return render_template(
        "auth/log_in.html",
        form=LogInForm(formdata=None),
        sealed=seal(settings(), onward, carried),
        onward=onward,
        notice=f"登录已超时，刚才的操作没有执行。{kept}",
    )


@blueprint.post("/logout")
def log_out() -> ResponseReturnValue:
    """End this and every other session of the account."""
    accounts.end_sessions(desk(), staff())
    end_session()
    flash("您已退出。本账号在其他设备上的登录也已结束。", "success")
    return redirect(url_for("auth.log_in"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other session of the account ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        me = staff()
        try:
            accounts.change_password(
                desk(), me, form.old.data or "", form.new.data or "", form.again.data or ""
            )
        except BadPassword as bad:
            form[bad.field].errors = [str(bad)]
        else:
            begin_session(me)
            flash("密码已更改，其他设备上的登录已结束。", "success")
            return redirect(url_for("start.home"), 303)
    return render_template("auth/password.html", form=form), 422 if form.errors else 200
