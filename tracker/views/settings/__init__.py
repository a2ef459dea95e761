"""Settings: cohorts and their policy, colleges and branches, staff accounts."""

from tracker.views.settings import (
    accounts,
    adoptions,
    calendar,
    cohorts,
    colleges,
    drafts,
    index,
    memory,
    versions,
)
from tracker.views.settings.blueprint import blueprint

__all__ = [
    "accounts",
    "adoptions",
    "blueprint",
    "calendar",
    "cohorts",
    "colleges",
    "drafts",
    "index",
    "memory",
    "versions",
]
