"""Sessions: a signed cookie tied to the account's salt, narrow, and over after a working day."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tracker.models import Staff, db

LONGEST = timedelta(hours=12)

login_manager = LoginManager()
login_manager.session_protection = "strong"


class SignedIn(UserMixin):  # type: ignore[misc]
    """A staff member as Flask-Login sees him: the cookie's key holds id and session salt."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        """The session key; a changed salt makes it worthless."""
        return f"{self.staff.id}.{self.staff.session_salt}"


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(key: str) -> SignedIn | None:
    """The account behind a session key, or None when the session is over."""
    number, _, salt = key.partition(".")
    staff = db.session.get(Staff, int(number)) if number.isdecimal() else None
    if staff is None or not staff.active or staff.session_salt != salt or _too_old():
        return None
    return SignedIn(staff)


def _too_old() -> bool:
    since = session.get("since")
    return since is None or _now() - datetime.fromisoformat(since) > LONGEST


def _now() -> datetime:
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def begin_session(staff: Staff) -> None:
    """Begin a session: everything the browser's old cookie held is dropped first."""
    session.clear()
    # The token that forms of this request were made with belongs to the old session.
    g.pop("csrf_token", None)
    login_user(SignedIn(staff))
    session["since"] = _now().isoformat()


def prolong_session() -> None:
    """Count the idle time anew. The cookie is no permanent one, for which Flask would do this:
    Flask-Login's strong protection lets permanent sessions pass into another browser.
    """
    session.modified = True


def end_session() -> None:
    """Forget the session in this browser."""
    logout_user()
    session.clear()


def find_signed_in() -> Staff | None:
    """The staff member of this request, or None."""
    staff: Staff | None = current_user.staff if current_user.is_authenticated else None
    return staff
