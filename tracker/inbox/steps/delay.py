"""Is it a notice of delay, or another report: delivered, read, complained of?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.bounces import find_report
from tracker.inbox.findings import Reading


def step(_desk: Desk, reading: Reading) -> Reading:
    """Keep the report; it changes nothing that is known of an address."""
    if reading.report is not None:
        return reading
    return reading.with_(report=find_report(reading.parsed, reading.envelopes))
