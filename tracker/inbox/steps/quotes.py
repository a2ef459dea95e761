"""What did the sender write himself?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.automatic import weak_only
from tracker.inbox.findings import Reading
from tracker.inbox.quotes import own_words
from tracker.inbox.words import IncomingKind


def step(_desk: Desk, reading: Reading) -> Reading:
    """Keep the own words of a letter, and of what may be one; programs have none."""
    doubtful = reading.report is None and weak_only(reading.automatic)
    if reading.kind is not IncomingKind.REPLY and not doubtful:
        return reading
    return reading.with_(own=own_words(reading.parsed))
