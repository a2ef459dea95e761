"""The four groups that the education before leaving aims at (S1-2)."""

from __future__ import annotations

from machines.words import MEMBERS, Employment, FocusGroup, PartyStatus


def focus_groups(
    status: PartyStatus, *, abroad: bool, employment: Employment | None
) -> list[FocusGroup]:
    """Every group the person is in (S1-2); one person can be in several, activists are in none."""
    if status not in MEMBERS:
        return []
    applies = {
        FocusGroup.PROBATIONARY: status is PartyStatus.PROBATIONARY,
        FocusGroup.TWO_NEW: employment is Employment.TWO_NEW,
        FocusGroup.ABROAD: abroad,
        FocusGroup.NO_UNIT: employment is Employment.NONE_YET,
    }
    return [group for group, yes in applies.items() if yes]
