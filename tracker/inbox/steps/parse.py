"""Take the mail apart, and read what the site's own server said of its sender."""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.authenticity import read_authenticity
from tracker.inbox.findings import Reading
from tracker.inbox.parsing import parse_mail


def step(desk: Desk, reading: Reading) -> Reading:
    """Whatever bytes came, there is a mail to read after this."""
    mail = parse_mail(reading.raw)
    said = read_authenticity(mail, desk.settings.auth_results_host)
    return reading.with_(mail=mail, authenticity=said)
