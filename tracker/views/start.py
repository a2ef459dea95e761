"""The front door and the sign of life."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Work begins with the list of cases."""
    return redirect(url_for("cases.index"), 303)


@blueprint.get("/healthy")
def healthy() -> ResponseReturnValue:
    """For whoever watches the process: says nothing but that it answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
