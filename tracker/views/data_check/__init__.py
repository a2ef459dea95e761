"""The data check desk: how branches stand, whose data are wrong, asking, proposals, corrections."""

from tracker.views.data_check import ask, corrections, index, people, proposals
from tracker.views.data_check.blueprint import blueprint

__all__ = ["ask", "blueprint", "corrections", "index", "people", "proposals"]
