"""The read model of the lists: who writes a case's states, tasks, addresses or names calls these."""

from tracker.lists.searching import index_cases
from tracker.lists.shelving import refresh_people, shelve_case, shelve_cases

__all__ = ["index_cases", "refresh_people", "shelve_case", "shelve_cases"]
