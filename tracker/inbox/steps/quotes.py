"""What did the sender write himself?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.findings import Reading
from tracker.inbox.quotes import own_words
from tracker.inbox.words import IncomingKind


def step(_desk: Desk, reading: Reading) -> Reading:
    """Keep the own words of a letter, also of one that a program seems to have written."""
    if reading.kind not in (IncomingKind.REPLY, IncomingKind.AUTOMATIC):
        return reading
    return reading.with_(own=own_words(reading.parsed))
