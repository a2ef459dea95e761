"""Mails that came in: the list of those to sort, and the page of one beside what it answers."""

from tracker.views.incoming import files, index, opening, show, sorting
from tracker.views.incoming.blueprint import blueprint

__all__ = ["blueprint", "files", "index", "opening", "show", "sorting"]
