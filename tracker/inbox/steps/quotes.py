"""What did the sender write himself?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.findings import Reading
from tracker.inbox.quotes import own_words
from tracker.inbox.words import IncomingKind


def step(_desk: Desk, reading: Reading) -> Reading:
    """Keep the own words of a letter; programs have none."""
    if reading.kind is not IncomingKind.REPLY:
        return reading
    return reading.with_(own=own_words(reading.parsed))
