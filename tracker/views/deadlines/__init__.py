"""Deadlines over all cases: what is due, and the cases that could not be planned."""

from tracker.views.deadlines import failed, index
from tracker.views.deadlines.blueprint import blueprint

__all__ = ["blueprint", "failed", "index"]
