"""A browser for the tests: keeps cookies, sends forms as they stand, reads every page strictly."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.tracker.views.page import Form, Page
from tracker.models import Staff

PASSWORD = "ceshi-mima-2024"


class Browser:
    """One browser window."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.last: TestResponse | None = None

    def get(self, path: str, code: int = 200) -> Page:
        """Open a page; any other code than expected is a failure."""
        return self._read(self.client.get(path), code)

    def send(self, path: str, code: int = 303, **values: Any) -> Page:
        """Fill in the page's own POST form and send it to where the form goes."""
        page = self.get(path, 200)
        form = next(f for f in page.forms if f.method == "post" and _own(f, path))
        return self.post(form.action or path, code, **(form.values | values))

    def post(self, path: str, code: int = 303, **values: Any) -> Page:
        """Send values as they are, with a token of this session unless one is given."""
        values.setdefault("csrf_token", self.token())
        sent = {name: value for name, value in values.items() if value is not None}
        return self._read(self.client.post(path, data=sent), code)

    def token(self) -> str:
        """A CSRF token of this session."""
        page = Page(self.client.get("/password", follow_redirects=True).get_data(as_text=True))
        return next(f.values["csrf_token"][0] for f in page.forms if "csrf_token" in f.values)

    def log_in(self, staff: Staff | str, password: str = PASSWORD, code: int = 303) -> Page:
        """Log in by the log-in page."""
        login = staff if isinstance(staff, str) else staff.login
        return self.send("/login", code, login=login, password=password)

    def follow(self) -> Page:
        """Go where the last answer pointed."""
        assert self.last is not None
        return self.get(self.last.headers["Location"])

    def _read(self, response: TestResponse, code: int) -> Page:
        self.last = response
        words = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        assert response.status_code == code, f"{response.status_code}: {Page(words).text[:600]}"
        page = Page(words)
        if words.startswith("<!doctype html>\n<html lang") and code != 303:
            assert page.faults == [], page.faults
        return page


def _own(form: Form, path: str) -> bool:
    return form.action in ("", path) or path.startswith(form.action)
