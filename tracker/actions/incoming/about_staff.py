"""What comes back for a mail to a colleague: a bounce tells of his address, the rest is set aside."""

from __future__ import annotations

from tracker.desk import Desk
from tracker.digests.troubles import note_returned
from tracker.inbox.bounce_origin import why_doubtful
from tracker.inbox.findings import Reading
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import IncomingMail, StaffMail


def place_about_staff(desk: Desk, row: IncomingMail, reading: Reading, mail_id: int) -> None:
    """Give it its place, within the caller's transaction. It never has a case.

    A person's letter waits for the department; what machines say needs nobody. A bounce that
    anybody may have made up tells nothing of the address (D-15).
    """
    row.state = InboxState.SET_ASIDE
    if reading.kind is IncomingKind.REPLY:
        row.state = InboxState.HELD
    if reading.kind is not IncomingKind.BOUNCE or reading.report is None:
        return
    mail = desk.session.get_one(StaffMail, mail_id, with_for_update=True)
    doubt = why_doubtful(desk.settings, reading.parsed, reading.envelopes, reading.report, mail)
    if doubt:
        row.findings = [*row.findings, f"退信不能采信：{doubt}"]
        return
    note_returned(desk.session, mail, reading.report.recipients, desk.now)
