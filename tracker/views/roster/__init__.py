"""The roster desk: hand in sheets, see what an import would do, decide, and do exactly that."""

from __future__ import annotations

from tracker.views.roster import choosing, columns, desk, importing
from tracker.views.roster.blueprint import blueprint

__all__ = ["blueprint", "choosing", "columns", "desk", "importing"]
