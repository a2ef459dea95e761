"""The page of one move of a case."""

from tracker.views.moves import make
from tracker.views.moves.blueprint import blueprint

__all__ = ["blueprint", "make"]
