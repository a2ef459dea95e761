"""Is it a bounce?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.bounces import find_report
from tracker.inbox.findings import Reading
from tracker.inbox.words import IncomingKind


def step(_desk: Desk, reading: Reading) -> Reading:
    """Keep the report where a mail did not arrive."""
    report = find_report(reading.parsed, reading.envelopes)
    if report is None or report.kind is not IncomingKind.BOUNCE:
        return reading
    return reading.with_(report=report)
