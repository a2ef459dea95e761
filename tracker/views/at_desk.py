"""What every view works with: the desk of this request and who sits at it."""

from __future__ import annotations

from typing import cast

from flask import current_app, g

from tracker.auth.sessions import find_signed_in
from tracker.config import Settings
from tracker.desk import Actor, Desk
from tracker.models import Staff, db


def settings() -> Settings:
    """The settings the application was made with."""
    return cast(Settings, current_app.config["SETTINGS"])


def desk() -> Desk:
    """Session, settings and one moment for the whole request."""
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return Desk(db.session(), settings(), g.now)


def staff() -> Staff:
    """The staff member who asks; the gate has let nobody else in."""
    found = find_signed_in()
    if found is None:
        raise RuntimeError("a view for staff ran without a log-in")
    return found


def actor() -> Actor:
    """The staff member who asks, as the verbs know him."""
    found = staff()
    return Actor(found.as_role, found)
