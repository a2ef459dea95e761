"""The outbox as staff see it, and every mail's template with real data."""

from tracker.views.mails import outbox, templates
from tracker.views.mails.blueprint import blueprint

__all__ = ["blueprint", "outbox", "templates"]
