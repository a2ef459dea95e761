"""Where the page of a move is, and what its form would send."""

from __future__ import annotations

from tests.tracker.views.page import Page
from tracker.models import Case


def path(case: Case, action: str, track: str = "transfer") -> str:
    return f"/cases/{case.id}/do/{track}/{action}"


def first_form(page: Page) -> dict[str, list[str]]:
    """The form of the page's main part, as the browser would send it."""
    return dict(next(f for f in page.forms if "version" in f.values).values)
