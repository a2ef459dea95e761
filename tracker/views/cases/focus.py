"""The four groups that the education before leaving aims at, computed from the case (S1-2)."""

from __future__ import annotations

from machines.words import MEMBERS, Employment, FocusGroup, PartyStatus
from tracker.models import Case, Destination


def focus_groups(case: Case, destination: Destination | None) -> list[FocusGroup]:
    """Every group the person is in; one person can be in several, activists are in none."""
    if case.status not in MEMBERS:
        return []
    employment = destination.employment if destination else case.employment
    applies = {
        FocusGroup.PROBATIONARY: case.status is PartyStatus.PROBATIONARY,
        FocusGroup.TWO_NEW: employment is Employment.TWO_NEW,
        FocusGroup.ABROAD: case.abroad,
        FocusGroup.NO_UNIT: employment is Employment.NONE_YET,
    }
    return [group for group, yes in applies.items() if yes]
