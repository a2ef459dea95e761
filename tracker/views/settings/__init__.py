"""Settings: cohorts and their policy, colleges and branches, staff accounts."""

from tracker.views.settings import accounts, calendar, cohorts, colleges, index, memory
from tracker.views.settings.blueprint import blueprint

__all__ = ["accounts", "blueprint", "calendar", "cohorts", "colleges", "index", "memory"]
