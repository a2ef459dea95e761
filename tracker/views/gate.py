"""Before every view: a route needs a row in the access table, and the asker a role that it names."""

from __future__ import annotations

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.auth.sessions import find_signed_in, prolong_session
from tracker.permissions import ACCESS, PUBLIC, may_enter
from tracker.views.log_in import ask_again


def register_gate(app: Flask) -> None:
    """Refuse by default; ask the unknown to log in."""
    app.before_request(refuse_by_default)


def refuse_by_default() -> ResponseReturnValue | None:
    """The gate itself. A path without a route goes on to its 404."""
    endpoint = request.endpoint
    if endpoint is None or ACCESS.get(endpoint) is PUBLIC:
        return None
    if endpoint not in ACCESS:
        abort(403)
    staff = find_signed_in()
    if staff is None:
        return _log_in_first()
    if not may_enter(endpoint, staff.as_role):
        abort(403)
    prolong_session()
    return None


def _log_in_first() -> ResponseReturnValue:
    if request.method == "POST":
        return ask_again()
    here = request.full_path.rstrip("?")
    return redirect(url_for("auth.log_in", next=None if here == "/" else here), 303)
