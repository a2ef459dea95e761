"""The time machine's page: asked for, run by the worker, looked at from every side, deleted."""

from tracker.views.simulation import index, result
from tracker.views.simulation.blueprint import blueprint

__all__ = ["blueprint", "index", "result"]
