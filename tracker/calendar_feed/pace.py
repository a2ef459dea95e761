"""How often one calendar is made: programs ask every few hours, a broken one every second."""

from __future__ import annotations

from datetime import datetime, timedelta

WITHIN = timedelta(minutes=10)
MOST_READS = 30


class Pace:
    """What one web process remembers; several together allow as many times more, which is bound enough."""

    def __init__(self) -> None:
        self._began: dict[int, tuple[datetime, int]] = {}

    def allows(self, staff_id: int, now: datetime) -> bool:
        """Whether the calendar of that account may be made once more now; counts it."""
        began, reads = self._began.get(staff_id, (now, 0))
        if not timedelta(0) <= now - began < WITHIN:
            began, reads = now, 0
        self._began[staff_id] = (began, reads + 1)
        return reads < MOST_READS
