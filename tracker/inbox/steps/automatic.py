"""Did a program answer instead of a person, or is it our own mail?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.automatic import why_automatic
from tracker.inbox.findings import Reading
from tracker.inbox.matching import own_mail_back


def step(desk: Desk, reading: Reading) -> Reading:
    """Keep every reason; none means that a person wrote it."""
    if reading.report is not None:
        return reading
    return reading.with_(
        automatic=why_automatic(reading.parsed, reading.envelopes),
        loop=own_mail_back(reading.parsed, desk.settings),
    )
