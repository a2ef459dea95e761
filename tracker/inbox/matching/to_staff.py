"""What answers or reports on a mail to a colleague: it is no graduate's, and belongs to no case."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.inbox.findings import Reading
from tracker.inbox.matching.traces import address_tokens, header_tokens
from tracker.models import StaffMail

ABOUT_STAFF_MAIL = "这是对发给工作人员的提醒邮件的回信或退信，不属于任何个案"
_MOST_LOOKED_UP = 50


def answered_staff_mail(desk: Desk, reading: Reading) -> int | None:
    """The key of the mail to a colleague whose token it shows; None for all other mails."""
    tokens = [*header_tokens(reading), *(token for _, token in address_tokens(desk, reading))]
    wanted = list(dict.fromkeys(tokens))[:_MOST_LOOKED_UP]
    if not wanted:
        return None
    return desk.session.scalar(sa.select(StaffMail.id).where(StaffMail.token.in_(wanted)).limit(1))
