"""Write down what was found, and what it brings about, in one transaction."""

from __future__ import annotations

from tracker.actions.incoming.recording import record_reading
from tracker.desk import Desk
from tracker.inbox.findings import Reading


def step(desk: Desk, reading: Reading) -> Reading:
    """The only step that writes. Raises LeaseLost where the mail is another's by now."""
    record_reading(desk, reading)
    return reading
